#!/usr/bin/env python3
"""Judges the rules of the API model: what each modelled function returns, under real TensorFlow.

    rules.py [--only PATTERN] [--tf VERSION]... [--binary PATH] [--verbose]

For every row of core/tensorflow/api with a rule, sample calls are derived from the rule (and taken from samples/*.yaml). Each
call is one function of a generated program: TensorFlow traces it, `hybridize facts` says what it returns, and what hybridize says
must contain what TensorFlow returned. A rule that no call has judged counts as not written.
"""
from __future__ import annotations

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import environments
from environments import VERSIONS
from rule_rows import KINDS, classes_of_keras
from rule_tensors import samples_in

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FUNCTIONS = 400  # in one generated file


class CannotRun(RuntimeError):
    """Why nothing could be judged, in one sentence."""


def start(python, job, folder, name, program="rule_worker.py"):
    """A worker under one TensorFlow, and the file it writes."""
    (folder / f"{name}.job").write_text(json.dumps(job), encoding="utf-8")
    out = folder / f"{name}.out"
    errors = open(folder / f"{name}.err", "w", encoding="utf-8")
    return subprocess.Popen([str(python), str(HERE / program), str(folder / f"{name}.job"), str(out)],
                            stdin=subprocess.DEVNULL, stdout=errors, stderr=errors), out


def lines_of(worker, out, folder, name):
    worker.wait()
    if worker.returncode:
        words = (folder / f"{name}.err").read_text(encoding="utf-8").strip().splitlines()
        raise CannotRun(f"the process that tries the rules with TensorFlow {name} ended with status {worker.returncode}: "
                        + (words[-1] if words else "it said nothing"))
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


# --- the program hybridize reads

def renamed(expression, names):
    return re.sub(r"\b\w+\b", lambda m: names.get(m.group(), m.group()), expression) if names else expression


def function_text(number, case, part):
    """One function that returns the value of the call, or one part of it."""
    samples = samples_in(case["expression"])
    before, inside, arguments = [], [], []
    own = {}  # names of what stands outside the function: every case has its own
    for sample in samples:
        if case["eager"] or sample.kind == "A":
            inside.append(f"    {sample.name} = {sample.value()}")
        elif sample.kind in ("V", "K"):
            own[sample.name] = f"{sample.name}_{number}"
            before.append(f"{own[sample.name]} = {sample.value()}")
        else:
            arguments.append(sample)
    expression = renamed(case["expression"], own)
    if case["setup"]:
        made = {s.name: f"{s.name}_made_{number}" for s in samples_in(case["setup"])}
        before += [f"{made[s.name]} = {s.value()}" for s in samples_in(case["setup"])]
        before.append(f"made_{number} = {renamed(case['setup'], made)}")
        expression = expression.replace("made", f"made_{number}", 1)
    lines = before
    if not case["eager"]:
        lines.append(f"@tf.function(input_signature=[{', '.join(s.spec() for s in arguments)}])")
    lines.append(f"def case_{number}({', '.join(s.name for s in arguments)}):")
    lines += inside
    result = f"({expression})" + "".join(f"[{place}]" for place in part) if part else expression
    if case["array"] or case["row"].startswith("numpy."):  # facts speak of tensors: an array shows its type as one
        result = f"tf.convert_to_tensor({result})"
    lines.append(f"    return {result}")
    if case["eager"]:
        lines += ["", "", f"case_{number}()"]
    return "\n".join(lines)


def parts_of(returned):
    """The places of what is no tuple: none of one itself, (1,) of the second part, (1, 0) of the first part of the second."""
    if returned is None or returned["kind"] != "tuple":
        return [()]
    count = len(returned["items"])
    return [(i, *rest) for i in (range(count) if count <= 6 else (0, count - 1)) for rest in parts_of(returned["items"][i])]


def functions_of(cases):
    """(case, part) for every function that the program needs; a tuple is compared part by part."""
    for case in cases:
        if case.get("raised", "").startswith("SyntaxError"):
            continue
        yield from ((case, part) for part in parts_of(case.get("returned")))


def facts_of(binary, functions, folder):
    """What hybridize says each function returns, by its number. Where a program speaks of other floats than float32, Keras is
    not known to compute in them: such functions make a program of their own."""
    texts = [function_text(i, *function) for i, function in enumerate(functions)]
    usual = [text for text in texts if "mixed_precision" not in text]
    return told_by(binary, usual, folder / "usual") | told_by(binary, [t for t in texts if "mixed_precision" in t], folder / "mixed")


def told_by(binary, texts, folder):
    folder.mkdir(parents=True)
    head = "import numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras\n"
    for first in range(0, len(texts), FUNCTIONS):
        (folder / f"calls_{first:06}.py").write_text(head + "\n\n" + "\n\n\n".join(texts[first:first + FUNCTIONS]) + "\n", encoding="utf-8")
    done = subprocess.run([str(binary), "facts", "--format", "json", str(folder)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    if not done.stdout.startswith("{"):
        raise CannotRun(f"hybridize facts ended with status {done.returncode}: {done.stderr.strip()[:300] or 'it said nothing'}")
    told = {}
    for function in json.loads(done.stdout)["functions"]:
        if function["name"].startswith("case_"):
            told[int(function["name"][5:])] = function.get("returns") or []
    return told


# --- comparing

PYTHON_NUMBERS = {"float": "float64", "int": "int64", "bool": "bool"}

def contains_size(ours, theirs):
    return ours == theirs or ours is None or isinstance(ours, str)


def compare(ours, theirs):
    """'' = agrees; 'weaker' = less is known; else the sentence that tells the contradiction. `theirs` is a tensor; where
    TensorFlow does not know the rank while tracing, we may."""
    weaker = not ours
    for one in ours:
        dtype, shape = one.get("dtype"), one.get("shape")
        kind = one.get("kind")
        if kind != theirs["kind"] and {kind, theirs["kind"]} & {"ragged", "sparse"}:
            continue
        if dtype not in (None, "?", theirs["dtype"]):
            continue
        if shape is not None and theirs["shape"] is not None:
            if len(shape) != len(theirs["shape"]):
                continue
            lost = kind in ("ragged", "sparse")  # while tracing TensorFlow forgets sizes of these that do not change
            if not all(contains_size(a, b) or lost and b is None for a, b in zip(shape, theirs["shape"])):
                continue
        return "weaker" if dtype in (None, "?") or shape is None and theirs["shape"] is not None else ""
    return "weaker" if weaker else f"TensorFlow returns {text_of(theirs)}, hybridize says {' or '.join(map(text_of, ours))}"


def text_of(one):
    shape = one.get("shape")
    sizes = "..." if shape is None else ", ".join("None" if d is None else str(d) for d in shape)
    return f"{one.get('kind')} {one.get('dtype') or '?'}[{sizes}]"


def part_of(returned, part):
    for place in part:
        returned = returned["items"][place]
    return returned


class Counterparts:
    """What was proved of the functions of NumPy and those of TensorFlow that do the same."""

    def __init__(self):
        self.none = set()      # functions without one
        self.proved = {}       # by each version: functions whose samples are all equal
        self.wrong = {}        # by function: what is not
        self.dtypes = {}       # by function: dtypes that differ though values are equal

    def take(self, version, lines):
        bad = {line["function"] for line in lines if "wrong" in line}
        for line in lines:
            name = line["function"]
            if "none" in line:
                self.none.add(name)
            elif "wrong" in line:
                self.wrong[name] = f"{name} and {line['counterpart']}: {version}: {line['wrong']}"
            elif "equal" in line and name not in bad:
                self.proved.setdefault(version, set()).add(name)
                if line["dtypes"]:
                    self.dtypes[name] = line["dtypes"]


class Verdict:
    def __init__(self):
        self.counterparts = Counterparts()
        self.complete = False      # every row was asked for
        self.kinds = {}            # of each row, what it says: see rule_worker.kind_of
        self.bases = {}            # of a method that a class has from another, that one's
        self.rules = []            # names of rows with a rule of their own
        self.absent = []           # of them, those that no release here has
        self.judged = set()        # names of rows that a call judged
        self.agreeing = {}         # of each version, those for which it returned what was judged
        self.disagreements = []    # sentences
        self.named = set()         # names that were deprecated or removed, of which all was proved or disagrees
        self.weaker = []
        self.calls = 0
        self.unrun = []            # samples written by hand that TensorFlow refuses
        self.differing = 0         # calls for which the versions return different things
        self.unseen = 0            # calls that TensorFlow refuses and hybridize does not

    def take(self, version, case, part, ours):
        where = f"{case['row']}: {case['expression']}" + "".join(f" [{place}]" for place in part)
        if "returned" not in case:
            self.unseen += bool(ours) and not case.get("elsewhere")
            return
        theirs = part_of(case["returned"], part)
        if case["row"].startswith("numpy.") and theirs.get("type") in PYTHON_NUMBERS:
            theirs = {"kind": "dense", "dtype": PYTHON_NUMBERS[theirs["type"]], "shape": []}  # a scalar of its own
        kind = self.kinds.get(case["row"])
        if kind == "instance" or kind in KINDS:
            self.take_kind(where, version, case, kind, theirs, ours)
            return
        if theirs["kind"] not in ("dense", "ragged", "sparse", "variable"):
            if ours:
                self.disagreements.append(f"{where}: TensorFlow {version} returns a {theirs.get('type', theirs['kind'])}, "
                                          f"hybridize says {' or '.join(map(text_of, ours))}")
            return
        self.calls += 1
        said = compare(ours, theirs)
        if said == "weaker":
            self.weaker.append(f"{where}: {text_of(theirs)}, hybridize says {' or '.join(map(text_of, ours)) or 'nothing'}")
        elif said:
            self.disagreements.append(f"{where}: {version}: {said}")
        if any(one.get("dtype") not in (None, "?") or one.get("shape") is not None for one in ours):
            self.judge(case, version)

    def take_kind(self, where, version, case, kind, theirs, ours):
        """A row without a dtype or shape: it is the kind of thing that counts."""
        self.calls += 1
        is_so = theirs.get("instance") if kind == "instance" else KINDS[kind] in (None, theirs.get("type"))
        if ours or not is_so:
            self.disagreements.append(f"{where}: TensorFlow {version} returns a {theirs.get('type', text_of(theirs))}, the row says {kind}, "
                                      f"hybridize {' or '.join(map(text_of, ours)) or 'nothing'}")
        else:
            self.judge(case, version)

    def judge(self, case, version):
        rows = {case["row"], self.bases[case["row"]]} & self.kinds.keys()
        self.judged |= rows
        self.agreeing.setdefault(version, set()).update(rows)


def judge(binary, pythons, pattern="*", say=print):
    """The verdict on every row that fits the pattern, under each of the versions, newest first."""
    verdict = Verdict()
    verdict.complete = pattern == "*"
    with tempfile.TemporaryDirectory(prefix="rules-") as folder:
        folder = pathlib.Path(folder).resolve()
        (newest, python), *others = pythons.items()
        worker, out = start(python, {"root": str(ROOT), "pattern": pattern}, folder, newest)
        lines = lines_of(worker, out, folder, newest)
        verdict.kinds = {name: kind for name, (kind, _) in lines[1]["rows"].items()}
        verdict.bases = {name: base for name, (_, base) in lines[1]["rows"].items()}
        verdict.rules = [name for name, kind in verdict.kinds.items() if kind == "rule"]
        verdict.disagreements += [f"{name}: has samples, and no rule" for name in lines[1]["stray"] if pattern == "*"]
        verdict.disagreements += [f"{line['crashed']}: TensorFlow {newest} crashes" for line in lines if "crashed" in line]
        cases = [line for line in lines if "row" in line]
        say(f"    {len(verdict.rules)} rules, {len(cases)} calls tried under TensorFlow {newest}")
        absent = {line["absent"] for line in lines if "absent" in line}
        if verdict.complete:
            for name, one in pythons.items():
                worker, out = start(one, {"root": str(ROOT)}, folder, f"numpy-{name}", "counterparts.py")
                verdict.counterparts.take(name, lines_of(worker, out, folder, f"numpy-{name}"))
                worker, out = start(one, {"root": str(ROOT)}, folder, f"successors-{name}", "successors.py")
                for line in lines_of(worker, out, folder, f"successors-{name}"):
                    verdict.named.add(line["name"])
                    if "wrong" in line:
                        verdict.disagreements.append(f"TensorFlow {name}: {line['wrong']}")
        job = {"cases": cases, "absent": sorted(absent), "root": str(ROOT)}
        started = [(name, *start(p, job, folder, name)) for name, p in others]
        ended = [(name, [c for c in lines_of(worker, out, folder, name) if "row" in c or "absent" in c]) for name, worker, out in started]
        functions = list(functions_of(cases))
        older = [(name, f) for name, lines in ended for f in functions_of([c for c in lines if c.get("row") in absent])]
        told = facts_of(binary, functions + [f for _, f in older], folder / "program")
        for i, (case, part) in enumerate(functions):
            verdict.take(newest, case, part, told.get(i, []))
        for i, (name, (case, part)) in enumerate(older, len(functions)):
            verdict.take(name, case, part, told.get(i, []))
        ran = {(c["row"], c["expression"]) for c in cases if "returned" in c}
        verdict.absent = sorted(absent - {case["row"] for _, (case, _) in older} - verdict.judged)
        for name, lines in ended:
            again = {(c["row"], c["expression"], c["setup"]): c for c in lines if "row" in c}
            for i, (case, part) in enumerate(functions):
                older = again.get((case["row"], case["expression"], case["setup"]))
                if older is None or "returned" not in older:
                    continue
                ran.add((case["row"], case["expression"]))
                if older["returned"] == case.get("returned") and case["row"] in verdict.agreeing.get(newest, ()):
                    verdict.agreeing.setdefault(name, set()).add(case["row"])
                if older["returned"] != case.get("returned"):
                    verdict.differing += 1
                    if "returned" in case:
                        continue  # the newer one holds
                    if older["returned"]["kind"] == "tuple" and not part:
                        continue  # judged by its parts only where both have it
                verdict.take(name, older, part, told.get(i, []))
        releases = {".".join(name.split(".")[:2]) for name in pythons}
        foreign = [c for c in cases if c["written"] and c["versions"] and not releases & set(c["versions"])]
        verdict.absent = sorted({*verdict.absent, *(c["row"] for c in foreign if c["row"] not in verdict.judged)})
        cases = [c for c in cases if c not in foreign]
        verdict.unrun = [f"{c['row']}: {c['expression']}: {c['raised']}" for c in cases
                         if c["written"] and not c["raises"] and (c["row"], c["expression"]) not in ran]
        verdict.unrun += [f"{c['row']}: {c['expression']}: runs, and should be refused" for c in cases
                          if c["raises"] and (c["row"], c["expression"]) in ran]
    return verdict


def report(verdict, verbose, say=print):
    unjudged = [name for name in verdict.kinds if name not in verdict.judged and name not in verdict.absent]
    failed = verdict.disagreements + sorted(verdict.counterparts.wrong.values()) + [f"sample {text}" for text in verdict.unrun]
    for text in failed:
        say(f"DISAGREES: {text}")
    if verbose:
        for text in verdict.weaker:
            say(f"weaker: {text}")
        for name in unjudged:
            say(f"not judged: {name}")
        for name in verdict.absent:
            say(f"in no release that is installed: {name}")
    say(f"{verdict.calls} calls compared; the versions differ in {verdict.differing}; refused by TensorFlow and not by hybridize: "
        f"{verdict.unseen}")
    if verdict.complete:
        numpy = verdict.counterparts
        proved = set().union(*numpy.proved.values())
        say(f"functions of NumPy with a counterpart {len(proved) + len(numpy.wrong.keys() - proved)}, proved {len(proved - numpy.wrong.keys())} ("
            + ", ".join(f"{name}: {len(names)}" for name, names in sorted(numpy.proved.items()))
            + f"), of another dtype {len(numpy.dtypes)}, without one {len(numpy.none)}")
        if verbose:
            for name, dtypes in sorted(numpy.dtypes.items()):
                say(f"equal values of other dtypes: {name}: {dtypes}")
        say(f"deprecated and removed names proved {len(verdict.named)}")
    say("rows judged by " + ", ".join(f"{name}: {len(rows)}" for name, rows in sorted(verdict.agreeing.items()))
        + f"; methods that a class has from its base {count(verdict, 'method')}; rows that say a kind of thing {count(verdict, 'instance', *KINDS)}")
    for family, classes in classes_of_keras(ROOT).items() if verdict.complete else ():
        missing = [name for name in classes if not is_judged(verdict, family, name)]
        say(f"keras.{family}: {len(classes) - len(missing)} classes of {len(classes)} judged")
        if verbose and missing:
            say(f"not judged of keras.{family}: {' '.join(missing)}")
    say(f"rules {len(verdict.rules)}, judged {len(verdict.judged & set(verdict.rules))}, in no release that is installed {len(verdict.absent)}, "
        f"disagreements {len(failed)}, weaker {len(verdict.weaker)}")
    return len(verdict.judged), len(failed)


def count(verdict, *kinds):
    return sum(verdict.kinds[name] in kinds for name in verdict.judged)


def is_judged(verdict, family, name):
    """A class is judged when a method is that says what its objects give; other than of a layer, also the making of one."""
    methods = any(row.startswith(name + ".") for row in verdict.judged if verdict.kinds[row] in ("rule", "method"))
    return methods and (family == "layers" or name in verdict.judged)


def arguments_of(arguments):
    parser = argparse.ArgumentParser(prog="rules.py", description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="*", metavar="PATTERN", help="rows whose name fits, as tensorflow.math.*")
    parser.add_argument("--tf", action="append", choices=[v.name for v in VERSIONS], help="under this TensorFlow only; may be repeated")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/bin/hybridize", help="the linter")
    parser.add_argument("--verbose", action="store_true", help="list what is weaker or not judged")
    return parser.parse_args(arguments)


def main(arguments):
    options = arguments_of(arguments)
    pythons = {v.name: environments.prepare(v, ROOT, print) for v in VERSIONS if not options.tf or v.name in options.tf}
    try:
        verdict = judge(options.binary.resolve(), pythons, options.only)
    except CannotRun as error:
        print(f"rules.py: {error}.", file=sys.stderr)
        return 2
    _, failed = report(verdict, options.verbose)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))
