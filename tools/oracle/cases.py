"""What there is to judge: the claims of the rule pages and of the example programs, as plain data for the workers."""
from __future__ import annotations

import dataclasses
import json
import pathlib
import shutil
import subprocess

from fixes import FixFailed, texts, uncompilable
from pages import BadComment, conditions, pages_of, read_page, rule_of

EXAMPLES = "tests/oracle/examples.yaml"
WHEN = {"before": ["before"], "after": ["after"], "both": ["before", "after"]}


class BadExamples(ValueError):
    """The list of example programs cannot be understood."""


@dataclasses.dataclass
class Batch:
    cases: list = dataclasses.field(default_factory=list)  # for the workers, each with an id
    told: list = dataclasses.field(default_factory=list)  # Told: what needed no TensorFlow
    unproved: list = dataclasses.field(default_factory=list)  # (page, line, reason) of blocks without a proof
    left_out: int = 0  # claims that would need the linter, where there is none
    places: dict = dataclasses.field(default_factory=dict)  # case id -> Place

    def add(self, case, place):
        case["id"] = len(self.cases)
        self.places[case["id"]] = place
        self.cases.append(case)


@dataclasses.dataclass(frozen=True)
class Place:
    page: str
    line: int
    claim: str


@dataclasses.dataclass(frozen=True)
class Told:
    """A judgement that was reached without TensorFlow."""
    page: str
    line: int
    claim: str
    sentence: str  # empty: it holds


def add_pages(batch, root, linter, folder, chosen):
    for path in pages_of(root):
        if chosen and rule_of(path) not in chosen:
            continue
        blocks, problems = read_page(path, root)
        page = path.relative_to(root).as_posix()
        if not blocks:
            problems.append((1, "the page has no example in a ```py block"))
        batch.told += [Told(page, line, "the page can be judged", sentence) for line, sentence in sorted(problems)]
        for block in blocks:
            add_block(batch, block, linter, folder)


def add_block(batch, block, linter, folder):
    fixed, failure = None, None
    if linter and any(claim.needs_fix for claim in block.claims):
        try:
            fixed = linter.fixed_text(block.text, block.rule, folder)
        except FixFailed as error:
            failure = str(error)
    for claim in block.claims:
        words = claim.in_words() or first_line(claim.text)
        if claim.none:
            batch.unproved.append((block.page, block.line, claim.none))
        elif claim.needs_fix and not linter:
            batch.left_out += 1
        elif claim.needs_fix and failure:
            batch.told.append(Told(block.page, claim.line, words, failure))
        else:
            case = {"kind": "claim", "text": block.text, "fixed": fixed if claim.needs_fix else None,
                    "claim": dataclasses.asdict(claim)}
            batch.add(case, Place(block.page, claim.line, words))


def first_line(text):
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def add_examples(batch, root, linter, folder, chosen, python):
    for entry in read_examples(pathlib.Path(root) / EXAMPLES, python):
        name = entry["program"].split(".")[0]
        if chosen and name not in chosen:
            continue
        page = f"examples/{entry['files']}"
        original = pathlib.Path(root) / "examples"
        fixed_root = None
        if linter:
            fixed_root = pathlib.Path(folder) / f"fixed-{name}"
            batch.told += fix_example(entry, page, original, fixed_root, linter)
        else:
            batch.left_out += 3 + sum("after" in claim["when"] for claim in entry["claims"])
        batch.add({"kind": "example", "root": str(original), "fixed_root": str(fixed_root) if fixed_root else "",
                   "module": entry["program"], "tolerance": entry["tolerance"],
                   "may_differ": entry["may_differ"], "claims": entry["claims"]}, Place(page, 0, "main() runs"))


def fix_example(entry, page, original, fixed_root, linter):
    """Makes the fixed copy, and yields what is to be said of it without running it."""
    source, copy = original / entry["files"], fixed_root / entry["files"]
    fixed_root.mkdir()
    if source.is_dir():
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, copy)

    def told(claim, work):
        try:
            return Told(page, 0, claim, work() or "")
        except FixFailed as error:
            return Told(page, 0, claim, str(error))

    def finds():
        found = linter.findings(source)
        return "" if found == entry["finds"] else f"it finds {', '.join(found) or 'nothing'}"

    def settles():
        linter.fix(copy)
        once = texts(fixed_root)
        linter.fix(copy)
        if texts(fixed_root) != once:
            return "a second --fix changes the files again"
        return uncompilable(fixed_root)

    yield told("hybridize finds " + (", ".join(entry["finds"]) or "nothing"), finds)
    yield told("--fix settles and leaves Python", settles)


def read_examples(path, python):
    """The list of programs, checked: a misspelt key would be a claim that nobody judges."""
    script = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1], encoding='utf-8')), sys.stdout)"
    done = subprocess.run([str(python), "-c", script, str(path)], capture_output=True, text=True)
    if done.returncode != 0:
        raise BadExamples(f"{path.name} cannot be read: {done.stderr.strip().splitlines()[-1]}")
    return [checked(entry, path.name) for entry in json.loads(done.stdout)]


def checked(entry, where):
    unknown = set(entry) - {"program", "files", "finds", "tolerance", "may_differ", "claims"}
    missing = {"program", "files", "finds", "tolerance"} - set(entry)
    if unknown or missing:
        raise BadExamples(f"{where}: an entry has {', '.join(sorted(unknown)) or 'no ' + ', '.join(sorted(missing))}")
    claims = []
    for claim in entry.get("claims", []):
        try:
            condition = conditions(claim.get("if", ""))
            claims.append({"says": claim["says"], "when": WHEN[claim["when"]], "code": claim["code"],
                           "versions": condition.versions, "keras": condition.keras})
        except (KeyError, BadComment) as error:
            raise BadExamples(f"{where}: a claim about {entry['program']} is not complete: {error}") from error
    return {**entry, "finds": sorted(entry["finds"]), "may_differ": entry.get("may_differ", {}), "claims": claims}
