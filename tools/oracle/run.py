#!/usr/bin/env python3
"""Judges the rule pages and the example programs under real TensorFlow.

    run.py [NAME...] [--tf VERSION]... [--binary PATH] [--self-test]

Every ```py block of a rule page runs as a program, and every oracle comment behind it must hold; every program of examples/
runs, is fixed in a copy, and must give equal results; every rule of the API model must say what TensorFlow returns;
what `hybridize facts` proves of the programs must contain what they do when they run, and its signatures must take their calls. Ends with a line "N passed, N failed";
status 1 on a failure, 2 where it could not run. docs/oracle.md tells how to write a claim.
"""
from __future__ import annotations

import argparse
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

import environments
import rules
from cases import BadExamples, Batch, EXAMPLES, add_examples, add_pages
from environments import NoEnvironment, VERSIONS
from fixes import Linter
from report import WITHOUT, Report

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
AGREE = ROOT / "tests/agreement/agree.py"
EFFECTS = ROOT / "tools/oracle/effects.py"
PRECONDITIONS = ROOT / "tools/oracle/preconditions.py"
CONTEXTS = ROOT / "tools/oracle/contexts.py"
SIGNATURES = ROOT / "tools/oracle/signatures.py"
SECONDS = 180  # for one case: the slowest takes ten on an idle machine


class CannotRun(RuntimeError):
    """Why nothing could be judged, in one sentence."""


def say(text):
    print(f"==> {text}", flush=True)


def arguments_of(arguments):
    names = [version.name for version in VERSIONS]
    parser = argparse.ArgumentParser(prog="./dev oracle", description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a rule page or an example program, `rules` for the API model, "
                        "`agreement` for the facts of running programs, `effects` for side effects, `preconditions`, `contexts`, "
                        "`signatures` for input signatures (all of them)")
    parser.add_argument("--tf", action="append", choices=names, help="judge under this TensorFlow only; may be repeated")
    parser.add_argument("--binary", type=pathlib.Path, help="the linter (build/release/bin/hybridize)")
    parser.add_argument("--without-binary", action="store_true", help="leave out all that needs the linter")
    parser.add_argument("--python", help="the Python to make environments with")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time limit of one case (%(default)g)")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, help=argparse.SUPPRESS)
    parser.add_argument("--self-test", action="store_true", help="judge the oracle itself, with the newest TensorFlow")
    return parser.parse_args(arguments)


def linter_of(options):
    if options.without_binary:
        return None
    return Linter(linter_path(options))


def linter_path(options):
    program = options.binary or options.root / "build/release/bin/hybridize"
    if not program.is_file():
        raise CannotRun(f"{program} is not there: build it with ./dev build, name it with --binary PATH, "
                        "or leave out what needs it with --without-binary")
    return program.resolve()


def pythons_of(options, report):
    """The environments that judge, by version; the first of those asked for must be there."""
    chosen = [v for v in VERSIONS if not options.tf or v.name in options.tf]
    pythons = {}
    for version in chosen:
        try:
            pythons[version.name] = environments.prepare(version, ROOT, say, options.python)
        except NoEnvironment as error:
            if version is chosen[0]:
                raise CannotRun(str(error)) from error
            report.not_judged.append((None, f"TensorFlow {version.name}: {error}"))
    return pythons


class Progress:
    """One line that grows on a terminal; elsewhere a line now and then."""

    def __init__(self, total):
        self.total, self.done, self.said = total, 0, time.monotonic()
        self.lock = threading.Lock()
        self.live = sys.stdout.isatty()

    def step(self):
        with self.lock:
            self.done += 1
            if self.live:
                print(f"\r    {self.done} of {self.total}", end="" if self.done < self.total else "\n", flush=True)
            elif time.monotonic() - self.said > 20:
                self.said = time.monotonic()
                print(f"    {self.done} of {self.total}", flush=True)


def judge(name, python, batch, cases_path, report, progress, lock, broken):
    """Runs one worker to its end, and takes down what it says."""
    worker = subprocess.Popen([str(python), str(HERE / "worker.py"), str(cases_path)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    words = []
    drain = threading.Thread(target=lambda: words.extend(worker.stderr.read().splitlines()))
    drain.start()
    ended = False
    for line in worker.stdout:
        told = json.loads(line)
        with lock:
            if "tensorflow" in told:
                say(f"TensorFlow {told['tensorflow']}, Keras {told['keras']}, Python {told['python']}: "
                    f"{len(batch.cases)} cases")
            elif "id" in told and "status" in told:
                take_down(name, told, batch, report)
        if told.get("done"):
            progress.step()
        ended = ended or "end" in told
    worker.wait()
    drain.join()
    if not ended:
        broken.append(f"the process that judges with TensorFlow {name} ended with status {worker.returncode}: "
                      + (words[-1] if words else "it said nothing"))


def take_down(name, told, batch, report):
    place = batch.places[told["id"]]
    if told["status"] == "other":
        report.elsewhere[place.page] += 1
        return
    report.judged_somewhere.add(told["id"])
    sentence = told["sentence"] or "it failed" if told["status"] == "fail" else ""
    report.add(name, place.page, told["line"] or place.line, told["claim"] or place.claim, sentence)


def run(options):
    report = Report()
    linter = linter_of(options)
    pythons = pythons_of(options, report)
    with tempfile.TemporaryDirectory(prefix="oracle-") as folder:
        folder = pathlib.Path(folder).resolve()
        batch = Batch()
        chosen = set(options.names)
        if len(chosen) == 1 and chosen <= JUDGES.keys():
            passed, failed = JUDGES[chosen.pop()](options, pythons)
            print(f"{passed} passed, {failed} failed")
            return 1 if failed else 0
        add_pages(batch, options.root, linter, folder, chosen)
        if (options.root / EXAMPLES).is_file():
            add_examples(batch, options.root, linter, folder, chosen, next(iter(pythons.values())))
        if not batch.cases and not batch.told:
            raise CannotRun("there is nothing to judge" + (f" by the name {', '.join(options.names)}" if chosen else ""))
        cases_path = folder / "cases.json"
        cases_path.write_text(json.dumps({"cases": batch.cases, "seconds": options.seconds}), encoding="utf-8")
        judge_all(pythons, batch, cases_path, report)
    for told in batch.told:
        report.add(WITHOUT, told.page, told.line, told.claim, told.sentence)
    if batch.left_out:
        report.not_judged.append((batch.left_out, "they need the linter, which --without-binary leaves out"))
    for count, why in [(len(batch.cases), why) for count, why in report.not_judged if count is None]:
        report.not_judged = [(count, w) if w == why else (c, w) for c, w in report.not_judged]
    with_rules = linter is not None and (not chosen or "rules" in chosen) and options.root == ROOT
    counts = judge_rules(options, pythons) if with_rules else (0, 0)
    for name, judged in JUDGES.items():
        if name == "rules":
            continue
        if linter is not None and (not chosen or name in chosen) and options.root == ROOT:
            counts = tuple(map(sum, zip(counts, judged(options, pythons))))
    return print_report(report, batch, not options.tf, counts)


def judge_rules(options, pythons):
    """How many rules of the API model were judged, and how many calls disagree."""
    say("The rules of the API model")
    return rules.report(rules.judge(linter_path(options), pythons), verbose=False)


def judge_agreement(options, pythons):
    """How many programs run as `hybridize facts` says of them, and how many do not."""
    return judge_under_each(pythons, "Facts against running programs", "the comparison with running programs", COUNTS_OF_AGREEMENT,
                            lambda python: [sys.executable, str(AGREE), "--binary", str(linter_path(options)), "--python", str(python)])


def judge_script(options, pythons, script, title):
    """What a script that judges under one TensorFlow says under each."""
    return judge_under_each(pythons, title, script.name, COUNTS_OF_SCRIPTS,
                            lambda python: [str(python), str(script), str(linter_path(options))])


COUNTS_OF_AGREEMENT = (re.compile(r"(\d+) passed, (\d+) failed"), lambda passed, failed: (passed, failed))
COUNTS_OF_SCRIPTS = (re.compile(r"(\d+) of (\d+) agree"), lambda agree, judged: (agree, judged - agree))


def judge_under_each(pythons, title, what, counts, command_for):
    """Runs one command for each TensorFlow, all at once, and prints what they say one after the other; passed and failed of all."""
    form, meaning = counts
    with concurrent.futures.ThreadPoolExecutor(len(pythons)) as pool:
        runs = [(name, pool.submit(subprocess.run, command_for(python), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                   check=False)) for name, python in pythons.items()]
        passed = failed = 0
        for name, run_of in runs:
            say(f"{title}, TensorFlow {name}")
            done = run_of.result()
            words = done.stdout.splitlines()
            found = form.fullmatch(words[-1]) if words else None
            if found is None:
                raise CannotRun(f"{what} gave no counts: {done.stderr.strip() or 'it said nothing'}")
            print("\n".join(words[:-1]), end="\n" if words[:-1] else "", flush=True)
            here = meaning(int(found[1]), int(found[2]))
            passed, failed = passed + here[0], failed + here[1]
    return passed, failed


def judge_effects(options, pythons):
    """How many side effects happen when, and only when, `hybridize facts` tells of them."""
    return judge_script(options, pythons, EFFECTS, "Side effects in running graphs")


def judge_preconditions(options, pythons):
    """How many functions fail or run as a graph as `hybridize facts` says."""
    return judge_script(options, pythons, PRECONDITIONS, "Preconditions in running graphs")


def judge_contexts(options, pythons):
    """How many functions are reached as `hybridize facts` says: eagerly, in a graph, converted."""
    return judge_script(options, pythons, CONTEXTS, "Contexts of running functions")


def judge_signatures(options, pythons):
    """How many functions take the signature that `hybridize facts` has for them."""
    return judge_script(options, pythons, SIGNATURES, "Input signatures in running programs")


JUDGES = {"rules": judge_rules, "agreement": judge_agreement, "effects": judge_effects,
          "preconditions": judge_preconditions, "contexts": judge_contexts, "signatures": judge_signatures}


def judge_all(pythons, batch, cases_path, report):
    progress, lock, broken = Progress(len(batch.cases) * len(pythons)), threading.Lock(), []
    threads = [threading.Thread(target=judge, args=(name, python, batch, cases_path, report, progress, lock, broken))
               for name, python in pythons.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise CannotRun("; ".join(broken))


def print_report(report, batch, complete, more):
    """`more`: passed and failed of what is not in the report."""
    if complete and not any(count is None or "TensorFlow" in why for count, why in report.not_judged):
        for case in batch.cases:
            place = batch.places[case["id"]]
            if case["id"] not in report.judged_somewhere:
                report.add(WITHOUT, place.page, place.line, place.claim, "no TensorFlow that judges meets its conditions")
    print()
    print(report.table())
    for text in report.failure_texts():
        print()
        print(text)
    print()
    for page, line, reason in batch.unproved:
        print(f"{page}:{line}: has nothing to prove: {reason}")
    for count, why in report.not_judged:
        print(f"NOT JUDGED: {count} cases ({why})")
    elsewhere = sum(report.elsewhere.values())
    if elsewhere:
        print(f"{elsewhere} claims speak of another version than the one that read them")
    passed, failed = (a + b for a, b in zip(report.counts(), more))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def self_test(options):
    python = environments.prepare(VERSIONS[0], ROOT, say, options.python)
    say("Judging the oracle itself")
    return subprocess.run([sys.executable, str(ROOT / "tests/oracle/test_oracle.py"), str(python)]).returncode


def main(arguments):
    options = arguments_of(arguments)
    try:
        return self_test(options) if options.self_test else run(options)
    except (CannotRun, rules.CannotRun, NoEnvironment, BadExamples) as error:
        print(f"./dev oracle: {error}.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("./dev oracle: interrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))
