#!/usr/bin/env python3
"""Holds what `hybridize facts` says against what programs do when they run.

    agree.py --binary HYBRIDIZE --python PYTHON [--project DIR] [--verbose] [PROGRAM...] [-- ARGS...]

PROGRAM is a script, or with --project a module of the project (`pkg.train`) or a script below it; without one, each program of
examples/ and programs/ runs. Each runs in the environment of PYTHON, which has TensorFlow, under a profile hook (observe.py). Every proved fact
must contain what was seen: a parameter proved to be no tensor must not get one, a tensor's dtype and shape must be among the proved
types, a function proved never to be traced must not run in a graph. Prints contradictions, then how much of what was seen is known.
The last line is "N passed, N failed", a program with a contradiction being a failed one, as is a recall of tensor
parameters below 95 % when the examples run; status 1 if there is any, 2 if it cannot run.
"""
from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LEAST_RECALL = 0.95  # of the tensor parameters that the examples get
SECONDS = 600  # for one program: the slowest example takes ten, under the hook thirty
TENSORS = ("dense", "ragged", "sparse", "variable")


class CannotRun(RuntimeError):
    """Why nothing could be compared, in one sentence."""


@dataclasses.dataclass
class Program:
    name: str
    project: pathlib.Path
    words: list  # how Python starts it


# --- containment

def contains_size(ours, theirs):
    """A symbol, or a size that is fixed but not known, contains any; a number only itself."""
    if ours is None or isinstance(ours, str):
        return True
    return ours == theirs


def contains(ours, theirs):
    kinds = (theirs["kind"], "dense") if theirs["kind"] == "variable" else (theirs["kind"],)
    if ours["kind"] not in kinds:
        return False
    if ours["dtype"] is not None and ours["dtype"] != theirs["dtype"]:
        return False
    if ours["shape"] is None:
        return True
    if theirs["shape"] is None:  # a known rank where the program has none
        return False
    return len(ours["shape"]) == len(theirs["shape"]) and all(map(contains_size, ours["shape"], theirs["shape"]))


def text_of(one):
    shape = "..." if one["shape"] is None else ", ".join("None" if size is None else str(size) for size in one["shape"])
    return ("" if one["kind"] == "dense" else one["kind"] + " ") + f"{one['dtype'] or '?'}[{shape}]"


def texts_of(types):
    return " or ".join(map(text_of, types)) or "nothing"


def tensors_in(value):
    """Tensors anywhere in a value that was seen."""
    if value["kind"] in TENSORS:
        yield value
    for element in value.get("elements", ()):
        yield from tensors_in(element)


# --- counting

class Counts:
    """How much is known of the tensor parameters that were seen."""

    def __init__(self):
        self.programs = self.functions = self.parameters = self.seen = self.known = 0
        self.direct = self.dtype = self.rank = self.shape = 0
        self.results = self.results_dtype = 0

    def add(self, other):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def lines(self):
        def share(part, whole):
            return f"{part} of {whole}" + (f", {100 * part / whole:.1f} %" if whole else "")
        return [f"tensor parameters seen and known     {share(self.known, self.seen)}",
                f"    of those that hold it directly, dtype known  {share(self.dtype, self.direct)}",
                f"    rank known                                   {share(self.rank, self.direct)}",
                f"    whole shape known                            {share(self.shape, self.direct)}",
                f"returned tensors with a known dtype  {share(self.results_dtype, self.results)}"]


class Comparison:
    def __init__(self, facts):
        self.facts = {(f["file"], f["line"], f["name"].rsplit(".", 1)[-1]): f for f in facts["functions"]}
        self.counts = Counts()
        self.contradictions = []
        self.unknown = []

    def function(self, seen):
        fact = self.facts.get((seen["file"], seen["line"], seen["name"]))
        if fact is None:
            if seen["name"] != "<lambda>":
                self.contradictions.append(f"{seen['file']}:{seen['line']} {seen['name']}: it ran, and has no record")
            return
        self.counts.functions += 1
        where = f"{fact['file']}:{fact['line']} {fact['name']}"
        self.contexts(where, seen, fact)
        for parameter in fact["parameters"]:
            values = seen["parameters"].get(parameter["name"])
            if values is not None and parameter["kind"] != "receiver":
                self.parameter(f"{where}({parameter['name']})", values, parameter)
        self.returned(where, seen["returns"], fact)

    def contexts(self, where, seen, fact):
        if not fact["calls_known"]:  # how it would be called is not proved
            return
        if seen["graph"] and not fact["contexts"]["traced"]:
            self.contradictions.append(f"{where}: it ran in a graph, and is said to be never traced")
        if seen["eager"] and not fact["contexts"]["eager"]:
            self.contradictions.append(f"{where}: it ran eagerly, and is said to be traced only")

    def parameter(self, where, values, fact):
        self.counts.parameters += 1
        proved = fact["evidence"] == "proved"
        if not any(True for value in values for _ in tensors_in(value)):
            return
        self.counts.seen += 1
        self.counts.known += fact["tensor"] is True
        if fact["tensor"] is not True:
            self.unknown.append(f"{where}: not known to be a tensor")
        if fact["tensor"] is False and proved:
            self.contradictions.append(f"{where}: it got {texts_of(tensors_in(values[0]))}, and is proved to be no tensor")
            return
        direct = [value for value in values if value["kind"] in TENSORS]
        if direct:
            self.types(where, direct, fact, proved and fact["complete"])
        container = fact["container"]
        if not (proved and fact["complete"] and container and container["arity"] is not None):
            return
        for value in values:
            if value["kind"] != "container" or value["container"] != container["kind"]:
                continue
            if value["arity"] != container["arity"]:
                self.contradictions.append(f"{where}: it got a {value['container']} of {value['arity']}, "
                                           f"and is said to hold {container['arity']}")
                continue
            for i, (element, types) in enumerate(zip(value["elements"], container["elements"])):
                if element["kind"] in TENSORS and not any(contains(one, element) for one in types):
                    self.contradictions.append(f"{where}[{i}]: it got {text_of(element)}, and is said to be {texts_of(types)}")

    def types(self, where, direct, fact, proved):
        self.counts.direct += 1
        matched = []
        for value in direct:
            fitting = [one for one in fact["types"] if contains(one, value)]
            if not fitting and proved:
                self.contradictions.append(f"{where}: it got {text_of(value)}, and is said to be {texts_of(fact['types'])}")
            matched.append(max(fitting, key=known_parts, default=None))
        parts = [known_parts(one) if one else (False, False, False) for one in matched]
        dtype, rank, shape = (all(column) for column in zip(*parts))
        self.counts.dtype += dtype
        self.counts.rank += rank
        self.counts.shape += shape
        if fact["tensor"] is True and not (dtype and rank):
            self.unknown.append(f"{where}: got {texts_of(direct[:3])}, said to be {texts_of(fact['types'])}")

    def returned(self, where, values, fact):
        for value in values:
            for tensor in tensors_in(value):
                self.counts.results += 1
                fitting = [one for one in fact["returns"] if contains(one, tensor)]
                self.counts.results_dtype += any(one["dtype"] for one in fitting)
                if fact["returns_complete"] and not fitting:
                    self.contradictions.append(f"{where}: it returned {text_of(tensor)}, "
                                               f"and is said to return {texts_of(fact['returns'])}")


def known_parts(one):
    """dtype, rank, whole shape."""
    shape = one["shape"]
    return one["dtype"] is not None, shape is not None, shape is not None and not any(isinstance(size, str) and size != "ragged"
                                                                                     for size in shape)


# --- running

def observed(program, python, seconds):
    with tempfile.TemporaryDirectory(prefix="agreement-") as folder:
        out = pathlib.Path(folder) / "seen.json"
        command = [str(python), str(HERE / "observe.py"), str(out), str(program.project), *program.words]
        try:
            done = subprocess.run(command, cwd=program.project, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=seconds, check=False)
        except subprocess.TimeoutExpired as error:
            raise CannotRun(f"{program.name} did not end within {seconds:g} seconds") from error
        if not out.is_file():
            words = done.stderr.strip().splitlines() or ["it said nothing"]
            raise CannotRun(f"{program.name} could not be observed: {words[-1]}")
        return json.loads(out.read_text(encoding="utf-8"))


def facts_of(binary, project):
    done = subprocess.run([str(binary), "facts", "--isolated", "."], cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["it said nothing"]
        raise CannotRun(f"hybridize facts ended with status {done.returncode} in {project.name}: {words[-1]}")
    return json.loads(done.stdout)


def example_programs(root=ROOT):
    """Those of examples/ and our own: a module of its own, or the module of a package that has a main()."""
    out = []
    for folder in (root / "examples", HERE / "programs"):
        modules = sorted(path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py")
                         if "def main(" in path.read_text(encoding="utf-8"))
        out += [Program(".".join(m.parts), folder, ["-m", ".".join(m.parts)]) for m in modules]
    return out


def programs_of(options):
    if not options.programs:
        return example_programs()
    out = []
    for name in options.programs:
        if name.endswith(".py"):
            script = (options.project / name if options.project else pathlib.Path(name)).resolve()
            out.append(Program(name, (options.project or script.parent).resolve(), [str(script), *options.arguments]))
        elif options.project:
            out.append(Program(name, options.project.resolve(), ["-m", name, *options.arguments]))
        else:
            raise CannotRun(f"{name} is no script: name the folder that the module is in with --project DIR")
    return out


def compare(programs, binary, python, seconds=SECONDS, say=print, verbose=False):
    """(passed, failed, Counts) of the programs; says what contradicts and how much is known."""
    failed, total, facts = 0, Counts(), {}
    for program in programs:
        if program.project not in facts:
            facts[program.project] = facts_of(binary, program.project)
        seen = observed(program, python, seconds)
        comparison = Comparison(facts[program.project])
        for function in seen["functions"]:
            comparison.function(function)
        failures = comparison.contradictions + ([f"{program.name}: {seen['failure']}"] if seen["failure"] else [])
        failed += bool(failures)
        comparison.counts.programs = 1
        total.add(comparison.counts)
        c = comparison.counts
        say(f"    {program.name}: {c.functions} functions ran, {c.known} of {c.seen} tensor parameters known, "
            f"{len(comparison.contradictions)} contradictions")
        for text in failures + (comparison.unknown if verbose else []):
            say(f"        {text}")
    for line in total.lines():
        say(f"    {line}")
    return len(programs) - failed, failed, total


def main(arguments):
    parser = argparse.ArgumentParser(prog="agree.py", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("programs", nargs="*", metavar="PROGRAM")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/release/bin/hybridize", help="the linter")
    parser.add_argument("--python", type=pathlib.Path, required=True, help="a Python that has TensorFlow")
    parser.add_argument("--project", type=pathlib.Path, help="the folder that the programs belong to")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time limit of one program (%(default)g)")
    parser.add_argument("--verbose", action="store_true", help="also list what is not known")
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:cut])
    options.arguments = arguments[cut + 1:]
    try:
        # absolute(), not resolve(): the link in an environment's bin is what makes it that environment
        passed, failed, counts = compare(programs_of(options), options.binary.resolve(), options.python.absolute(),
                                         options.seconds, verbose=options.verbose)
    except CannotRun as error:
        print(f"agree.py: {error}.", file=sys.stderr)
        return 2
    if not options.programs and counts.known < LEAST_RECALL * counts.seen:
        print(f"    less than {100 * LEAST_RECALL:g} % of the tensor parameters are known")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))
