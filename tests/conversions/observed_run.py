"""Runs one program and takes down every call of some of its functions: what it gave back, and how long it took.

    observed_run.py PROGRAM PLAN RESULT

PLAN is JSON: {"functions": {"file": ["Qualified.name", ...]}, "calls": N, "seconds": S, "steady_random": bool, "folder": "...", "adapter":
script or null}. The program runs as
`__main__` from its own folder until each function has been called N times, S seconds have passed or it ends. RESULT gets JSON:
{"functions": {"file:name": {"results": [...], "seconds": [...], "work": [...], "traces": n}}, "end": "..."}. `work` is the time of all
processors that a call took: what is left to compare where others use the machine too.

Data sets of Keras are replaced by small synthetic ones, gym by a small environment, and modules that are not installed by ones that
accept anything, so that programs run as they are, without a network. With `steady_random`, stateful random operations and dropout
give the same numbers however they run: only so eager and staged runs can be compared.
"""
from __future__ import annotations

import ast
import functools
import importlib.abc
import importlib.machinery
import json
import os
import pathlib
import random
import sys
import threading
import time
import types
from unittest import mock

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", PYTHONHASHSEED="0", MPLBACKEND="Agg")
sys.dont_write_bytecode = True

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

KEPT_RESULTS = 24


def numbers(value):
    """What a function gave back, as nested lists of rounded figures: enough to tell two runs apart."""
    if isinstance(value, (tf.Tensor, tf.Variable)) or hasattr(value, "numpy") and not isinstance(value, type):
        value = value.numpy()
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        if array.dtype.kind not in "fiub" or not array.size:
            return [str(array.dtype), list(array.shape)]
        floats = array.astype("float64")
        return [list(array.shape), float(floats.mean()), float(np.abs(floats).mean()), float(floats.reshape(-1)[0])]
    if isinstance(value, dict):
        return {str(key): numbers(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [numbers(part) for part in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        return [[], float(value), abs(float(value)), float(value)]
    return type(value).__name__


class Record:
    def __init__(self, plan, target):
        self.plan, self.target, self.functions = plan, target, {}
        self.lock, self.started = threading.RLock(), time.monotonic()
        self.objects = {}
        self.inside = threading.local()

    def wrap(self, name, method, function):
        row = self.functions.setdefault(name, {"results": [], "seconds": [], "work": []})
        self.objects[name] = function

        def call(*given, **named):
            run = function
            if method and hasattr(function, "python_function"):  # its own traces for each object
                run, given = function.__get__(given[0], type(given[0])), given[1:]
                self.objects.setdefault((name, id(run)), run)
            if not tf.executing_eagerly() or self.inside.__dict__.get("a call"):
                return run(*given, **named)  # a graph, or a part of a call that is taken down already
            self.inside.__dict__["a call"] = True
            try:
                return self.take_down(row, run, given, named)
            finally:
                self.inside.__dict__["a call"] = False

        if hasattr(function, "python_function"):  # as Keras asks for the signature
            return tf.__internal__.decorator.make_decorator(function.python_function, call)
        return tf.__internal__.decorator.make_decorator(function, call)

    def take_down(self, row, run, given, named):
        before, worked = time.perf_counter(), time.process_time()
        result = run(*given, **named)
        seconds, work = time.perf_counter() - before, time.process_time() - worked
        with self.lock:
            row["seconds"].append(seconds)
            row["work"].append(work)
            if len(row["results"]) < KEPT_RESULTS:
                row["results"].append(numbers(result))
            called = [r for r in self.functions.values() if r["seconds"]]
            if all(len(r["seconds"]) >= self.plan["calls"] for r in called):
                self.end("calls")
            elif time.monotonic() - self.started > self.plan["seconds"]:
                self.end("time")
        return result

    def traces(self, name):
        found = [f for key, f in self.objects.items() if key == name or isinstance(key, tuple) and key[0] == name]
        counts = [f.experimental_get_tracing_count() for f in found if hasattr(f, "experimental_get_tracing_count")]
        return sum(counts) if counts else None

    def end(self, why):
        for name, row in self.functions.items():
            row["traces"] = self.traces(name)
        pathlib.Path(self.target).write_text(json.dumps({"functions": self.functions, "end": why}))
        sys.stdout.flush()
        os._exit(0)


class Decorate(ast.NodeTransformer):
    """Puts the record around the functions of one file, outside of all their decorators but those of classes."""

    INNER = ("staticmethod", "classmethod", "property")

    def __init__(self, file, wanted):
        self.file, self.wanted, self.path = file, set(wanted), []

    def inside(self, node):
        self.path.append(node)
        self.generic_visit(node)
        self.path.pop()
        return node

    visit_ClassDef = inside

    def visit_FunctionDef(self, node):
        self.inside(node)
        name = ".".join([around.name for around in self.path] + [node.name])
        if name in self.wanted:
            at = sum(isinstance(d, ast.Name) and d.id in self.INNER for d in node.decorator_list)
            method = bool(self.path) and isinstance(self.path[-1], ast.ClassDef) and at == 0
            name = f"{self.file}:{name}"
            call = ast.Call(ast.Name("__recorded__", ast.Load()), [ast.Constant(name), ast.Constant(method)], [])
            node.decorator_list.insert(at, ast.copy_location(call, node))
        return node


class Recorder(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Loads the program's modules with the record in them."""

    def __init__(self, folder, functions):
        self.folder, self.functions = pathlib.Path(folder), functions

    def code(self, path):
        tree = ast.parse(pathlib.Path(path).read_bytes(), str(path))
        name = os.path.relpath(path, self.folder)
        if name in self.functions:
            tree = ast.fix_missing_locations(Decorate(name, self.functions[name]).visit(tree))
        return compile(tree, str(path), "exec")

    def find_spec(self, fullname, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is None or not spec.origin or not spec.origin.endswith(".py"):
            return None
        if not pathlib.Path(spec.origin).is_relative_to(self.folder):
            return None
        loader = importlib.machinery.SourceFileLoader(fullname, spec.origin)
        loader.get_code = lambda _name, origin=spec.origin: self.code(origin)
        spec.loader = loader
        return spec


def imported_by(folder):
    """The top names that the program's files import."""
    names = set()
    for path in folder.rglob("*.py"):
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names


class AcceptsAnything(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for modules that the program wants and that are not installed: plots, logs, data sets."""

    # Keras looks for these by itself, and must not find what is none.
    OTHERS = {"tensorflow", "keras", "numpy", "tf_keras", "scipy", "pandas"}

    def __init__(self, folder):
        self.wanted = imported_by(folder) - self.OTHERS - sys.stdlib_module_names

    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] not in self.wanted:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        module = mock.MagicMock(name=spec.name)
        module.__path__, module.__name__, module.__spec__, module.__all__ = [], spec.name, spec, []
        return module

    def exec_module(self, module):
        pass


class Box:
    def __init__(self, low, high, shape):
        self.low, self.high, self.shape = np.full(shape, low, "float32"), np.full(shape, high, "float32"), shape

    def sample(self):
        return np.zeros(self.shape, "float32")


class Discrete:
    def __init__(self, n):
        self.n, self.shape = n, ()

    def sample(self):
        return 0


class Environment:
    """A small task with the interface that gym had when most programs were written."""

    def __init__(self, name, **_):
        self.observation_space = Box(-1.0, 1.0, (4,))
        self.action_space = Box(-2.0, 2.0, (1,)) if "Pendulum" in name or "Continuous" in name else Discrete(2)
        self.steps, self.spec = 0, types.SimpleNamespace(max_episode_steps=50)

    def observe(self):
        return np.sin(np.arange(4) + self.steps).astype("float32")

    def reset(self, **_):
        self.steps = 0
        return self.observe()

    def step(self, action):
        self.steps += 1
        return self.observe(), float(np.cos(self.steps)), self.steps >= 20, {}

    def seed(self, *_):
        pass

    render = close = seed


def fake_gym():
    gym = mock.MagicMock(name="gym")
    gym.make, gym.Env = Environment, Environment
    gym.spaces = types.SimpleNamespace(Box=Box, Discrete=Discrete)
    gym.__path__ = []
    return gym


def images(shape, classes, count):
    def load_data(*_, **__):
        draw = np.random.RandomState(0)
        part = lambda n: (draw.randint(0, 255, (n, *shape)).astype("uint8"), draw.randint(0, classes, (n,)).astype("uint8"))  # noqa: E731
        return part(count), part(count // 4)

    return load_data


def texts(count):
    def load_data(*_, num_words=1000, **__):
        draw = np.random.RandomState(0)
        words = lambda n: np.array([list(draw.randint(1, num_words or 1000, draw.randint(20, 60))) for _ in range(n)], dtype=object)  # noqa: E731
        return (words(count), draw.randint(0, 2, count)), (words(count // 4), draw.randint(0, 2, count // 4))

    return load_data


def synthetic_data():
    sets = tf.keras.datasets
    sets.mnist.load_data = images((28, 28), 10, 2048)
    sets.fashion_mnist.load_data = images((28, 28), 10, 2048)
    for name, classes in (("cifar10", 10), ("cifar100", 100)):
        load = images((32, 32, 3), classes, 1024)
        getattr(sets, name).load_data = lambda *a, load=load, **k: tuple((x, y[:, None]) for x, y in load())
    sets.imdb.load_data = texts(512)
    draw = np.random.RandomState(0)
    sets.boston_housing.load_data = lambda *_, **__: tuple((draw.rand(n, 13), draw.rand(n)) for n in (400, 100))


def steady_random():
    """Random operations that give the same numbers, eager or staged."""
    for name in ("normal", "uniform", "truncated_normal"):
        stateless = getattr(tf.random, f"stateless_{name}")

        def draw(shape, *given, seed=None, name=None, stateless=stateless, **named):
            return stateless(shape, (1, 2), *given, **named)

        setattr(tf.random, name, draw)
        sys.modules["tensorflow"].random.__dict__[name] = draw
    tf.keras.layers.Dropout.call = lambda self, inputs, training=None: inputs
    tf.nn.dropout = lambda x, *_, **__: x


def main(program, plan, target):
    plan = json.loads(pathlib.Path(plan).read_text())
    program = pathlib.Path(program).resolve()
    os.chdir(program.parent)
    folder = pathlib.Path(plan["folder"]).resolve()
    sys.path[0] = str(program.parent)
    sys.argv = [str(program)]
    sys.meta_path.insert(0, Recorder(folder, plan["functions"]))
    sys.meta_path.append(AcceptsAnything(folder))
    sys.modules["gym"] = fake_gym()
    for name, kind in (("bool", bool), ("float", float), ("int", int), ("object", object)):
        if not hasattr(np, name):
            setattr(np, name, kind)  # gone since NumPy 1.24
    synthetic_data()
    if plan["steady_random"]:
        steady_random()
    tf.keras.utils.set_random_seed(7)
    random.seed(7)
    record = Record(plan, target)
    __builtins__.__recorded__ = lambda name, method: functools.partial(record.wrap, name, method)
    alarm = threading.Timer(plan["seconds"] * 2, lambda: record.end("time"))
    alarm.daemon = True
    alarm.start()
    module = types.ModuleType("__main__")
    module.__file__ = str(program)
    sys.modules["__main__"] = module
    try:
        if plan.get("adapter"):
            exec(compile(pathlib.Path(plan["adapter"]).read_bytes(), plan["adapter"], "exec"), {"__name__": "adapter"})
        exec(Recorder(folder, plan["functions"]).code(program), module.__dict__)
    except SystemExit:
        pass
    except BaseException as error:  # noqa: BLE001: whatever the program raises is what is to be told
        import traceback

        traceback.print_exc()
        record.end(f"{type(error).__name__}: {str(error)[:300]}")
    record.end("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
