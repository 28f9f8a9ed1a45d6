"""Counts the programs that speak for a check: the `py` blocks of its page and its fixtures.

A program fires where an `# expect:` names the check, else it is silent: one that the check must leave
alone. A block of the page counts as judged when an oracle comment behind it claims something.
"""
import re

MIN_FIRING, MIN_SILENT = 2, 3
BLOCK = re.compile(r"^```py\n(.*?)^```\n((?:\s*<!-- oracle.*?-->)*)", re.M | re.S)
CLAIM = re.compile(r"<!-- oracle(?! none)")


def fires(program, rule):
    return any(rule in re.findall(r"[a-z0-9-]+", line.split("# expect:", 1)[1])
               for line in program.splitlines() if "# expect:" in line)


def mistakes(root, group, stem):
    """What is missing, one sentence each; nothing if the check is well covered."""
    rule = stem.replace("_", "-")
    page = root / f"checks/{group}/{stem}.md"
    blocks = BLOCK.findall(page.read_text(encoding="utf-8")) if page.is_file() else []
    programs = [program for program, _ in blocks]
    programs += [p.read_text(encoding="utf-8") for p in sorted((root / "tests/checks" / group / stem).glob("**/*.py"))]
    firing = sum(fires(program, rule) for program in programs)
    silent = len(programs) - firing
    if firing < MIN_FIRING:
        yield f"checks/{group}/{stem}: {firing} programs that it reports on page and in fixtures, fewer than {MIN_FIRING}"
    if silent < MIN_SILENT:
        yield f"checks/{group}/{stem}: {silent} programs that it leaves alone on page and in fixtures, fewer than {MIN_SILENT}"
    for wanted, what in ((True, "that it reports"), (False, "that it leaves alone")):
        if not any(CLAIM.search(claims) for program, claims in blocks if fires(program, rule) == wanted):
            yield f"checks/{group}/{stem}.md: no program {what} has an oracle case"
