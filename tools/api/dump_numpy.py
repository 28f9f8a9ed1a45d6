#!/usr/bin/env python3
"""Prints NumPy's public functions with their parameters as JSON, made by introspection of a real installation.

    dump_numpy.py > numpy.json

The form is that of dump.py: {"numpy": VERSION, "entries": {"numpy.stack": {"kind", "params": [[name, kind, default]]}}}.
"""
import inspect
import json
import sys
import types

import numpy

MODULES = ["numpy", "numpy.linalg", "numpy.random", "numpy.fft"]
KINDS = {0: "pos", 1: "pos|kw", 2: "*args", 3: "kw", 4: "**kw"}


def parameters(thing):
    if isinstance(thing, numpy.ufunc):
        names = ["x"] if thing.nin == 1 else [f"x{i + 1}" for i in range(thing.nin)]
        return ([[name, "pos"] for name in names] + [["out", "pos|kw", "None"], ["where", "kw", "True"],
                                                     ["casting", "kw", "'same_kind'"], ["dtype", "kw", "None"]])
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return from_text(thing)
    return [[p.name, KINDS[int(p.kind)]] + ([] if p.default is p.empty else [repr(p.default)])
            for p in signature.parameters.values()]


def from_text(thing):
    """`arange([start,] stop[, step,], dtype=None)` as the first line of the docstring has it."""
    first = (thing.__doc__ or "").strip().split("\n")[0]
    if "(" not in first or ")" not in first:
        return None
    inside = first[first.index("(") + 1:first.rindex(")")].replace("[", "").replace("]", "")
    out, keyword_only = [], False
    for word in (w.strip() for w in inside.split(",")):
        if word in ("", "...", "/"):
            continue
        if word == "*":
            keyword_only = True
            continue
        name, _, default = word.partition("=")
        if not name.lstrip("*").isidentifier():
            return None
        out.append([name, "kw" if keyword_only else "pos|kw"] + ([default] if default else []))
    return out


def main():
    entries = {}
    for module_name in MODULES:
        module = sys.modules.get(module_name) or __import__(module_name, fromlist=["_"])
        for name in sorted(dir(module)):
            if name.startswith("_"):
                continue
            try:
                thing = getattr(module, name)
            except AttributeError:
                continue
            if isinstance(thing, types.ModuleType) or not callable(thing):
                continue
            kind = "class" if inspect.isclass(thing) else "function"
            entry = {"kind": kind}
            found = parameters(thing)
            if found is not None:
                entry["params"] = found
            entries[f"{module_name}.{name}"] = entry
    json.dump({"numpy": numpy.__version__, "entries": entries}, sys.stdout, indent=0, sort_keys=True)


if __name__ == "__main__":
    main()
