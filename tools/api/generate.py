#!/usr/bin/env python3
"""Writes core/tensorflow/api/generated/*.yaml from what dump.py and dump_numpy.py printed.

    generate.py OUT_FOLDER DUMP.json[.xz]...      the newest TensorFlow last; a NumPy dump anywhere

One line a callable, its fields separated by '|':

    f tensorflow.reduce_sum|input_tensor axis=None keepdims=False name=None|tensorflow.math.reduce_sum|abc
    c keras.layers.Dense|units activation=None …|…|c
    m tensorflow.Variable.assign|value use_locking=False …||abc

f = function, c = class (parameters of its constructor), m = method (without its receiver); then the name by which rules know it,
its parameters, its other names, and which of the dumped releases have it (a = the first). A default that is no literal is `?`.
docs/api-model.md tells how the compiler merges these lines with the rows written by hand.
"""
import ast
import json
import lzma
import pathlib
import sys

HEADER = "# Made by tools/api/generate.py from {what}. Do not edit: rows of ../*.yaml say what these callables do.\nsignatures: |\n"
LETTERS = "abcdefgh"


def load(path):
    data = pathlib.Path(path).read_bytes()
    return json.loads(lzma.decompress(data) if path.endswith(".xz") else data)


def default(text):
    """A default as the model writes it: a literal without blanks, the name of a dtype as a string, else '?'."""
    if text.startswith("tf.") and text[3:].isidentifier():
        return f"'{text[3:]}'"
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return "?"
    plain = repr(value).replace(", ", ",")
    return "?" if any(c in plain for c in " |=\n") or not plain.isascii() else plain


def parameters(entry, skip=0):
    words, keyword_only, positional_only = [], False, False
    for name, kind, *rest in (entry.get("params") or [])[skip:]:
        if not name.lstrip("*").isidentifier():
            continue
        if positional_only and kind != "pos":
            words.append("/")
        positional_only = kind == "pos"
        if kind == "kw" and not keyword_only:
            if not any(w.startswith("*") for w in words):
                words.append("*")
            keyword_only = True
        stars = {"*args": "*", "**kw": "**"}.get(kind, "")
        standard = "False" if rest and rest[0] == "<no value>" and name == "keepdims" else default(rest[0]) if rest else None
        words.append(stars + name.lstrip("*") + (f"={standard}" if rest else ""))
    return " ".join(words)


def full(name):
    return "tensorflow" + name[2:] if name == "tf" or name.startswith("tf.") else name


def spoken(names):
    """Names worth a line: tensorflow.compat.v2 and tensorflow.keras are aliases of whole modules, where no name is theirs alone."""
    names = [full(n) for n in names]
    second = "tensorflow.compat.v2."
    return [n for n in names if not n.startswith(("tensorflow.keras.", "tensorflow.compat.v1.keras.")) and "._" not in n
            and not (n.startswith(second) and "tensorflow." + n[len(second):] in names or n.startswith(second + "keras"))]


def shortest(names):
    return min(names, key=lambda n: (".python." in n or ".src." in n, ".compat." in n, ".experimental." in n, n.count("."), n))


class Table:
    def __init__(self):
        self.rows = {}     # canonical name -> [kind, parameters, aliases, releases]
        self.known = {}    # any name -> canonical name

    def add(self, names, kind, words, release):
        names = list(dict.fromkeys(names))
        if not names:
            return
        name = next((self.known[n] for n in names if n in self.known), None) or shortest(names)
        row = self.rows.setdefault(name, [kind, words, set(), ""])
        row[0], row[1] = kind, words          # the newest release says how it is called
        row[2].update(n for n in names if n != name and self.known.get(n, name) == name)
        if release not in row[3]:
            row[3] += release
        for n in names:
            self.known.setdefault(n, name)

    def text(self):
        out = []
        for name, (kind, words, aliases, releases) in sorted(self.rows.items()):
            others = " ".join(sorted(a for a in aliases if a not in self.rows))
            out.append(f"  {kind} {name}|{words}|{others}|{releases}\n")
        return "".join(out)


def add_entries(table, entries, release, wanted):
    for canonical, entry in sorted(entries.items()):
        if entry["kind"] not in ("function", "class"):
            continue
        names = [n for n in spoken([canonical, *entry.get("aliases", [])]) if wanted(n)]
        if not names:
            continue
        private = entry.get("defined", "").replace(":", ".")  # where it is written: people import from there too
        if private.startswith(("tensorflow.python.", "keras.src.")) and "<" not in private:
            names.append(private)
        is_class = entry["kind"] == "class"
        table.add(names, "c" if is_class else "f", parameters(entry), release)
        if not is_class:
            continue
        owner = table.known[names[0]]
        for member, about in sorted(entry.get("members", {}).items()):
            if member == "__init__" or "params" not in about:
                continue
            skip = 0 if about["kind"] == "staticmethod" else 1
            table.add([f"{owner}.{member}"], "m", parameters(about, skip), release)


def main():
    folder = pathlib.Path(sys.argv[1])
    tensorflow, keras, numpy = Table(), Table(), Table()
    releases, numpy_version = [], ""
    for path in sys.argv[2:]:
        dump = load(path)
        if "numpy" in dump:
            numpy_version = dump["numpy"]
            add_entries(numpy, dump["entries"], "a", lambda n: True)
            continue
        letter = LETTERS[len(releases)]
        releases.append(dump["tensorflow"])
        add_entries(tensorflow, dump["tf"]["entries"], letter, lambda n: n.startswith("tensorflow."))
        if "keras" in dump:
            add_entries(keras, dump["keras"]["entries"], letter, lambda n: n.startswith("keras."))
    what = "TensorFlow " + ", ".join(f"{r} ({LETTERS[i]})" for i, r in enumerate(releases))
    for table, name, source in ((tensorflow, "tensorflow", what), (keras, "keras", f"the Keras of {what}"), (numpy, "numpy", f"NumPy {numpy_version}")):
        if table.rows:
            (folder / f"{name}.yaml").write_text(HEADER.format(what=source) + table.text(), encoding="utf-8")
            print(f"{name}: {len(table.rows)} callables")


if __name__ == "__main__":
    main()
