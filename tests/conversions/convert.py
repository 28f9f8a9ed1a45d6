#!/usr/bin/env python3
"""Does what hybridize changes keep what a program computes, and does it pay?

    convert.py --binary HYBRIDIZE --python PYTHON [--calls N] [--seconds S] [--rounds R] [--checks LIST] PROGRAM...

Each PROGRAM is a script. Its folder is copied, `check --fix --unsafe-fixes` applied to the copy, and both run under TensorFlow (PYTHON)
with synthetic data, in turns. Every call of the functions that were changed is taken down: results must be equal within the tolerance,
call by call; traces are held against the estimate of `hybridize facts`; the time of a call is the median of the later half, over
all rounds, on the clock and of all processors. Prints a line for each function and ends with "N passed, N failed"; status 1 if a result changed.
"""
from __future__ import annotations

import argparse
import ast
import json
import math
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

RUN = pathlib.Path(__file__).resolve().parent / "observed_run.py"
TOLERANCE = 2e-3  # relative to the larger one, or to 1: training spreads the last bits


def functions_of(path):
    """{qualified name: decorators as written} of one file."""
    found = {}

    def walk(node, names):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                here = [*names, child.name]
                if isinstance(child, ast.FunctionDef):
                    found[".".join(here)] = [ast.unparse(d) for d in child.decorator_list]
                walk(child, here)
            else:
                walk(child, names)

    walk(ast.parse(path.read_bytes()), [])
    return found


def changed_functions(before, after):
    """{file: names} of the functions whose decorators differ."""
    out = {}
    for path in sorted(before.rglob("*.py")):
        name = path.relative_to(before)
        if path.read_bytes() == (after / name).read_bytes():
            continue
        old, new = functions_of(path), functions_of(after / name)
        if names := [f for f in old if f in new and old[f] != new[f]]:
            out[str(name)] = names
    return out


def near(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        if math.isnan(a) and math.isnan(b):
            return True
        return abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    return a == b


def run(options, folder, program, functions, work):
    plan, result = work / "plan.json", work / "result.json"
    result.unlink(missing_ok=True)
    plan.write_text(json.dumps({"functions": functions, "calls": options.calls, "seconds": options.seconds,
                                "steady_random": not options.true_random, "folder": str(folder),
                                "adapter": str(pathlib.Path(options.adapter).resolve()) if options.adapter else None}))
    done = subprocess.run([options.python, str(RUN), str(folder / program), str(plan), str(result)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=options.seconds * 3 + 120)
    if not result.is_file():
        return {"functions": {}, "end": f"status {done.returncode}: " + (done.stdout.strip().splitlines() or ["it said nothing"])[-1]}
    return json.loads(result.read_text())


def steady(runs, name, what="seconds"):
    """Seconds of a call, once everything has been traced: the median over all runs."""
    each = [r["functions"].get(name, {}).get(what, []) for r in runs]
    later = [s for seconds in each for s in seconds[len(seconds) // 2:]]
    return statistics.median(later) if later else None


def estimates(options, folder, functions):
    done = subprocess.run([options.binary, "facts", "--isolated", str(folder)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    known = {}
    for f in json.loads(done.stdout)["functions"]:
        path = str(pathlib.Path(f["file"]).resolve().relative_to(folder.resolve()))
        if f["name"] in functions.get(path, ()):
            known[f"{path}:{f['name']}"] = f["trace_estimate"]
    return known


def mean(gains):
    return math.exp(sum(map(math.log, gains)) / len(gains))


class Tally:
    def __init__(self):
        self.passed, self.failed, self.gains, self.spent, self.programs = 0, 0, [], [], 0

    def say(self, ok, text):
        self.passed, self.failed = self.passed + ok, self.failed + (not ok)
        print(("    ok    " if ok else "    FAIL  ") + text, flush=True)


def judge(options, program, tally):
    program = pathlib.Path(program).resolve()
    root = pathlib.Path(options.root).resolve() if options.root else program.parent
    with tempfile.TemporaryDirectory(prefix="conversion-") as work:
        work = pathlib.Path(work).resolve()
        for name in ("before", "after"):
            shutil.copytree(root, work / name, ignore=shutil.ignore_patterns(".git"))
        name = program.relative_to(root)
        target = work / "after" / (name if options.single else "")
        subprocess.run([options.binary, "check", "--isolated", f"--checks={options.checks}", "--fix", "--unsafe-fixes", str(target)],
                       stdin=subprocess.DEVNULL, capture_output=True, check=False)
        functions = changed_functions(work / "before", work / "after")
        print(f"{program.relative_to(root.parent)}: " + (", ".join(f for names in functions.values() for f in names) or "left alone"),
              flush=True)
        if not functions:
            return
        runs = {"before": [], "after": []}
        for _ in range(options.rounds):
            for side, found in runs.items():
                found.append(run(options, work / side, name, functions, work))
        compare(options, runs, estimates(options, work / "after", functions), tally)


def compare(options, runs, estimate, tally):
    first, second = runs["before"][0], runs["after"][0]
    called = [f for f, row in first["functions"].items() if row["seconds"]]
    if not called:
        print(f"          not judged: the program ended without calling them ({first['end']})", flush=True)
        return
    if first["end"] in ("done", "calls", "time") and second["end"] not in ("done", "calls", "time"):
        tally.say(False, f"raises now: {second['end']}")
        return
    tally.programs += 1
    for name in called:
        old, new = first["functions"][name], second["functions"].get(name, {"results": [], "seconds": []})
        shared = min(len(old["results"]), len(new["results"]))
        if shared == 0:
            print(f"          {name}: not judged, the time was over before it was called again", flush=True)
            continue
        equal = near(old["results"][:shared], new["results"][:shared])
        before, after = steady(runs["before"], name), steady(runs["after"], name)
        gain = before / after if before and after else float("nan")
        work = [steady(runs[side], name, "work") for side in ("before", "after")]
        spent = work[0] / work[1] if all(work) else float("nan")
        traces = new.get("traces")
        tally.say(equal, f"{name}: {shared} results {'equal' if equal else 'DIFFER'}, {1e3 * (before or 0):.2f} -> {1e3 * (after or 0):.2f} ms, "
                         f"{gain:.2f} x (of all processors {spent:.2f} x), traces {traces} (estimated {estimate.get(name)})")
        if not equal:
            wrong = next((i for i in range(shared) if not near(old["results"][i], new["results"][i])), None)
            if wrong is not None:
                print(f"          call {wrong}: {old['results'][wrong]} became {new['results'][wrong]}"[:300])
        tally.gains.append(gain)
        tally.spent.append(spent)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("programs", nargs="+", metavar="PROGRAM")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--root", help="folder to copy and to lint (default: the program's own)")
    parser.add_argument("--single", action="store_true", help="fix the program's own file only")
    parser.add_argument("--checks", default="default")
    parser.add_argument("--calls", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--true-random", action="store_true")
    parser.add_argument("--adapter", help="a script that is run before the program: stands in for data that is not there")
    options = parser.parse_args(arguments)
    options.binary = str(pathlib.Path(options.binary).resolve())
    tally = Tally()
    for program in options.programs:
        judge(options, program, tally)
    gains = [g for g in tally.gains if g == g and g > 0]
    if gains:
        print(f"{len(gains)} functions of {tally.programs} programs: geometric mean {mean(gains):.2f} x, median {statistics.median(gains):.2f} x, "
              f"of all processors' time {mean([g for g in tally.spent if g > 0] or [float('nan')]):.2f} x")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
