"""Proves that what `hybridize facts` says stands in the way of a graph does so, and that what it calls free of it runs as it does
eagerly.

    preconditions.py BINARY

Runs under one TensorFlow. The calls at the end of tests/oracle/preconditions/cases.py are made in their order, once as they stand and
once with each function as a tf.function; what its line says is held against what is seen, and against the facts. Prints a line for
each disagreement, then how many cases agree; status 1 if any does not.
"""
from __future__ import annotations

import ast
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", AUTOGRAPH_VERBOSITY="0")
sys.dont_write_bytecode = True

CASES = pathlib.Path(__file__).resolve().parents[2] / "tests/oracle/preconditions/cases.py"
LINE = re.compile(r"def (\w+)\(.*#\s*fails: (.+?)(?:\s+doubts: (\w+))?\s+seen: (\w+)(?:\s+with: (.+))?$")
KEYS = ("creates_variables", "eager_only_calls", "numpy_calls", "invalid_name_arguments", "unresolved_statically_read_axes",
        "stale_variable_reads", "tensor_parameter_iteration", "conflicting_eager_dtype_coercions", "unsupported_return",
        "unconvertible_control_flow", "changing_captured_state")
Case = collections.namedtuple("Case", "line name fails doubts seen options")


def read_cases():
    for number, line in enumerate(CASES.read_text().splitlines(), 1):
        if match := LINE.match(line):
            name, fails, doubts, seen, options = match.groups()
            yield Case(number, name, [] if fails == "none" else fails.split(", "), doubts, seen, options or "")


def plain(result):
    """The values in a result, for comparison; what is no number by its class."""
    import numpy as np
    import tensorflow as tf

    leaves = [leaf.numpy() if tf.is_tensor(leaf) else leaf for leaf in tf.nest.flatten(result)]
    return [np.asarray(leaf).tolist() if isinstance(leaf, (int, float, np.ndarray, np.generic)) else type(leaf).__name__
            for leaf in leaves]


def outcomes(cases, as_graphs):
    """What each call at the end of the file gives: by function, in order; the name of its exception if it raises."""
    import tensorflow as tf

    tree = ast.parse(CASES.read_text())
    calls = tree.body.pop()
    space = {"__name__": "cases"}
    source = compile(tree, str(CASES), "exec")
    exec(source, space)
    entry = {case.name: space[case.name] for case in cases}
    if as_graphs:
        entry = {case.name: eval(f"tf.function({case.options})", {"tf": tf})(space[case.name]) for case in cases}
    out = collections.defaultdict(list)
    for statement in calls.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in entry):
            exec(compile(ast.Module([statement], []), str(CASES), "exec"), space)
            continue
        arguments = [eval(compile(ast.Expression(a), str(CASES), "eval"), space) for a in call.args]
        try:
            out[call.func.id].append(plain(entry[call.func.id](*arguments)))
        except Exception as error:
            out[call.func.id].append(type(error).__name__)
    return out


def mistake_of(case, eager, graph):
    if not eager:
        return "it is not called"
    if any(isinstance(result, str) for result in eager):
        return f"eager code raises: {eager}"
    seen = "raises" if any(isinstance(result, str) for result in graph) else "fine" if graph == eager else "differs"
    return "" if seen == case.seen else f"it is {case.seen} by its line, but it gives {graph}, eagerly {eager}"


def main(arguments):
    binary, = arguments
    done = subprocess.run([binary, "facts", "--isolated", "--format", "json", str(CASES)], capture_output=True, text=True, check=True)
    facts = {record["line"]: record for record in json.loads(done.stdout)["functions"]}
    cases = list(read_cases())
    eager, graph = outcomes(cases, False), outcomes(cases, True)
    wrong = 0
    for case in cases:
        told = {key: facts[case.line][key] for key in KEYS}
        fails = [key for key in KEYS if told[key] is True]
        mistake = mistake_of(case, eager[case.name], graph[case.name])
        if not mistake and sorted(fails) != sorted(case.fails):
            mistake = f"facts say {fails}, its line {case.fails}"
        unknown = [key for key in KEYS if told[key] is None]
        if not mistake and not case.fails and unknown != ([case.doubts] if case.doubts else []):
            mistake = f"facts do not know {unknown}, its line doubts {case.doubts}"
        if mistake:
            wrong += 1
            print(f"{CASES.name}:{case.line}: {case.name}: {mistake}")
    print(f"{len(cases) - wrong} of {len(cases)} agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
