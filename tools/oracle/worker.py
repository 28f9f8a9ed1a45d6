"""Judges the cases of one TensorFlow: worker.py CASES.json, one line of JSON per judgement on stdout.

Runs in the environment of that TensorFlow, imports it once, and forks for each case.
"""
from __future__ import annotations

import ast
import builtins
import importlib
import json
import math
import operator
import os
import sys
import tempfile
import time
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same sums on every processor
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("PYTHONWARNINGS", "ignore")
sys.dont_write_bytecode = True  # examples run where they are kept

import tensorflow as tf

import child
from claims import Claims, Functions, keras_generation, program_lines
from values import difference

COMPARE = {">=": operator.ge, "<=": operator.le, "==": operator.eq, "<": operator.lt, ">": operator.gt}
VERSION = tuple(int(part) for part in tf.__version__.split(".")[:2])


def applies(claim):
    """Whether the claim speaks of this TensorFlow."""
    versions = all(COMPARE[op](VERSION, (major, minor)) for op, major, minor in claim["versions"])
    return versions and claim["keras"] in (0, keras_generation(tf))


def last_words(outcome, count=4):
    """The last lines a failed program wrote, where they may say more than the exception."""
    lines = program_lines(outcome.err.splitlines()) or outcome.out.splitlines()
    return "\n".join(lines[-count:])


# ---- Programs ----


class Program:
    """A text that runs as the main program, from a file, since AutoGraph reads the source again.

    Its names are in module.__dict__, also when run() is left by an exception."""

    def __init__(self, text, name, folder):
        self.text, self.path = text, os.path.join(folder, name)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
        self.module = types.ModuleType("__main__")
        self.module.__file__ = self.path

    def run(self):
        sys.modules["__main__"] = self.module
        sys.path.insert(0, os.path.dirname(self.path))
        exec(compile(self.text, self.path, "exec"), self.module.__dict__)


# ---- Claims of pages ----


def judge_claim(case, seconds, folder):
    """(status, sentence, line) for one claim of one block."""
    claim = case["claim"]
    if claim["same_after_fix"]:
        return judge_same(case, seconds, folder)
    text = case["fixed"] if claim["after_fix"] else case["text"]
    return verdict(case, child.run(lambda: run_claim(case, text, folder), seconds, folder), folder)


def run_claim(case, text, folder):
    claim = case["claim"]
    claims = Claims(tf, Functions().watch(tf))
    program = Program(text, "block.py", folder)
    names = program.module.__dict__
    if claim["import_raises"]:
        kind, said = claim["import_raises"]
        claims.raises(exception_type(kind), said, program.run)
    else:
        program.run()
    names.update(claims.names())
    if claim["text"]:
        run_text(claim["text"], folder, names)
        if not claims.made and not has_assert(claim["text"]):
            raise child.ClaimFailed("this comment runs but claims nothing: use check, close, raises or assert")
    return eval(claim["same_after_fix"], names) if claim["same_after_fix"] else None


def run_text(text, folder, names):
    path = os.path.join(folder, "claim.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    exec(compile(text, path, "exec"), names)


def has_assert(text):
    return any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(text)))


def exception_type(name):
    if hasattr(builtins, name):
        return getattr(builtins, name)
    found = tf
    for part in name.split(".")[1 if name.startswith("tf.") else 0:]:
        found = getattr(found, part)
    return found


def judge_same(case, seconds, folder):
    values = []
    for text in (case["text"], case["fixed"]):
        outcome = child.run(lambda: run_claim(case, text, folder), seconds, folder)
        if outcome.status != "ok":
            status, sentence, line = verdict(case, outcome, folder)
            return status, ("after" if values else "before") + " the fix: " + sentence, line
        values.append(outcome.value)
    found = difference(values[0], values[1], 1e-5, case["claim"]["same_after_fix"])
    return ("fail", f"before and after the fix, {found}", case["claim"]["line"]) if found else ("pass", "", 0)


def verdict(case, outcome, folder):
    if outcome.status == "ok":
        return "pass", "", 0
    in_claim = outcome.line_in(os.path.join(folder, "claim.py"))
    in_block = outcome.line_in(os.path.join(folder, "block.py"))
    line = in_claim or case["claim"]["line"]
    sentence = outcome.message
    if outcome.status == "error" and in_block and not in_claim:
        line = case["claim"]["line"] if case["claim"]["after_fix"] else in_block
        sentence = ("the fixed example" if case["claim"]["after_fix"] else "the example itself") + " raised " + sentence
    elif outcome.status == "error":
        sentence = "raised " + sentence
    if outcome.status in ("crash", "timeout") and last_words(outcome):
        sentence += "\n" + last_words(outcome)
    return "fail", sentence, line


# ---- Example programs ----


def run_main(root, module, claims, functions):
    """Imports the program from that folder and runs main(); what it returns, with each claim's failure."""
    sys.path.insert(0, root)
    loaded = importlib.import_module(module)
    metrics = loaded.main()
    if not isinstance(metrics, dict) or not metrics:
        raise child.ClaimFailed(f"main() returned {metrics!r}, not a dictionary of metrics")
    metrics = {name: float(value) for name, value in metrics.items()}
    odd = [name for name, value in metrics.items() if not math.isfinite(value)]
    if odd:
        raise child.ClaimFailed(f"main() returned numbers that are not finite: {', '.join(odd)}")
    sys.stdout.flush()
    with open("stdout", encoding="utf-8") as out, open("stderr", encoding="utf-8") as err:
        lines, err_lines = out.read().splitlines(), program_lines(err.read().splitlines())
    failures = []
    for number, code in claims:
        checked = Claims(tf, functions)
        names = {**checked.names(), "metrics": metrics, "module": loaded, "out": lines, "err": err_lines}
        try:
            exec(compile(code, "claim", "exec"), names)
            if not checked.made and not has_assert(code):
                raise child.ClaimFailed("the code claims nothing")
        except Exception as error:
            failures.append([number, f"{type(error).__name__}: {error}"])
    return {"metrics": metrics, "failures": failures}


def judge_example(case, seconds, folder):
    """Yields (claim, status, sentence) for everything that is said of one program."""
    claims = list(enumerate(case["claims"]))

    def run(root, when):
        chosen = [(i, c["code"]) for i, c in claims if when in c["when"] and applies(c)]
        outcome = child.run(
            lambda: run_main(root, case["module"], chosen, Functions().watch(tf)), seconds, folder)
        return outcome, chosen

    def told(outcome, chosen, when):
        failed = dict(outcome.value["failures"])
        for number, _ in chosen:
            status = ("fail", failed[number]) if number in failed else ("pass", "")
            yield (f"{when} the fix, {case['claims'][number]['says']}", *status)

    before, chosen = run(case["root"], "before")
    if before.status != "ok":
        yield "main() runs", "fail", with_last_words(before)
        return
    yield "main() runs", "pass", ""
    again, _ = run(case["root"], "never")
    yield same("a second run gives the same", before, again, case, {})
    yield from told(before, chosen, "before")
    if not case["fixed_root"]:
        return
    after, chosen = run(case["fixed_root"], "after")
    if after.status != "ok":
        yield "main() runs after the fix", "fail", with_last_words(after)
        return
    yield same("equal results after the fix", before, after, case, case["may_differ"])
    yield from told(after, chosen, "after")


def with_last_words(outcome):
    words = last_words(outcome)
    return outcome.message + ("\n" + words if words else "")


def same(claim, left, right, case, may_differ):
    if right.status != "ok":
        return claim, "fail", with_last_words(right)
    left, right = (
        {name: value for name, value in outcome.value["metrics"].items() if name not in may_differ}
        for outcome in (left, right))
    found = difference(left, right, case["tolerance"], "the result")
    return (claim, "fail", found) if found else (claim, "pass", "")


# ---- The batch ----


def judgements(case, seconds):
    with tempfile.TemporaryDirectory(prefix="oracle-") as folder:
        if case["kind"] == "example":
            for claim, status, sentence in judge_example(case, seconds, folder):
                yield {"claim": claim, "status": status, "sentence": sentence, "line": 0}
        elif applies(case["claim"]):
            status, sentence, line = judge_claim(case, seconds, folder)
            yield {"claim": "", "status": status, "sentence": sentence, "line": line}
        else:
            yield {"claim": "", "status": "other", "sentence": "", "line": 0}


def main(cases_path):
    with open(cases_path, encoding="utf-8") as file:
        batch = json.load(file)
    # Lines for the driver go to the real stdout, which no case can reach.
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    keras_generation(tf)  # loads Keras, once for all cases

    def say(line):
        lines.write(json.dumps(line) + "\n")
        lines.flush()

    say({"tensorflow": tf.__version__, "keras": keras_generation(tf), "python": sys.version.split()[0]})
    for case in batch["cases"]:
        began = time.monotonic()
        for judgement in judgements(case, batch["seconds"]):
            say({"id": case["id"], **judgement})
        say({"id": case["id"], "done": True, "seconds": time.monotonic() - began})
    say({"end": True})


if __name__ == "__main__":
    main(sys.argv[1])
