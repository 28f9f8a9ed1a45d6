"""Proves that the signatures of `hybridize facts` can be written: programs run with each in its place.

    signatures.py BINARY [PROGRAM...]

Runs under one TensorFlow. Every call of a function that has a signature is handed, in a stub with the same parameters, to a
tf.function that has this signature: none may be rejected, and for eager code the stub is traced once. The function itself, where it has no side
effects and gives as a graph what it gives eagerly, must give the same with the signature. Without PROGRAM: the programs of
examples/, of tests/agreement/programs, and tests/oracle/signatures/cases.py. Prints a line for each program and disagreement, then
how many functions passed; status 1 if any did not.
"""
from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.util
import inspect
import json
import os
import pathlib
import subprocess
import sys
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPARED_CALLS = 3  # of each function: each is traced twice
SECONDS = 300

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
sys.dont_write_bytecode = True


class Probe:
    """Stands in front of one function while its program runs."""

    def __init__(self, record):
        self.record = record
        self.where = f"{record['file']}:{record['line']} {record['name']}"
        self.calls = self.compared = 0
        self.rejected = self.different = ""
        self.comparable = not record["hybrid"] and record["python_side_effects"] is False and not record["recursive"]
        self.stubs = {}  # by whether eager code calls
        self.graph = self.signed = None

    def wrap(self, function):
        import functools
        import tensorflow as tf
        signature = eval(self.record["input_signature"]["text"], {"tf": tf, "tensorflow": tf, self.alias(): tf})
        parameters = inspect.signature(function)
        method = next(iter(parameters.parameters), "") == "self"

        def stub(*arguments, **keywords):
            return tf.constant(0)
        shown = list(parameters.parameters.values())[method:]
        stub.__signature__ = parameters.replace(parameters=[p.replace(annotation=p.empty) for p in shown],
                                                return_annotation=parameters.empty)
        self.stubs = {eager: tf.function(stub, input_signature=signature, autograph=False) for eager in (True, False)}

        @functools.wraps(function)
        def probed(*arguments, **keywords):
            self.calls += 1
            self.offer(arguments[method:], keywords)
            result = function(*arguments, **keywords)
            if self.comparable and self.compared < COMPARED_CALLS and tf.executing_eagerly():
                self.compare(function, signature, arguments, keywords, result)
            return result
        probed.__signature__ = parameters  # Keras 2 does not look behind the wrapper
        return probed

    def alias(self):
        return self.record["input_signature"]["text"].split(".", 1)[0].lstrip("[({'")

    def offer(self, arguments, keywords):
        import tensorflow as tf
        if any(type(leaf).__name__ == "KerasTensor" for leaf in tf.nest.flatten((arguments, keywords))):
            return  # no tf.function takes these, with or without a signature
        try:
            self.stubs[tf.executing_eagerly()](*arguments, **keywords)
        except Exception as error:  # whatever TensorFlow says
            self.rejected = self.rejected or f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"

    def compare(self, function, signature, arguments, keywords, result):
        import tensorflow as tf
        method = next(iter(inspect.signature(function).parameters), "") == "self"
        if self.graph is None:
            self.graph, self.signed = tf.function(function), tf.function(function, input_signature=signature)
        if method:  # a tf.function of its own for each object
            owner, arguments = arguments[0], arguments[1:]
            graph = tf.function(function.__get__(owner))
            signed = tf.function(function.__get__(owner), input_signature=signature)
        else:
            graph, signed = self.graph, self.signed
        try:
            plain = graph(*arguments, **keywords)
        except Exception:  # no graph at all: for other facts to say
            self.comparable = False
            return
        if not equal(result, plain):
            self.comparable = False  # random, or it keeps state
            return
        self.compared += 1
        try:
            other = signed(*arguments, **keywords)
        except Exception as error:
            self.different = self.different or f"with the signature it raises {type(error).__name__}: {' '.join(str(error).split())[-200:]}"
            return
        if not equal(plain, other):
            self.different = self.different or f"it gives {other}, without the signature {plain}"

    def mistake(self):
        if self.rejected:
            return f"{self.where}: a call is rejected: {self.rejected}"
        if self.different:
            return f"{self.where}: {self.different}"
        traces = self.stubs[True].experimental_get_tracing_count()  # a graph around it makes one of its own
        return f"{self.where}: {traces} traces" if traces > 1 else ""


def equal(left, right):
    import numpy as np
    import tensorflow as tf
    try:
        tf.nest.assert_same_structure(left, right, expand_composites=True)
        pairs = list(zip(tf.nest.flatten(left, expand_composites=True), tf.nest.flatten(right, expand_composites=True)))
        for a, b in pairs:
            a, b = np.asarray(a), np.asarray(b)
            if a.shape != b.shape or not (np.array_equal(a, b) or a.dtype.kind in "fc" and np.allclose(a, b, 1e-4, 1e-5, equal_nan=True)):
                return False
    except Exception:  # not to be compared
        return False
    return True


class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules of a folder with a probe as innermost decorator of each function that has a signature."""

    def __init__(self, folder, probes):
        self.folder, self.probes, self.paths = folder, probes, {}

    def find_spec(self, fullname, path=None, target=None):
        base = self.folder.joinpath(*fullname.split("."))
        for candidate, package in ((base / "__init__.py", True), (base.with_suffix(".py"), False)):
            if candidate.is_file():
                self.paths[fullname] = candidate
                return importlib.util.spec_from_file_location(fullname, candidate, loader=self,
                                                              submodule_search_locations=[str(base)] if package else None)
        return None

    def create_module(self, spec):
        return None

    def get_source(self, fullname):
        return self.paths[fullname].read_text(encoding="utf-8")

    def exec_module(self, module):
        path = self.paths[module.__name__]
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for node in ast.walk(tree):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            key = (path.relative_to(self.folder).as_posix(), node.lineno)
            if key in self.probes:
                probe = ast.parse(f"__probes__[{key!r}].wrap", mode="eval").body
                for part in ast.walk(probe):
                    ast.copy_location(part, node)
                node.decorator_list.append(probe)
        module.__dict__["__probes__"] = self.probes
        exec(compile(tree, str(path), "exec"), module.__dict__)


def run_program(binary, folder, name):
    """In a process of its own: what was seen, as one line of JSON."""
    done = subprocess.run([binary, "facts", "--isolated", "--format", "json", "."], cwd=folder, capture_output=True, text=True, check=True)
    probes = {(record["file"], record["line"]): Probe(record) for record in json.loads(done.stdout)["functions"]
              if record["input_signature"]["present"] and record["name"] != "<lambda>"}
    sys.meta_path.insert(0, Loader(folder, probes))
    sys.argv = [name]
    failure = ""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        importlib.import_module(name).main()
    except BaseException:  # the program's own end, too
        failure = traceback.format_exc().strip().splitlines()[-1]
    called = [probe for probe in probes.values() if probe.calls]
    told = {"called": len(called), "calls": sum(p.calls for p in called), "compared": sum(p.compared > 0 for p in called),
            "mistakes": [p.mistake() for p in called if p.mistake()], "failure": failure}
    os.write(out, (json.dumps(told) + "\n").encode())


def programs():
    for folder in (ROOT / "examples", ROOT / "tests/agreement/programs", ROOT / "tests/oracle/signatures"):
        for path in sorted(folder.rglob("*.py")):
            if "def main(" in path.read_text(encoding="utf-8"):
                yield folder, ".".join(path.relative_to(folder).with_suffix("").parts)


def main(arguments):
    if arguments[:1] == ["--one"]:
        return run_program(arguments[1], pathlib.Path(arguments[2]), arguments[3])
    binary, *names = arguments
    passed = failed = 0
    for folder, name in programs():
        if names and name not in names:
            continue
        done = subprocess.run([sys.executable, __file__, "--one", os.path.abspath(binary), str(folder), name], cwd=folder,
                              capture_output=True, text=True, timeout=SECONDS)
        words = done.stdout.splitlines()
        if not words:
            raise SystemExit(f"{name} told nothing: {done.stderr.strip()[-300:]}")
        told = json.loads(words[-1])
        mistakes = told["mistakes"] + ([f"{name}: {told['failure']}"] if told["failure"] else [])
        print(f"    {name}: {told['called']} functions with signatures, {told['calls']} calls, {told['compared']} give the same as graphs")
        for mistake in mistakes:
            print(f"        {mistake}")
        failed += len(mistakes)
        passed += told["called"] - len(told["mistakes"])
    print(f"{passed} of {passed + failed} agree")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
