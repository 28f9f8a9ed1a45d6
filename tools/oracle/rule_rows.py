"""The rows of the API model that claim what a call returns, and the samples written for them by hand."""
from __future__ import annotations

import dataclasses
import fnmatch
import pathlib
import re

import yaml

API = "core/tensorflow/api"
SAMPLES = "tools/oracle/samples"
GENERATED = f"{API}/generated/keras.yaml"
FAMILIES = ("layers", "losses", "metrics", "optimizers")  # of Keras, whose classes are judged one by one
# Results without a dtype or shape that can be seen all the same; of `unknown`, that nothing is said of it.
KINDS = {"none": "NoneType", "int": "int", "float": "float", "bool": "bool", "str": "str", "unknown": None}
RULE_NAME = re.compile(r"^([a-z_0-9]+)\((.*)\)$")


@dataclasses.dataclass
class Row:
    name: str
    result: str = ""
    dtype: str = ""
    shape: str = ""
    parts: tuple = ()  # of a tuple: (dtype rule, shape rule) each
    is_class: bool = False
    bases: tuple = ()
    params: tuple = ()
    inherited: str = ""  # no row of its own: the row that speaks of it, of a base of its class
    samples: list = dataclasses.field(default_factory=list)
    borrowed: list = dataclasses.field(default_factory=list)  # samples of its namesake in the newer interface

    def has_rule(self):
        return bool(self.dtype or self.shape or self.parts)

    def claims(self):
        """Whether a call can tell that the row is wrong: it has a rule, or samples that show what kind of thing comes back."""
        return self.has_rule() or bool(self.samples) and (self.is_class or self.result in KINDS)

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
    row.bases = row.bases or tuple(words(entry.get("bases")))
    row.params = row.params or tuple(word.split("=")[0].lstrip("*") for word in words(entry.get("params")))


def class_row(rows, path):
    """The row that speaks of a class: its own, or that of the longest prefix."""
    if path in rows:
        return rows[path] if rows[path].is_class else None
    while "." in path:
        path = path.rsplit(".", 1)[0]
        if row := rows.get(path + ".*"):
            return row if row.is_class else None
    return None


def heir(rows, name):
    """A row for a class that only a prefix speaks of, or for a method that a class has from one of its bases."""
    path, method = name.rsplit(".", 1)
    row = class_row(rows, path)
    waiting = list(row.bases) if row is not None else []
    while waiting:
        base = waiting.pop(0)
        if found := rows.get(f"{base}.{method}"):
            return dataclasses.replace(found, name=name, inherited=found.name, samples=[], borrowed=[])
        if (row := class_row(rows, base)) is not None:
            waiting += row.bases
    own = class_row(rows, name)
    return own and Row(name, is_class=True, bases=own.bases, inherited=own.name)


def classes_of_keras(root):
    """The classes of each family, by the introspection of the installations that the API model was made from."""
    text = (pathlib.Path(root) / GENERATED).read_text(encoding="utf-8")
    found = {family: [] for family in FAMILIES}
    for name in re.findall(r"^ *c ([\w.]+)\|", text, re.MULTILINE):
        if len(name.split(".")) > 2 and name.split(".")[1] in found:
            found[name.split(".")[1]].append(name)
    return found


def rows_to_judge(root, pattern):
    """The rows with a rule whose name fits, sorted, with their samples; and samples that belong to no row."""
    rows = read_rows(root)
    stray = []
    for path in sorted((pathlib.Path(root) / SAMPLES).glob("*.yaml")):
        for name, samples in load(path).items():
            row = rows.get(name) or heir(rows, name)
            if row is not None:
                rows[name] = row
                row.samples += samples
            if row is None or not row.claims():
                stray.append(f"{path.name}: {name}")
    for name, row in rows.items():
        if ".compat.v1." in name and not row.samples:
            namesake = rows.get(name.replace(".compat.v1.", "."))
            row.borrowed = namesake.samples if namesake else []
    chosen = [row for row in rows.values() if row.claims() and not row.name.endswith("*")]
    return sorted((r for r in chosen if fnmatch.fnmatch(r.name, pattern)), key=lambda r: r.name), stray
