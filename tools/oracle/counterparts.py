"""Proves that functions of NumPy and their counterparts in TensorFlow give equal values.

    counterparts.py JOB OUT

Runs under one TensorFlow. JOB is JSON: {"root": …}. OUT gets one JSON object for each sample: the function, and "equal" or what
is wrong; "dtypes" where the two differ in them; "absent" where this release has not both.
"""
from __future__ import annotations

import json
import os
import pathlib
import sys
import warnings

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from rule_rows import API, load  # noqa: E402

DATA = f"{API}/numpy_counterparts.yaml"
SAMPLES = "tools/oracle/counterparts.yaml"
# What samples speak of.
ARRAYS = {
    "x": np.array([[1.5, -2.0, 0.25], [0.5, 3.0, -1.0]], np.float32), "p": np.array([[0.5, 2.0, 0.25], [0.75, 3.0, 1.5]], np.float32),
    "u": np.array([[0.5, -0.25, 0.75], [0.1, 0.9, -0.6]], np.float32), "v": np.array([1.0, 2.0, 4.0], np.float32),
    "w": np.array([3.0, 1.0, 2.0], np.float32), "e": np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], np.float32),
    "m": np.array([[4.0, 1.0], [2.0, 3.0]], np.float32), "s": np.array([[4.0, 1.0], [1.0, 3.0]], np.float32),
    "t": np.arange(24.0, dtype=np.float32).reshape(2, 3, 4), "g": np.array([[1.0, np.nan, np.inf], [-np.inf, 0.0, 2.0]], np.float32),
    "i": np.array([[3, 1, 2], [6, 5, 4]], np.int32), "k": np.array([2, 0, 1], np.int32),
    "b": np.array([[True, False, True], [False, False, True]]), "c": np.array([[1 + 2j, 3 - 1j], [0.5j, -2]], np.complex64),
    "c2": np.array([[1 + 2j, 3 - 1j], [0.5j, -2]], np.complex64),
}
NEAR = {"rtol": 1e-4, "atol": 1e-5, "equal_nan": True}
LOOSE = 0.05  # of random numbers: how far mean and deviation may be apart, of the deviation


def found(path):
    thing = {"numpy": np, "tensorflow": tf}[path.split(".")[0]]
    for part in path.split(".")[1:]:
        thing = getattr(thing, part, None)
    return thing


def arrays_of(value):
    if isinstance(value, (list, tuple)):
        return [arrays_of(item) for item in value]
    return np.asarray(value)


def dtypes_of(value):
    return [dtypes_of(item) for item in value] if isinstance(value, list) else value.dtype.name


def equal(ours, theirs, sample):
    if isinstance(ours, list) or isinstance(theirs, list):
        return isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs) and all(
            equal(a, b, sample) for a, b in zip(ours, theirs))
    if sample.get("squeeze"):
        ours, theirs = np.squeeze(ours), np.squeeze(theirs)
    if ours.shape != theirs.shape:
        return False
    if sample.get("moments"):
        spread = ours.std()
        return abs(ours.mean() - theirs.mean()) < LOOSE * spread and abs(spread - theirs.std()) < LOOSE * spread
    if ours.dtype.kind in "fciub" and theirs.dtype.kind in "fciub":
        return bool(np.allclose(ours, theirs, **NEAR))
    return bool(np.array_equal(ours, theirs))


def result_of(path, text):
    """What the call gives; NumPy works where it stands, so every call has arrays of its own."""
    space = {"np": np, "tf": tf, **{name: array.copy() for name, array in ARRAYS.items()}}
    if text.startswith("="):
        return arrays_of(eval(text[1:].strip(), space))
    return arrays_of(eval(f"called({text})", {**space, "called": found(path)}))


def prove(name, path, sample):
    if isinstance(sample, str):
        sample = {"numpy": sample, "tensorflow": sample}
    if found(name) is None or found(path) is None:
        return {"absent": True}
    try:
        ours, theirs = result_of(name, sample["numpy"]), result_of(path, sample["tensorflow"])
    except Exception as error:
        return {"wrong": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:200]}"}
    if not equal(ours, theirs, sample):
        return {"wrong": f"{sample['numpy']} gives {str(ours)[:80]!r} and {str(theirs)[:80]!r}"}
    return {"equal": True, "dtypes": "" if dtypes_of(ours) == dtypes_of(theirs) else f"{dtypes_of(ours)}, {dtypes_of(theirs)}"}


def main(job_path, out_path):
    root = pathlib.Path(json.loads(pathlib.Path(job_path).read_text(encoding="utf-8"))["root"])
    counterparts = load(root / DATA)["counterparts"]
    samples = load(root / SAMPLES)
    np.random.seed(1)
    tf.random.set_seed(1)
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    with open(out_path, "w", encoding="utf-8") as out:
        for name in sorted({*counterparts, *samples}):
            path = counterparts.get(name, "none")
            if path == "none":
                told = [{"none": True}] if name not in samples else [{"wrong": "has samples, and no counterpart"}]
            else:
                told = [prove(name, path, sample) for sample in samples.get(name, [])] or [{"wrong": "has no sample"}]
            for one in told:
                print(json.dumps({"function": name, "counterpart": path, **one}), file=out)


if __name__ == "__main__":
    main(*sys.argv[1:])
