#!/usr/bin/env python3
"""Programs that are easy to write and hard to analyse: each must be done in time, and give the same bytes every time.

    stress.py --binary HYBRIDIZE [--slow] [NAME...]

Makes each program in a temporary folder, runs `hybridize facts` on it with one thread and with four, and with its files named in
reverse, and compares. --slow: a build without optimization, which gets ten times as long. Status 1 if one fails.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SECONDS = 2.0  # of processor time, in a release build with one thread
SLOWER = 10    # than that is a debug build at most


def chain(folder):
    """300 functions, each calling the next one with a tensor; the last one's result comes back up."""
    count = 300
    lines = ["import tensorflow as tf\n\n"]
    for i in range(count):
        inner = f"f{i + 1}(x + 1.0)" if i + 1 < count else "tf.reduce_sum(x)"
        lines.append(f"def f{i}(x):\n    return {inner}\n\n")
    lines.append("f0(tf.ones([2, 3]))\n")
    (folder / "chain.py").write_text("\n".join(lines))
    return lambda facts: check(facts, "f299", tensor=True, dtype="float32")


def mutual(folder):
    """200 functions that call each other in a ring, and across it."""
    count = 200
    lines = ["import tensorflow as tf\n\n"]
    for i in range(count):
        lines.append(f"def f{i}(x, n):\n    if n == 0:\n        return x\n"
                     f"    return f{(i + 1) % count}(x * 2.0, n - 1) + f{(i * 7 + 3) % count}(x, n - 1)\n\n")
    lines.append("f0(tf.ones([4]), 10)\n")
    (folder / "mutual.py").write_text("\n".join(lines))
    return lambda facts: check(facts, "f1", tensor=True, recursive=True)


def functional(folder):
    """A functional model of 40 layers with connections around each of them, and fit."""
    lines = ["import tensorflow as tf\n\n", "def block(x, units):",
             "    y = tf.keras.layers.Dense(units, activation='relu')(x)",
             "    return tf.keras.layers.Add()([x, y])\n\n", "def loss(labels, logits):",
             "    return tf.reduce_mean(tf.square(labels - logits))\n\n", "inputs = tf.keras.Input([16])", "x = inputs"]
    lines += ["x = block(x, 16)"] * 40
    lines += ["model = tf.keras.Model(inputs, x)", "model.compile('sgd', loss)",
              "model.fit(tf.ones([8, 16]), tf.ones([8, 16]))", "loss(tf.ones([8, 16]), model(tf.ones([8, 16])))"]
    (folder / "functional.py").write_text("\n".join(lines) + "\n")
    return lambda facts: check(facts, "block", tensor=True, dtype="float32")


def diamonds(folder):
    """Classes 30 deep, each level a diamond, with cooperative super() all the way down."""
    depth = 30
    lines = ["import tensorflow as tf\n\n", "class C0(tf.Module):", "    def __init__(self):", "        super().__init__()",
             "        self.w = tf.Variable(tf.ones([3]))\n", "    def step(self, x):", "        return x * self.w\n\n"]
    for i in range(1, depth + 1):
        for side in "LR":
            lines.append(f"class {side}{i}(C{i - 1}):\n    def step(self, x):\n        return super().step(x) + 1.0\n\n")
        lines.append(f"class C{i}(L{i}, R{i}):\n    def step(self, x):\n        return super().step(x)\n\n")
    lines.append(f"C{depth}().step(tf.ones([3]))\n")
    (folder / "diamonds.py").write_text("\n".join(lines))
    return lambda facts: check(facts, "C0.step", tensor=True, dtype="float32")


def stars(folder):
    """5,000 modules that star-import each other in a ring, and across it; one function goes round."""
    count = 5000
    for i in range(count):
        (folder / f"m{i}.py").write_text(f"import tensorflow as tf\nfrom m{(i + 1) % count} import *\n"
                                         f"from m{(i * 7 + 3) % count} import *\n\ndef f{i}(x):\n    return tf.abs(x)\n")
    (folder / "main.py").write_text("import tensorflow as tf\nfrom m0 import *\n\nf4(tf.ones([2]))\nf4999(tf.ones([2]))\n")
    return lambda facts: check(facts, "f4999", tensor=True, dtype="float32")


def lists(folder):
    """24 lists, each growing by a list of all of them; what they would be as an array is asked."""
    count = 24
    every = ", ".join(f"l{i}" for i in range(count))
    lines = ["import numpy as np", "import tensorflow as tf\n\n", "def f(x):", "    return x + 1.0\n\n"]
    lines += [f"l{i} = [{i}.0]" for i in range(count)]
    lines += ["for i in range(10):"] + [f"    l{i}.append([{every}])" for i in range(count)]
    lines += ["f(tf.ones([2]))", "f(np.asarray(l0) + tf.ones([2]))"]
    (folder / "lists.py").write_text("\n".join(lines) + "\n")
    return lambda facts: check(facts, "f", tensor=True, dtype="float32")


PROGRAMS = {made.__name__: made for made in (chain, mutual, functional, diamonds, stars, lists)}


def check(facts, name, tensor, dtype=None, recursive=None):
    """What must be known for the program to count as analysed; "" or a sentence."""
    found = [f for f in facts["functions"] if f["name"] == name]
    if not found:
        return f"{name} has no record"
    function = found[0]
    if function["tensor_parameter"] is not tensor:
        return f"the tensor parameter of {name} is {function['tensor_parameter']}"
    if dtype:
        dtypes = {one["dtype"] for parameter in function["parameters"] for one in parameter["types"]}
        if dtypes != {dtype}:
            return f"{name} is given {dtypes}, not only {dtype}"
    if recursive is not None and function["recursive"] is not recursive:
        return f"recursive of {name} is {function['recursive']}"
    return ""


def run(binary, folder, words, paths):
    """(standard output, seconds of processor time)."""
    before = os.times()
    done = subprocess.run([str(binary), "facts", "--isolated", *words, *paths], cwd=folder, capture_output=True, check=False)
    after = os.times()
    if done.returncode:
        raise RuntimeError(f"status {done.returncode}: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return done.stdout, after.children_user + after.children_system - before.children_user - before.children_system


def judge(name, binary, limit):
    """(seconds, what is wrong with it or "")."""
    with tempfile.TemporaryDirectory(prefix="stress-") as made:
        folder = pathlib.Path(made)
        known = PROGRAMS[name](folder)
        files = sorted(path.name for path in folder.glob("*.py"))
        try:
            first, seconds = run(binary, folder, ["-j1"], ["."])
            digest = hashlib.sha256(first).hexdigest()
            for words, paths in ((["-j4"], ["."]), (["-j1"], files[::-1])):
                if hashlib.sha256(run(binary, folder, words, paths)[0]).hexdigest() != digest:
                    return seconds, f"gives other bytes with {words[0]} and {'its files in reverse' if paths != ['.'] else 'the same files'}"
        except RuntimeError as error:
            return 0.0, str(error)
        wrong = known(json.loads(first))
        if not wrong and seconds > limit:
            wrong = f"takes more than {limit:g} seconds"
        return seconds, wrong


def main(arguments):
    parser = argparse.ArgumentParser(prog="stress.py", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("names", nargs="*", choices=[[], *PROGRAMS], metavar="NAME", help=", ".join(PROGRAMS))
    parser.add_argument("--binary", type=pathlib.Path, required=True, help="the linter")
    parser.add_argument("--slow", action="store_true", help="it was built without optimization")
    options = parser.parse_args(arguments)
    failed = 0
    for name in options.names or PROGRAMS:
        began = time.monotonic()
        seconds, wrong = judge(name, options.binary.resolve(), SECONDS * (SLOWER if options.slow else 1))
        failed += bool(wrong)
        print(f"    {name}: {seconds:.2f} s{': ' + wrong if wrong else ''} ({time.monotonic() - began:.1f} s for all runs)", flush=True)
    print(f"{len(options.names or PROGRAMS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
