"""Runs a program and writes down what each function of the project received, returned, and whether it ran in a graph.

    observe.py OUT.json ROOT (-m MODULE | SCRIPT.py) [ARGS...]

Runs in the environment of a TensorFlow, from the folder the program is started in. A profile hook sees every call; a function that
AutoGraph has converted runs from a generated file, whose source map leads back to the `def`. Symbolic tensors count with their
static dtype and shape. Only what belongs to files below ROOT is written.
"""
from __future__ import annotations

import ast
import inspect
import json
import os
import runpy
import sys
import threading

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("PYTHONWARNINGS", "ignore")
sys.dont_write_bytecode = True

import numpy as np
import tensorflow as tf
from tensorflow.python.autograph.impl import api as autograph_api

MOST_VALUES = 100   # different values of one parameter
MOST_ELEMENTS = 12  # of one container
DEPTH = 3           # containers inside containers
LAZY = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def keras_types():
    """The classes of symbolic tensors and of variables that Keras has of its own."""
    symbolic, variables = [], []
    for module in (getattr(tf, "keras", None), sys.modules.get("keras"), sys.modules.get("tf_keras")):
        for owner in (module, getattr(module, "backend", None)):
            for name, into in (("KerasTensor", symbolic), ("Variable", variables)):
                found = getattr(owner, name, None)
                if isinstance(found, type):
                    into.append(found)
    try:
        from keras.src.engine.keras_tensor import KerasTensor
        symbolic.append(KerasTensor)
    except ImportError:
        pass
    return tuple(symbolic), tuple(variables)


SYMBOLIC, KERAS_VARIABLES = keras_types()


def shape_of(value):
    try:
        return None if value.shape is None else [None if size is None else int(size) for size in value.shape]
    except (ValueError, TypeError):  # a rank that is not known
        return None


def typed(kind, value):
    dtype = value.dtype
    return {"kind": kind, "dtype": getattr(dtype, "name", None) or str(dtype), "shape": shape_of(value)}


def described(value, depth=DEPTH):
    if isinstance(value, tf.RaggedTensor):
        return typed("ragged", value)
    if isinstance(value, tf.SparseTensor):
        return typed("sparse", value)
    if isinstance(value, tf.Variable) or KERAS_VARIABLES and isinstance(value, KERAS_VARIABLES):
        return typed("variable", value)
    if isinstance(value, tf.Tensor) or isinstance(value, SYMBOLIC):
        return typed("dense", value)
    if isinstance(value, np.ndarray):
        return {"kind": "array"}
    if depth and type(value) in (list, tuple, dict) or depth and isinstance(value, tuple):
        items = list(value.values()) if isinstance(value, dict) else list(value)
        name = "dict" if isinstance(value, dict) else "list" if isinstance(value, list) else "tuple"
        return {"kind": "container", "container": name, "arity": len(items),
                "elements": [described(item, depth - 1) for item in items[:MOST_ELEMENTS]]}
    return {"kind": "python", "type": type(value).__name__}


class Definitions:
    """The functions of the project's files, found by code objects."""

    def __init__(self, root):
        self.root = os.path.realpath(root) + os.sep
        self.files = {}    # real path: [(name, first line, line of def, last line)]
        self.by_code = {}  # code object: (path below root, name, line) or None
        self.origins = {}  # (generated file, line): (file, line)
        transform = autograph_api._TRANSPILER.transform

        def transformed(*args, **kwargs):
            made = transform(*args, **kwargs)
            for place, origin in made[2].items():
                self.origins[os.path.realpath(place.filename), place.lineno] = (origin.loc.filename, origin.loc.lineno)
            return made

        autograph_api._TRANSPILER.transform = transformed

    def functions_in(self, path):
        if path not in self.files:
            with open(path, encoding="utf-8") as file:
                tree = ast.parse(file.read())
            found = []
            for node in ast.walk(tree):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    first = min([d.lineno for d in node.decorator_list] + [node.lineno])
                    found.append((node.name, first, node.lineno, node.body[0].lineno))
                elif isinstance(node, ast.Lambda):
                    found.append(("<lambda>", node.lineno, node.lineno, node.lineno))
            self.files[path] = found
        return self.files[path]

    def of_code(self, code):
        if code not in self.by_code:
            self.by_code[code] = self.look_up(code)
        return self.by_code[code]

    def look_up(self, code):
        path, line, name = os.path.realpath(code.co_filename), code.co_firstlineno, code.co_name
        if "__autograph_generated_file" in path:
            if name == "<lambda>":
                return None
            name = name.removeprefix("tf__")
            origin = next((self.origins[path, at] for at in range(line, line + 3) if (path, at) in self.origins), None)
            if origin is None:
                return None
            path, line = os.path.realpath(origin[0]), origin[1]
        if not path.startswith(self.root) or not os.path.isfile(path):
            return None
        fitting = [one for one in self.functions_in(path) if one[0] == name and one[1] <= line <= one[3]]
        if len(fitting) != 1:  # two lambdas of one line
            return None
        return path[len(self.root):].replace(os.sep, "/"), name, fitting[0][2]


def rehearsal(frame):
    """Keras 3 runs `call` once in a graph of its own, only to learn what an unbuilt layer gives."""
    while frame is not None:
        if frame.f_code.co_name == "compute_output_spec" and "keras" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


class Observer:
    def __init__(self, definitions):
        self.definitions = definitions
        self.seen = {}

    def hook(self, frame, event, argument):
        if event not in ("call", "return"):
            return
        code = frame.f_code
        key = self.definitions.of_code(code)
        if key is None:
            return
        record = self.seen.get(key)
        if record is None:
            record = self.seen[key] = {"calls": 0, "eager": False, "graph": False, "parameters": {}, "returns": {}}
        if event == "return":
            if not code.co_flags & LAZY:
                self.add(record["returns"], argument)
            return
        record["calls"] += 1
        if tf.executing_eagerly():
            record["eager"] = True
        elif not rehearsal(frame):
            record["graph"] = True
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
        for name in code.co_varnames[:count]:
            if name in frame.f_locals:
                self.add(record["parameters"].setdefault(name, {}), frame.f_locals[name])

    @staticmethod
    def add(values, value):
        if len(values) < MOST_VALUES:
            text = json.dumps(described(value), sort_keys=True)
            values[text] = values.get(text, 0) + 1

    def result(self):
        out = []
        for (file, name, line), record in sorted(self.seen.items()):
            out.append({"file": file, "name": name, "line": line, "calls": record["calls"], "eager": record["eager"],
                        "graph": record["graph"],
                        "parameters": {p: [json.loads(t) for t in v] for p, v in record["parameters"].items()},
                        "returns": [json.loads(text) for text in record["returns"]]})
        return out


def main(arguments):
    out, root, *words = arguments
    observer = Observer(Definitions(root))
    sys.path.insert(0, os.getcwd() if words[0] == "-m" else os.path.dirname(os.path.abspath(words[0])))
    failure = None
    threading.setprofile(observer.hook)
    sys.setprofile(observer.hook)
    try:
        if words[0] == "-m":
            sys.argv = words[1:]
            runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = words
            runpy.run_path(words[0], run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            failure = f"it ended with status {end.code}"
    except BaseException as error:  # whatever the program dies of, what was seen until then counts
        failure = f"it raised {type(error).__name__}: {error}"
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"failure": failure, "functions": observer.result()}, file)


if __name__ == "__main__":
    main(sys.argv[1:])
