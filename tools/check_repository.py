#!/usr/bin/env python3
"""Rules about the repository itself that no compiler knows.

    check_repository.py sizes|headers|words|checks|names [ROOT]

sizes   no source over 600 lines, and half of the C++ files below 150
headers each header says in its first lines what it is: at least two lines of comment
words   no path of somebody's machine, no address of a package registry, no mark of unfinished work
checks  checks/checks.def is sorted, and names exactly the checks that have a source, a page and fixtures;
        each has programs that it reports and programs that it leaves alone, of both some that TensorFlow judges
names   no check compares with a path of the API model, or reads its rules: what rows have in common is a trait
"""
import pathlib
import re
import statistics
import subprocess
import sys

import check_cases
import check_layers

MAX_LINES = 600
MAX_MEDIAN = 150
SIZED = {".h", ".cpp", ".py", ".cmake", ".sh", ""}
# Data, not sources: fixtures and examples are Python under test, goldens are outputs.
UNSIZED = re.compile(r"^(tests/.*(\.py|\.golden|\.fixed|\.expected|\.txt)|examples/.*|LICENSE)$")

WORDS = [
    (re.compile(r"(?<![\w.$}])/(?:home|root|tmp|work|Users)/"), "a path of one machine"),
    (re.compile(r"(?:npmjs[.](?:org|com)|pypi[.]org|python[h]osted[.]org|crates[.]io/api)"), "the address of a package registry"),
    (re.compile(r"https?://[^\s\"')]*(?:artifactory|nexus|registry)", re.I), "the address of a package registry"),
    (re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b"), "a mark of unfinished work"),
]
# A path of an API as a whole literal; written_in() says what a fix writes, and compares nothing.
API_PATH = re.compile(r'"(?:tensorflow|tf_keras|keras|numpy|builtins|functools)(?:\.[A-Za-z_0-9]*)*\.?"')
WRITTEN = re.compile(r"written_in\([^;]*")
# Rules of a row: the text of an expression that only core/tensorflow/rules reads.
API_RULE = re.compile(r"\b(?:row|api)(?:->|\.)(?:shape|dtype|parts)\b")
CHECK_LINE = re.compile(r"^CHECK\(([a-z_0-9]+), ([a-z_0-9]+)\)$")


def committed_files(root):
    """What git tracks or would track, so that build products and local notes do not count; where
    the tree is no repository, everything that is neither hidden nor built."""
    if not (root / ".git").exists():
        return check_layers.project_files(root)
    out = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         check=True, capture_output=True).stdout
    return sorted({p for p in out.decode().split("\0") if p and (root / p).is_file()})


def text_of(path):
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8", errors="replace")


def sizes(root):
    cpp = []
    for rel in committed_files(root):
        if pathlib.PurePosixPath(rel).suffix not in SIZED or UNSIZED.match(rel):
            continue
        text = text_of(root / rel)
        lines = text.count("\n") if text else 0
        if rel.endswith((".h", ".cpp")):
            cpp.append(lines)
        if lines > MAX_LINES:
            yield f"{rel}: {lines} lines, more than {MAX_LINES}: what would the two files be called?"
    if cpp and statistics.median(cpp) > MAX_MEDIAN:
        yield f"the median C++ file has {statistics.median(cpp):.0f} lines, more than {MAX_MEDIAN}"


def headers(root):
    for rel in committed_files(root):
        if not rel.endswith(".h"):
            continue
        lines = (text_of(root / rel) or "").splitlines()
        if "#pragma once" not in lines:
            yield f"{rel}: no #pragma once"
        comment = 0
        for line in lines:
            if line.startswith("//"):
                comment += 1
            elif line and line != "#pragma once":
                break
        if comment < 2:
            yield f"{rel}: its first lines do not say what it is, who makes it and who reads it"


def words(root):
    for rel in committed_files(root):
        text = text_of(root / rel)
        for number, line in enumerate((text or "").splitlines(), 1):
            for pattern, what in WORDS:
                if m := pattern.search(line):
                    yield f"{rel}:{number}: {what}: {m.group(0)}"


def checks(root):
    definition = root / "checks/checks.def"
    listed = []
    for number, line in enumerate(definition.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        m = CHECK_LINE.match(line)
        if not m:
            yield f"checks/checks.def:{number}: expected CHECK(group, name), got {line}"
            continue
        listed.append(m.groups())
    if listed != sorted(listed):
        yield "checks/checks.def: the lines are not sorted"
    if len(listed) != len(set(listed)):
        yield "checks/checks.def: a check is listed twice"
    page = root / "docs/checks.md"
    table = page.read_text(encoding="utf-8") if page.is_file() else ""
    for group, name in listed:
        for path in (f"checks/{group}/{name}.cpp", f"checks/{group}/{name}.md"):
            if not (root / path).is_file():
                yield f"checks/checks.def names {group}/{name}, but {path} is not there"
        fixtures = root / "tests/checks" / group / name
        if not any(fixtures.glob("*.py")):
            yield f"checks/{group}/{name}: no fixture in {fixtures.relative_to(root).as_posix()}"
        if (root / f"checks/{group}/{name}.md").is_file():
            yield from check_cases.mistakes(root, group, name)
            if table and f"`{name.replace('_', '-')}`" not in table:
                yield f"docs/checks.md: no row for {name.replace('_', '-')}"
    there = {(p.parent.name, p.stem) for s in ("cpp", "md") for p in (root / "checks").glob(f"*/*.{s}")}
    for group, name in sorted(there - set(listed)):
        yield f"checks/{group}/{name} is not in checks/checks.def"


def names(root):
    for rel in committed_files(root):
        if not rel.startswith("checks/") or not rel.endswith((".h", ".cpp")):
            continue
        text = re.sub(r"//[^\n]*", "", text_of(root / rel) or "")
        text = WRITTEN.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)
        for number, line in enumerate(text.splitlines(), 1):
            if m := API_PATH.search(line):
                yield f"{rel}:{number}: a path of the API model, {m.group(0)}: give its rows a trait"
            if m := API_RULE.search(line):
                yield f"{rel}:{number}: a rule of the API model, {m.group(0)}: give its rows a trait"


RULES = {"sizes": sizes, "headers": headers, "words": words, "checks": checks, "names": names}


def main(arguments):
    if not arguments or arguments[0] not in RULES:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    root = pathlib.Path(arguments[1] if len(arguments) > 1 else ".")
    found = list(RULES[arguments[0]](root))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
