"""Runs the programs of tests/facts/contexts, and holds what their lines say (`# traced: yes  # converted: no`) and what
`hybridize facts` says against how each function was reached.

    contexts.py BINARY

Runs under one TensorFlow; a program with `# target: 2.15` is for that one. Each function tells the probe its name, and the probe
looks at the stack: a converted body stands in a file that AutoGraph wrote. `# unseen: traced=yes` is what `hybridize facts` does not
know yet: of the run only. Prints a line for each disagreement, then how many lines
agree; status 1 if any does not.
"""
from __future__ import annotations

import collections
import json
import os
import pathlib
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import types

os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3", TF_ENABLE_ONEDNN_OPTS="0", AUTOGRAPH_VERBOSITY="0")
sys.dont_write_bytecode = True

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests/facts/contexts"
CLAIM = re.compile(r"# (traced|converted|eager): (yes|no)")
UNSEEN = re.compile(r"(traced|converted|eager)=(yes|no)")
NAMED = re.compile(r"\s*here\(\"([\w.]+)\"\)")
WRITTEN = "__autograph_generated_file"


def probe(program, seen):
    """The module `probe`: here(name) notes how the function that calls it runs."""
    import tensorflow as tf

    @tf.autograph.experimental.do_not_convert
    def here(name):
        frame = sys._getframe()
        while frame is not None and WRITTEN not in frame.f_code.co_filename and frame.f_code.co_filename != str(program):
            frame = frame.f_back
        converted = frame is not None and WRITTEN in frame.f_code.co_filename
        seen[name].add("eager" if tf.executing_eagerly() else "traced")
        if converted and not tf.executing_eagerly():
            seen[name].add("converted")

    module = types.ModuleType("probe")
    module.here = here
    return module


def claims(program):
    """Line of the def, name that it gives the probe, what it says of facts and run, what of the run alone."""
    lines = program.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        said, unseen = dict(CLAIM.findall(line)), dict(UNSEEN.findall(line.partition("# unseen: ")[2]))
        if said or unseen:
            yield number, next((m[1] for m in map(NAMED.match, lines[number:number + 2]) if m), ""), said, unseen


def judged(binary, program):
    import tensorflow as tf

    seen = collections.defaultdict(set)
    sys.modules["probe"] = probe(program, seen)
    runpy.run_path(str(program))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(program, folder)
        pathlib.Path(folder, "requirements.txt").write_text(f"tensorflow=={tf.__version__}\n")
        done = subprocess.run([binary, "facts", "--isolated", "--format", "json", folder], capture_output=True, text=True, check=True)
    facts = {record["line"]: record["contexts"] for record in json.loads(done.stdout)["functions"]}
    for number, name, said, unseen in claims(program):
        place = f"{program.name}:{number}: {name}"
        wrong = [] if name else ["it does not call the probe"]
        for what, answer in {**said, **unseen}.items():
            if (what in seen[name]) is not (answer == "yes"):
                wrong.append(f"it was {', '.join(sorted(seen[name])) or 'not reached'}, its line says {what}: {answer}")
            if what in said and facts[number][what] is not (answer == "yes"):
                wrong.append(f"facts say {what}: {facts[number][what]}, its line {answer}")
        yield place, wrong


def main(arguments):
    import tensorflow as tf

    binary, = arguments
    count = bad = 0
    for program in sorted(FOLDER.glob("*.py")):
        target = re.search(r"^# target: ([\d.]+)$", program.read_text(), re.MULTILINE)
        if target and not tf.__version__.startswith(target[1] + "."):
            continue
        for place, wrong in judged(binary, program):
            count += 1
            bad += bool(wrong)
            for text in wrong:
                print(f"{place}: {text}")
    print(f"{count - bad} of {count} agree")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
