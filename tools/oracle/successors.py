"""Proves what is said of names that TensorFlow renamed, deprecated or removed: old names are there until the release that removed
them, and what is to be used instead is there from the release that is named.

    successors.py JOB OUT

Runs under one TensorFlow. JOB is JSON: {"root": …}. OUT gets one JSON object for each name: "name", and "true" or what is "wrong".
"""
from __future__ import annotations

import json
import os
import pathlib
import re
import sys
import warnings

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0")
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import tensorflow as tf  # noqa: E402

from rule_rows import API, load, words  # noqa: E402

FILES = ("deprecations.yaml", "compat_v1.yaml")
HERE = tuple(int(part) for part in tf.__version__.split(".")[:2])
# Of one that stands in a sentence: 'tf.keras.layers.Layer'.
QUOTED = re.compile(r"'(tf(?:\.\w+)+)'")


def version_of(text):
    return tuple(int(part) for part in text.split("."))


def thing_at(path):
    """What TensorFlow has there, or None."""
    thing = tf
    for part in path.split(".")[1:]:
        try:
            thing = getattr(thing, part)
        except Exception:  # Keras 3 says in words what it has no more
            return None
    return thing


def found(path):
    return thing_at(path) is not None


def parts_of(path):
    """Names in a package: Keras 3 leaves some packages that raise whatever is asked of them."""
    try:
        return [name for name in dir(thing_at(path)) if not name.startswith("_")]
    except Exception:  # a package that is loaded when somebody looks, and cannot be
        return []


def names_of(row):
    prefix = f"{row['in']}." if "in" in row else ""
    for name in words(row.get("names", "")) + ([row["name"]] if "name" in row else []):
        yield prefix + name, (f"{row['into']}.{name}" if "into" in row else str(row.get("replacement", "")))


def judge(row, name, successor):
    """What is wrong, in a sentence, or None."""
    removed = version_of(row["removed"]) if "removed" in row else None
    if "argument" not in row:
        there = any(found(f"{name}.{part}") for part in parts_of(name)) if row.get("package") else found(name)
        if removed and HERE >= removed and there:
            return f"{name} is there, and was removed in {row['removed']}"
        if (removed is None or HERE < removed) and not there:
            return f"{name} is not there"
    # Advice to stay with Keras 2 names what Keras 3 has not.
    if "since" not in row or HERE < version_of(row["since"]) or "Keras 2" in str(row.get("advice", "")):
        return None
    for path in [successor] if re.fullmatch(r"(tf|tensorflow)(\.\w+)+", successor) else QUOTED.findall(str(row.get("advice", ""))):
        if not found(path):
            return f"{path} is not there, and is said to follow {name} since {row['since']}"
    return None


def main(job_path, out_path):
    root = pathlib.Path(json.loads(pathlib.Path(job_path).read_text(encoding="utf-8"))["root"])
    warnings.simplefilter("ignore")
    with open(out_path, "w", encoding="utf-8") as out:
        for file in FILES:
            for row in load(root / API / file)["deprecations"]:
                for name, successor in names_of(row):
                    wrong = judge(row, name, successor)
                    print(json.dumps({"name": name, **({"wrong": wrong} if wrong else {"true": True})}), file=out)


if __name__ == "__main__":
    main(*sys.argv[1:])
