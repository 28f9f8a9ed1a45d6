#!/usr/bin/env python3
"""new_check.py NAME [CODE]: starts a check called NAME.

Writes checks/<group>/<name>.cpp and .md, a fixture that it reports and one that it leaves alone, and
adds the line to checks/checks.def. The check it writes compiles and reports nothing; fixtures and
page fail until both are true. docs/writing-a-check.md tells how to go on. Without CODE the next free
code from HYB101 on is taken; codes are never reused.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The first words of a name, and the group that they put it in.
GROUPS = {"api": "api", "data": "data", "graph": "graph", "hybridize": "hybridize-missing", "parity": "parity", "perf": "perf",
          "retracing": "retracing", "side-effect": "side-effect", "stale": "stale", "unnecessary": "unnecessary"}
FIRST_CODE, LAST_CODE = 101, 899  # below: the catalogue; above: the linter's own findings

SOURCE = """\
// Rule {code}. The user's page is {stem}.md.
#include "checks/check.h"

namespace hyb::checks::{folder} {{
namespace {{

constexpr MessageSpec kMessages[] = {{
    {{"default", "'{{0}}' is called where it must not be."}},
}};

constexpr char kDocs[] =
#include "{stem}.md.inc"
    ;

/// Calls of this path are reported: the full name that the API has wherever it is imported from.
constexpr std::string_view kReported = "";

void run(FileId file, const NoOptions&, CheckContext& cx) {{
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (NodeId call : facts.calls(file)) {{
    const NodeId callee = tree.child(call, Field::Function);
    const std::string_view path = facts.path({{file, callee}});
    if (path.empty() || path != kReported) continue;
    if (auto report = cx.report(tree.loc(call))) report.message("default", {{std::string(path)}});
  }}
}}

}}  // namespace

extern constexpr Check {stem} = file_check<NoOptions, run>({{
    .code = "{code}",
    .name = "{name}",
    .group = "{group}",
    .summary = "One sentence: what is bad, and where.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .maturity = Maturity::Preview,
    .needs = Need::Values,
    .messages = kMessages,
    .options = {{}},
}});

}}  // namespace hyb::checks::{folder}
"""

PAGE = """\
# {name} ({code})

## What it does
Reports one bad pattern.

## Why it matters
What goes wrong at run time.

## Example
```py
import tensorflow as tf


@tf.function
def step(x):
    return x  # expect: {name}
```
<!-- oracle
check(False, "say what goes wrong, in a way that TensorFlow can confirm")
-->

The same in a form that people do not recognise at once.

```py
import tensorflow as tf


@tf.function
def step(x):
    return x  # expect: {name}
```
<!-- oracle
check(False, "and here")
-->

## What to do instead
The same program, written well; nothing is reported in it.

```py
import tensorflow as tf


@tf.function
def step(x):
    return x
```
<!-- oracle
check(False, "that it goes well now")
-->

What looks like it and is right as it stands.

```py
import tensorflow as tf


@tf.function
def step(x):
    return x
```
<!-- oracle
check(False, "that nothing is wrong with it")
-->

## Known limits
What is not reported, and why.
"""

REPORTED = """\
import tensorflow as tf


@tf.function
def step(x):
    return x  # expect: {name}
"""

SILENT = """\
import tensorflow as tf


# Every near miss that must be left alone, one after the other.
@tf.function
def step(x):
    return x
"""


def stop(sentence):
    sys.exit(f"new-check: {sentence}")


def used_codes(root):
    return {int(code) for path in (root / "checks").glob("*/*.cpp")
            for code in re.findall(r'\.code = "HYB(\d{3})"', path.read_text(encoding="utf-8"))}


def chosen_code(root, wanted):
    used = used_codes(root)
    if wanted:
        if not re.fullmatch(r"HYB\d{3}", wanted):
            stop(f"a code is HYB and three digits, not '{wanted}'.")
        if int(wanted[3:]) in used:
            stop(f"{wanted} is another check's code.")
        return wanted
    highest = max((code for code in used if FIRST_CODE <= code <= LAST_CODE), default=FIRST_CODE - 1)
    return f"HYB{highest + 1:03}"


def add_line(definition, line):
    """Adds the line among the other CHECK lines and sorts them; comments stay in front."""
    lines = definition.read_text(encoding="utf-8").splitlines()
    checks = [text for text in lines if text.startswith("CHECK(")]
    others = [text for text in lines if not text.startswith("CHECK(")]
    ordered = sorted(checks + [line], key=lambda text: re.findall(r"\w+", text))
    definition.write_text("\n".join(others + ordered) + "\n", encoding="utf-8")


def new_check(root, name, wanted_code=None):
    """Writes the files and returns their paths below `root`."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        stop(f"a name is lower-case words with hyphens, such as side-effect-print, not '{name}'.")
    group = next((group for words, group in GROUPS.items() if name.startswith(words + "-")), None)
    if group is None:
        stop(f"'{name}' begins with no known word; a name begins with one of {', '.join(GROUPS)}.")
    words = {"name": name, "group": group, "stem": name.replace("-", "_"), "folder": group.replace("-", "_"),
             "code": chosen_code(root, wanted_code)}
    base = f"checks/{words['folder']}/{words['stem']}"
    files = {f"{base}.cpp": SOURCE, f"{base}.md": PAGE, f"tests/{base}/reported.py": REPORTED, f"tests/{base}/silent.py": SILENT}
    for path in files:
        if (root / path).exists():
            stop(f"{path} is there already.")
    for path, template in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(template.format(**words), encoding="utf-8")
    add_line(root / "checks/checks.def", f"CHECK({words['folder']}, {words['stem']})")
    return [*files, "checks/checks.def"], words["code"]


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    files, code = new_check(ROOT, *arguments)
    print(f"{code} {arguments[0]}:")
    for path in files:
        print(f"  {path}")
    print("Write the fixtures first, then the check; `./dev test " + arguments[0].replace("-", "_") + "` runs them, `./dev oracle` proves the page.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
