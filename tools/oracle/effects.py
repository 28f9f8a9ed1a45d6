"""Proves that what `hybridize facts` calls a side effect happens only while a graph is traced, and that what it does not call one
happens each time the graph runs.

    effects.py BINARY

Runs under one TensorFlow. Each function of tests/oracle/effects/cases.py is called twice as it is and twice as a tf.function; what
its line says is held against what is seen, and against the facts. Prints a line for each disagreement, then how many cases agree;
status 1 if any does not.
"""
from __future__ import annotations

import contextlib
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
sys.dont_write_bytecode = True

CASES = pathlib.Path(__file__).resolve().parents[2] / "tests/oracle/effects/cases.py"
LINE = re.compile(r"\s*def (\w+)\(.*#\s*effects: (.+?)\s+seen: (.+)$")


@contextlib.contextmanager
def captured(path):
    """What the process writes to its outputs goes to the file, whoever writes it."""
    with open(path, "ab") as sink:
        kept = [os.dup(1), os.dup(2)]
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, saved in enumerate(kept, 1):
                os.dup2(saved, number)
                os.close(saved)


def read_cases():
    for number, line in enumerate(CASES.read_text().splitlines(), 1):
        if match := LINE.match(line):
            name, kinds, seen = match.groups()
            yield number, name, [] if kinds == "none" else kinds.split(", "), seen


def observe(module, name, seen, output):
    """[state or result after no, one and two calls], as eager code and as a graph."""
    import tensorflow as tf

    def printed():
        sys.stdout.flush()
        sys.stderr.flush()
        return os.path.getsize(output)

    runs = []
    function = getattr(module, name)
    for callee in (function, tf.function(function)):
        states = []
        for call in range(3):
            result = None
            if call:
                module.between(call)
                result = callee(tf.constant(1.0))
            states.append(result.numpy().tolist() if seen == "result" and call else
                          None if seen == "result" else eval(seen, {**vars(module), "printed": printed}))
        runs.append(states)
    return runs


def mistake_of(kinds, seen, runs):
    (_, eager_one, eager_two), (_, graph_one, graph_two) = runs
    if not kinds and seen == "result":
        return "" if eager_one == eager_two == graph_one == graph_two else f"a graph gives {graph_two}, eager code {eager_two}"
    if eager_one == eager_two:
        return f"eager code shows no effect: {eager_one} twice"
    if kinds and graph_one != graph_two:
        return f"the effect happens in the graph too: {graph_one}, {graph_two}"
    if not kinds and graph_one == graph_two:
        return f"the effect does not happen in the graph: {graph_one} twice"
    return ""


def main(arguments):
    binary, = arguments
    done = subprocess.run([binary, "facts", "--isolated", "--format", "json", str(CASES)], capture_output=True, text=True, check=True)
    facts = {record["line"]: record for record in json.loads(done.stdout)["functions"]}
    wrong, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EFFECTS_FILE"] = os.path.join(folder, "file")
        open(os.environ["EFFECTS_FILE"], "w").close()
        output = os.path.join(folder, "output")
        sys.path.insert(0, str(CASES.parent))
        with captured(output):
            module = importlib.import_module(CASES.stem)
        for number, name, kinds, seen in read_cases():
            count += 1
            with captured(output):
                runs = observe(module, name, seen, output)
            mistake = mistake_of(kinds, seen, runs)
            record = facts.get(number)
            told = sorted({effect["kind"] for effect in record["effects"]} - ({"unknown"} if kinds else set())) if record else None
            if mistake:
                wrong.append(f"{CASES.name}:{number}: {name}: {mistake}")
            elif told != sorted(kinds) or record["python_side_effects"] is not bool(kinds):
                wrong.append(f"{CASES.name}:{number}: {name}: facts say {told}, it has {sorted(kinds)}")
    for line in wrong:
        print(line)
    print(f"{count - len(wrong)} of {count} agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
