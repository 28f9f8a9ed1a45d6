#!/usr/bin/env python3
"""Runs under one TensorFlow: tries calls of modelled functions and writes down what they returned.

    rule_worker.py JOB OUT

JOB is JSON: {"root": …, "pattern": …} to derive and choose the calls, or {"cases": […], "absent": […], "root": …} to run those,
and to choose calls for the rows that a newer release has not. OUT gets one JSON object
for each call: the case, and "returned" or "raised". Each chunk of rows runs in a fork of its own, so that a crash costs one row.
"""
from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import signal
import sys
import tempfile

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", KERAS_BACKEND="tensorflow")
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import numpy  # noqa: E402
import tensorflow  # noqa: E402

import rule_rows  # noqa: E402
import rule_samples  # noqa: E402
from rule_tensors import samples_in  # noqa: E402

JOBS = 2       # processes at a time
CHUNK = 40     # rows in one process
ACCEPTED = 14  # calls kept of one row that TensorFlow accepts, and that it refuses
REFUSED = 2
SECONDS = 20   # for one call


class TooSlow(BaseException):
    pass


def describe(value, depth=4):
    """A returned value as JSON: its kind, and dtype and shape of what is a tensor."""
    tf = tensorflow
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)) and not isinstance(value, numpy.generic):
        return {"kind": "python", "type": type(value).__name__}
    if isinstance(value, tf.RaggedTensor):
        return {"kind": "ragged", "dtype": value.dtype.name, "shape": sizes_of(value.shape)}
    if isinstance(value, tf.SparseTensor):
        return {"kind": "sparse", "dtype": value.dtype.name, "shape": sizes_of(value.shape)}
    if isinstance(value, tf.Variable):
        return {"kind": "variable", "dtype": value.dtype.name, "shape": sizes_of(value.shape)}
    if isinstance(value, tf.Tensor):
        return {"kind": "dense", "dtype": value.dtype.name, "shape": sizes_of(value.shape)}
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        name = "string" if value.dtype.kind in "SU" else value.dtype.name
        return {"kind": "dense", "dtype": name, "shape": list(value.shape)}
    if isinstance(value, (list, tuple)) and depth:
        return {"kind": "tuple", "items": [describe(item, depth - 1) for item in value]}
    if hasattr(value, "dtype") and hasattr(value, "shape") and type(value).__module__.split(".")[0] in ("keras", "tensorflow"):
        return {"kind": "dense", "dtype": getattr(value.dtype, "name", str(value.dtype)), "shape": sizes_of(value.shape)}
    return {"kind": "python", "type": type(value).__name__}


def sizes_of(shape):
    if isinstance(shape, tuple):
        return list(shape)
    return None if shape.rank is None else shape.as_list()


def names():
    return {"tf": tensorflow, "np": numpy, "keras": tensorflow.keras}


def attempt(case):
    """What the call returned, or why it was refused."""
    if case.documented:
        return described(found(case.row).__doc__)
    if case.stand_in:
        sys.modules[found(case.row).__module__].get_file = lambda *_, **__: small_file()
    if case.numpy_behavior:
        tensorflow.experimental.numpy.experimental_enable_numpy_behavior()
    space = names()
    samples = samples_in(case.expression)
    for sample in samples_in(case.setup) if case.setup else []:
        space[sample.name] = eval(sample.value(), space)
    if case.setup:
        space["made"] = eval(case.setup, space)
    for sample in samples:
        if case.eager or sample.kind in ("V", "A", "K"):
            space[sample.name] = eval(sample.value(), space)
    if case.eager:
        value = eval(case.expression, space)
        told, cls = describe(value), found(case.row)
        return {**told, "instance": isinstance(cls, type) and isinstance(value, cls)} if told["kind"] == "python" else told
    arguments = [s for s in samples if s.kind not in ("V", "A", "K")]
    code = compile(case.expression, "<call>", "eval")
    told = []

    def call(*tensors):
        told[:] = [describe(eval(code, {**space, **dict(zip((s.name for s in arguments), tensors))}))]

    signature = [eval(s.spec(), space) for s in arguments]
    tensorflow.function(call, input_signature=signature, autograph=False).get_concrete_function()
    return told[0]


def described(text):
    """What the description of a data set says of its four arrays."""
    told = {}
    for names, said in re.findall(r"^ *\*\*([\w`, ]+)\*\*: (.*?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL):
        dtype = re.match(r"`?(u?int\d+|float\d+)`? ", said)
        sizes = re.search(r"shapes?\s+`?\(([\w, ]*)\)", said)
        one = {"kind": "dense", "dtype": dtype and dtype.group(1),
               "shape": sizes and [int(size) if size.isdigit() else None for size in re.findall(r"\w+", sizes.group(1))]}
        told.update({name.strip("` "): one for name in names.split(",")})
    pairs = [[told["x_train"], told["y_train"]], [told["x_test"], told["y_test"]]]
    return {"kind": "tuple", "items": [{"kind": "tuple", "items": pair} for pair in pairs]}


def small_file():
    """Some sequences of word numbers with their labels, as the data sets of texts are stored."""
    words, labels = numpy.array([[1, 2, 3], [1, 4], [2, 2, 5, 1], [3]] * 5, dtype=object), numpy.array([0, 1, 1, 0] * 5)
    numpy.savez("small.npz", x_train=words, y_train=labels, x_test=words, y_test=labels, x=words, y=labels)
    return "small.npz"


def attempt_in_time(case):
    signal.alarm(SECONDS)
    try:
        return {"returned": attempt(case)}
    except TooSlow:
        return {"raised": "TooSlow: took too long"}
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:200] if str(error).strip() else ''}"}
    finally:
        signal.alarm(0)


def line_of(case, told):
    return told if case is None else {**dataclasses.asdict(case), **told}


def found(path):
    """The object of a canonical path, or None where this TensorFlow has none."""
    thing = {"tensorflow": tensorflow, "numpy": numpy, "keras": tensorflow.keras}.get(path.split(".")[0])
    for part in path.split(".")[1:]:
        try:
            thing = getattr(thing, part)
        except Exception:
            return None
    return thing


def lend(rows):
    """Samples of one row for others that are the same function, or the same method of the same class, by another name."""
    made = {}
    for row in rows:
        if row.samples:
            made.setdefault(identity(row), row.samples)
    for row in rows:
        if not row.samples and not row.borrowed and identity(row)[0] is not None:
            row.borrowed = made.get(identity(row), [])
    return rows


def identity(row):
    path, name = row.name.rsplit(".", 1)
    owner = found(path)
    return (owner, name) if isinstance(owner, type) else (id(thing), "") if (thing := found(row.name)) is not None else (None, "")


def choose(row):
    """Calls of one row: all that were written for it, and of the derived ones the first few of each outcome."""
    ran = False
    for text in row.samples:
        case = rule_samples.written_case(row, text)
        if case.versions and tensorflow.__version__.rsplit(".", 1)[0] not in case.versions:
            yield case, {"raised": "", "elsewhere": True}  # another release will try it
            continue
        told = attempt_in_time(case)
        ran = ran or "returned" in told
        yield case, told
    for text in row.borrowed:
        case = rule_samples.written_case(row, text)
        case.written = case.raises = False
        told = attempt_in_time(case)
        if "returned" in told:
            ran = True
            yield case, told
    if not row.has_rule():
        return
    function = found(row.name)
    owner = found(row.name.rsplit(".", 1)[0])
    if function is None:
        if not ran:
            yield None, {"absent": row.name}
        return
    receivers = rule_samples.receivers_of(row, owner)
    cases = rule_samples.derived_cases(row, function) if receivers is None else rule_samples.method_cases(row, function, receivers)
    accepted = refused = 0
    for number, case in enumerate(cases):
        if accepted == ACCEPTED or number == (rule_samples.TRIES // 6 if row.samples else rule_samples.TRIES):
            return
        told = attempt_in_time(case)
        if "returned" in told:
            accepted += 1
            yield case, told
        elif refused < REFUSED and samples_in(case.expression):
            refused += 1
            yield case, told


def work_on(chunk, out):
    """One chunk, in this process. A row is named before it is tried, so that a crash can be told."""
    for item in chunk:
        if isinstance(item, rule_rows.Row):
            print(json.dumps({"begin": item.name}), file=out, flush=True)
            for case, told in choose(item):
                print(json.dumps(line_of(case, told)), file=out)
        else:
            print(json.dumps({"begin": item.row}), file=out, flush=True)
            print(json.dumps(line_of(item, attempt_in_time(item))), file=out)
    print(json.dumps({"end": True}), file=out, flush=True)


def in_child(chunk, path):
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        with tempfile.TemporaryDirectory() as folder, open(path, "w", encoding="utf-8") as out:
            os.chdir(folder)
            quiet = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(quiet, descriptor)
            signal.signal(signal.SIGALRM, too_slow)
            work_on(chunk, out)
        status = 0
    finally:
        os._exit(status)


def too_slow(*_):
    raise TooSlow


def run_chunks(items, size, out):
    """All chunks, a few at a time; one that crashed goes on behind the row it crashed in."""
    with tempfile.TemporaryDirectory() as folder:
        waiting = [(i, items[i:i + size]) for i in range(0, len(items), size)][::-1]
        running, told = {}, {}
        count = 0
        while waiting or running:
            while waiting and len(running) < JOBS:
                order, chunk = waiting.pop()
                path = pathlib.Path(folder) / f"{count}"
                count += 1
                running[in_child(chunk, path)] = (order, chunk, path)
            pid, _ = os.wait()
            order, chunk, path = running.pop(pid)
            lines = [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]
            told.setdefault(order, []).extend(line for line in lines if "row" in line or "absent" in line)
            if not lines or "end" not in lines[-1]:
                begun = sum("begin" in line for line in lines)
                told[order].append({"crashed": name_of(chunk[max(begun - 1, 0)])})
                rest = chunk[max(begun, 1):]
                if rest:
                    waiting.append((order, rest))
        for order in sorted(told):
            for line in told[order]:
                print(json.dumps(line), file=out)


def apart(items):
    """The items, and those that change what holds for the whole process."""
    changing = [item for item in items if changes(item)]
    return [item for item in items if not changes(item)], changing


def changes(item):
    if isinstance(item, rule_samples.Case):
        return item.numpy_behavior
    return any(isinstance(sample, dict) and "numpy_behavior" in sample for sample in item.samples)


def run_all(items, size, out):
    for part in apart(items):
        run_chunks(part, size, out)


def kind_of(row):
    """rule: the row's own; method: one it has from a base of its class; else what kind of thing the row says comes back."""
    return ("method" if row.inherited else "rule") if row.has_rule() else "instance" if row.is_class else row.result


def name_of(item):
    return item.name if isinstance(item, rule_rows.Row) else item.row


def main(job_path, out_path):
    job = json.loads(pathlib.Path(job_path).read_text(encoding="utf-8"))
    with open(out_path, "w", encoding="utf-8") as out:
        print(json.dumps({"tensorflow": tensorflow.__version__}), file=out)
        if "cases" in job:
            fields = {f.name for f in dataclasses.fields(rule_samples.Case)}
            items = [rule_samples.Case(**{k: v for k, v in case.items() if k in fields}) for case in job["cases"]]
            run_all(items, CHUNK * 10, out)
            absent = set(job["absent"])
            rows, _ = rule_rows.rows_to_judge(job["root"], "*")
            run_all([row for row in lend(rows) if row.name in absent], CHUNK, out)
        else:
            rows, stray = rule_rows.rows_to_judge(job["root"], job["pattern"])
            print(json.dumps({"rows": {row.name: [kind_of(row), row.inherited] for row in rows}, "stray": stray}), file=out)
            run_all(lend(rows), CHUNK, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
