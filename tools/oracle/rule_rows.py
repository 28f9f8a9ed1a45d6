"""The rows of the API model that claim what a call returns, and the samples written for them by hand."""
from __future__ import annotations

import dataclasses
import fnmatch
import pathlib
import re

import yaml

API = "core/tensorflow/api"
SAMPLES = "tools/oracle/samples"
RULE_NAME = re.compile(r"^([a-z_0-9]+)\((.*)\)$")


@dataclasses.dataclass
class Row:
    name: str
    result: str = ""
    dtype: str = ""
    shape: str = ""
    parts: tuple = ()  # of a tuple: (dtype rule, shape rule) each
    is_class: bool = False
    params: tuple = ()
    samples: list = dataclasses.field(default_factory=list)
    borrowed: list = dataclasses.field(default_factory=list)  # samples of its namesake in the newer interface

    def has_rule(self):
        return bool(self.dtype or self.shape or self.parts)

    def rules(self):
        """Every rule the row names, as (name, arguments)."""
        for text in [self.dtype, self.shape, *(t for part in self.parts for t in part)]:
            if m := RULE_NAME.match(text.replace(" ", "")):
                yield m.group(1), [a for a in m.group(2).split(",") if a]


def words(value):
    return [str(v) for v in value] if isinstance(value, list) else str(value or "").split()


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}


def read_rows(root):
    """All rows by name; what the hand-written files say of a name goes before what the generated ones say."""
    rows = {}
    folder = pathlib.Path(root) / API
    paths = sorted(folder.rglob("*.yaml"), key=lambda p: (len(p.relative_to(folder).parts), str(p)))
    for path in paths:
        for entry in load(path).get("rows") or []:
            prefix = f"{entry['in']}." if "in" in entry else ""
            for name in words(entry.get("names", entry.get("name"))):
                fill(rows.setdefault(prefix + name, Row(prefix + name)), entry)
    return rows


def fill(row, entry):
    row.result = row.result or str(entry.get("result", ""))
    if not row.has_rule():
        row.dtype, row.shape = str(entry.get("dtype", "")), str(entry.get("shape", ""))
        row.parts = tuple((str(part[0] or ""), str(part[1] or "")) for part in entry.get("parts") or [])
    row.is_class = row.is_class or bool(entry.get("class"))
    row.params = row.params or tuple(word.split("=")[0].lstrip("*") for word in words(entry.get("params")))


def rows_to_judge(root, pattern):
    """The rows with a rule whose name fits, sorted, with their samples; and samples that belong to no row."""
    rows = read_rows(root)
    stray = []
    for path in sorted((pathlib.Path(root) / SAMPLES).glob("*.yaml")):
        for name, samples in load(path).items():
            if name in rows and rows[name].has_rule():
                rows[name].samples += samples
            else:
                stray.append(f"{path.name}: {name}")
    for name, row in rows.items():
        if ".compat.v1." in name and not row.samples:
            namesake = rows.get(name.replace(".compat.v1.", "."))
            row.borrowed = namesake.samples if namesake else []
    chosen = [row for row in rows.values() if row.has_rule() and not row.name.endswith("*")]
    return sorted((r for r in chosen if fnmatch.fnmatch(r.name, pattern)), key=lambda r: r.name), stray
