#!/usr/bin/env python3
"""How good explanations are: four numbers for each program or project.

  correctness   edits of flips are applied and the program analysed again: share of them after which
                the verdict, and what still stands in its way, are the promised ones
  stability     the same program with its locals renamed, its functions moved and lines put between:
                Jaccard index of what the explanations say (facts, causes), mean over functions
  succinctness  facts shown / facts recorded, and causes shown for each function
  overhead      milliseconds for one explanation beyond the analysis

    quality.py --binary hybridize [--plans N] [--seed N] [--fixtures DIR] [PROJECT]...
"""
import argparse
import ast
import collections
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
import io


def explanations(binary, root, trace=None):
    command = [binary, "debug", "--isolated", "--print=explanations", "."]
    if trace:
        command += ["--trace-events", trace]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def verdict_of(binary, root, file, name):
    done = subprocess.run(
        [binary, "facts", "--isolated", "--function", name, file], cwd=root, capture_output=True, text=True, check=True)
    found = [f for f in json.loads(done.stdout)["functions"] if f["file"] == file and f["name"] == name]
    return outcome(found[-1]["verdict"]) if found else None


def outcome(verdict):
    """What a person would notice of a verdict."""
    failures = [f["code"] if isinstance(f, dict) else f for f in verdict["failures"]]
    return verdict["precondition"], tuple(sorted(set(failures)))


def copy_project(source, target):
    """The Python files and what tells how the project is built."""
    for path in source.rglob("*"):
        if path.is_symlink() or not path.is_file() or any(p.startswith(".") for p in path.relative_to(source).parts):
            continue
        if path.suffix == ".py" or path.name in ("setup.cfg", "pyproject.toml") or path.name.startswith("requirements"):
            to = target / path.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)


def apply_edits(root, edits):
    """Applies them, and returns the former bytes by file."""
    before = {}
    for file in {e["file"] for e in edits}:
        path = root / file
        data = before[file] = path.read_bytes()
        for edit in sorted((e for e in edits if e["file"] == file), key=lambda e: -e["begin"]):
            data = data[:edit["begin"]] + edit["text"].encode() + data[edit["end"]:]
        path.write_bytes(data)
    return before


def called(document):
    """What a function is called. Lambdas and redefinitions share a name: nobody can tell those apart."""
    return document["function"]["file"], document["function"]["name"]


def correctness(binary, root, documents, most, shuffler, failed):
    """(held, tried) over the plans that have edits; at most `most`, chosen at random."""
    often = collections.Counter(map(called, documents))
    plans = [(d, flip) for d in documents for flip in d["flips"][:3] if flip["edits"] and often[called(d)] == 1]
    if len(plans) > most:
        plans = shuffler.sample(plans, most)
    held = 0
    for document, flip in plans:
        function = document["function"]
        before = apply_edits(root, flip["edits"])
        try:
            then = verdict_of(binary, root, function["file"], function["name"])
        finally:
            for file, data in before.items():
                (root / file).write_bytes(data)
        if then == outcome(flip["after_edits"]):
            held += 1
        else:
            failed.append((f"{function['file']}:{function['line']} {function['name']}", outcome(flip["after_edits"]), then,
                           [document["causes"][c]["step"] for c in flip["edited"]]))
    return held, len(plans)


class Locals(ast.NodeVisitor):
    """Names of a module that are locals of functions and nothing else anywhere in it."""

    def __init__(self, tree):
        self.stores, self.other = set(), set()
        self.depth = 0
        self.visit(tree)

    def function(self, node):
        self.other.add(getattr(node, "name", ""))
        for a in ast.walk(node.args):
            if isinstance(a, ast.arg):
                self.other.add(a.arg)
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = function

    def visit_ClassDef(self, node):
        self.other.add(node.name)
        outer, self.depth = self.depth, 0  # names of a class body are its attributes
        self.generic_visit(node)
        self.depth = outer

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            (self.stores if self.depth else self.other).add(node.id)

    def visit_Attribute(self, node):
        self.other.add(node.attr)
        self.generic_visit(node)

    def visit_keyword(self, node):
        self.other.add(node.arg)
        self.generic_visit(node)

    def visit_Global(self, node):
        self.other.update(node.names)

    visit_Nonlocal = visit_Global

    def visit_alias(self, node):
        self.other.update((node.asname or "").split(".") + node.name.split("."))

    def visit_ImportFrom(self, node):
        self.other.update((node.module or "").split("."))
        self.generic_visit(node)

    def visit_ExceptHandler(self, node):
        self.other.add(node.name)
        self.generic_visit(node)


def renamed(text):
    """The text with its locals called otherwise; None if it cannot be read."""
    try:
        found = Locals(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError):
        return None
    # f-strings are single tokens before Python 3.12: what stands in one keeps its name.
    inside = set(re.findall(r"\w+", " ".join(
        t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.STRING)))
    names = found.stores - found.other - inside - {"_"}
    lines = text.splitlines(keepends=True)
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline)
              if t.type == tokenize.NAME and t.string in names]
    for token in reversed(tokens):
        row, column = token.start
        line = lines[row - 1]
        lines[row - 1] = line[:column] + "zq_" + token.string + line[column + len(token.string):]
    return "".join(lines)


def moved(text):
    """The text with each run of neighbouring undecorated functions and methods turned round."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    runs = []
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef)):
            continue
        run = []
        for child in node.body + [None]:
            plain = isinstance(child, ast.FunctionDef) and not child.decorator_list and not child.args.defaults and \
                not any(child.args.kw_defaults) and child.name not in {c.name for c in run} and \
                lines[child.lineno - 1].lstrip().startswith("def")
            if plain:
                run.append(child)
                continue
            if len(run) > 1:
                runs.append(run)
            run = []
    for run in sorted(runs, key=lambda r: -r[0].lineno):
        if any(other is not run and run[0].lineno <= other[0].lineno <= run[-1].end_lineno for other in runs):
            continue  # classes inside of functions: only the inner ones
        texts = [lines[f.lineno - 1:f.end_lineno] for f in run]
        gaps = [lines[a.end_lineno:b.lineno - 1] for a, b in zip(run, run[1:])]
        out = []
        for i, body in enumerate(reversed(texts)):
            out += body + (gaps[i] if i < len(gaps) else [])
        lines[run[0].lineno - 1:run[-1].end_lineno] = out
    return "".join(lines)


def spaced(text):
    """The text with a blank line and a comment in front of every statement that begins a line."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    lines = text.splitlines(keepends=True)
    begins = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            line = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
            if lines[line - 1][:node.col_offset].strip() == "" and not (line > 1 and lines[line - 2].rstrip().endswith("\\")):
                begins.add(line)
    for line in sorted(begins - {1}, reverse=True):
        indent = re.match(r"\s*", lines[line - 1]).group()
        lines[line - 1:line - 1] = ["\n", indent + "# between\n"]
    return "".join(lines)


def says(document):
    """What an explanation says, without places and names that the change alters."""
    strip = lambda text: re.sub(r"\bzq_|:\d+\b|line \d+", "", text)
    out = collections.Counter()
    for fact in document["facts"]:
        out["fact", fact["key"], str(fact["value"])] += 1
    for cause in document["causes"]:
        at = cause["at"] or {}
        # A text that is cut short is cut elsewhere after a name in it has grown.
        text = strip(at.get("text", ""))[:20] if cause["kind"] != "computation" else ""
        out["cause", cause["kind"], str(sorted(map(str, cause["claims"]))), cause["function"], str(at.get("file")), text,
            str(cause["api"]), cause["label"], cause["repair"]] += 1
    return out


def jaccard(a, b):
    union = sum((a | b).values())
    return sum((a & b).values()) / union if union else 1.0


def stability(binary, root, documents, different):
    often = collections.Counter(map(called, documents))
    before = {called(d): says(d) for d in documents}
    values = []
    texts = {p: p.read_bytes() for p in root.rglob("*.py")}
    for change in (renamed, moved, spaced):
        for path, data in texts.items():
            try:
                after = change(data.decode())
            except (UnicodeDecodeError, tokenize.TokenError):
                after = None
            path.write_bytes(data if after is None else after.encode())
        for d in explanations(binary, root):
            key = called(d)
            if often[key] > 1:
                continue
            value = jaccard(before[key], says(d)) if key in before else 0.0
            values.append(value)
            if value < 1:
                different.append((change.__name__, key, round(value, 3)))
    for path, data in texts.items():
        path.write_bytes(data)
    return values


def split_fixture(path, target):
    """A fixture may hold several files: `# file: name`."""
    name, lines = "program.py", collections.defaultdict(list)
    for line in path.read_text().splitlines(keepends=True):
        head = re.match(r"# file: (\S+)", line)
        if head:
            name = head.group(1)
        lines[name].append(line)
    for file, text in lines.items():
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        (target / file).write_text("".join(text))


def tell(name, one):
    for who, promised, then, steps in one.failed:
        print(f"{name}: {who}\n  promised {promised}\n  is       {then}")
        for step in steps:
            print(f"    {step}")
    for change, key, value in one.different:
        print(f"{name}: {change}: {key[0]} {key[1]} {value}")


class Measured:
    def __init__(self):
        self.held = self.tried = self.shown = self.recorded = self.causes = self.functions = 0
        self.jaccard, self.milliseconds, self.failed, self.different = [], [], [], []

    def add(self, binary, root, most, shuffler):
        with tempfile.NamedTemporaryFile(suffix=".json") as trace:
            documents = explanations(binary, root, trace.name)
            events = json.load(open(trace.name))
        events = events["traceEvents"] if isinstance(events, dict) else events
        self.milliseconds += [e["dur"] / 1000 for e in events if e.get("name") == "explain"]
        held, tried = correctness(binary, root, documents, most, shuffler, self.failed)
        self.held += held
        self.tried += tried
        for d in documents:
            self.functions += 1
            self.shown += d["facts_shown"]
            self.recorded += d["facts_recorded"]
            self.causes += len(d["causes"])
        self.jaccard += stability(binary, root, documents, self.different)

    def row(self, name):
        ms = sorted(self.milliseconds) or [0.0]
        mean = lambda values: sum(values) / len(values) if values else 1.0
        return (f"{name:24} {self.functions:6}  {100 * self.held / max(1, self.tried):5.1f} % of {self.tried:4}  {mean(self.jaccard):6.4f}  "
                f"{self.shown / max(1, self.recorded):5.2f} {self.causes / max(1, self.functions):6.1f}  "
                f"{mean(ms):6.2f} {ms[int(len(ms) * .95)]:6.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--fixtures", action="append", default=[], help="folder of fixtures, measured together")
    parser.add_argument("--plans", type=int, default=100, help="plans tried of one program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="what did not hold, and what was not stable")
    parser.add_argument("--least", type=float, default=0.0, help="fail below this correctness, or 0.98 of stability")
    parser.add_argument("projects", nargs="*")
    asked = parser.parse_args()
    binary = str(pathlib.Path(asked.binary).resolve())
    shuffler = random.Random(asked.seed)
    print(f"{'':24} functions  correctness     stability  facts causes  mean ms  p95 ms")
    measured = []
    for folder in asked.fixtures:
        one = Measured()
        for path in sorted(pathlib.Path(folder).rglob("*.py")):
            with tempfile.TemporaryDirectory() as root:
                split_fixture(path, pathlib.Path(root))
                one.add(binary, pathlib.Path(root), asked.plans, shuffler)
        measured.append((str(folder), one))
        print(one.row(pathlib.Path(folder).name), flush=True)
        if asked.verbose:
            tell(folder, one)
    for project in asked.projects:
        one = Measured()
        with tempfile.TemporaryDirectory() as root:
            copy_project(pathlib.Path(project).resolve(), pathlib.Path(root))
            one.add(binary, pathlib.Path(root), asked.plans, shuffler)
        measured.append((project, one))
        print(one.row(pathlib.Path(project).resolve().name), flush=True)
        if asked.verbose:
            tell(project, one)
    bad = [name for name, one in measured if one.tried and one.held / one.tried < asked.least]
    bad += [name for name, one in measured
            if asked.least and one.jaccard and sum(one.jaccard) / len(one.jaccard) < 0.98]
    if bad:
        print("Below what is asked:", ", ".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
