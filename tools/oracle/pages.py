"""Rule pages as cases: each ```py block is a program, each oracle comment behind it a claim about it."""
from __future__ import annotations

import dataclasses
import pathlib
import re

FENCE = re.compile(r"^```\s*([\w+-]*)\s*$")
OPENING = "<!-- oracle"
VERSION = re.compile(r"^tf(>=|<=|==|<|>)(\d+)\.(\d+)$")
IMPORT_RAISES = re.compile(r"""^import-raises\s+([A-Za-z_][\w.]*)\s+(["'])(.*?)\2""")


class BadComment(ValueError):
    """An oracle comment that cannot be understood."""


@dataclasses.dataclass
class Claim:
    line: int = 0  # of <!-- oracle
    text: str = ""  # its Python, with blank lines in front so that lines are those of the page
    versions: list = dataclasses.field(default_factory=list)  # [operator, major, minor]
    keras: int = 0  # 0: any
    after_fix: bool = False
    same_after_fix: str = ""  # an expression
    import_raises: list = dataclasses.field(default_factory=list)  # [type, text]
    none: str = ""  # why there is nothing to prove

    @property
    def needs_fix(self):
        return self.after_fix or bool(self.same_after_fix)

    def in_words(self):
        if self.none:
            return "nothing to prove: " + self.none
        words = [f"tf{operator}{major}.{minor}" for operator, major, minor in self.versions]
        if self.keras:
            words.append(f"keras{self.keras}")
        if self.after_fix:
            words.append("after-fix")
        if self.import_raises:
            words.append('import-raises {} "{}"'.format(*self.import_raises))
        if self.same_after_fix:
            words.append("same-after-fix: " + self.same_after_fix)
        return " ".join(words)


@dataclasses.dataclass
class Block:
    page: str  # relative to the root, as it is printed
    rule: str
    line: int  # of its first line of code
    text: str  # with blank lines in front so that lines are those of the page
    claims: list


def pages_of(root):
    return sorted(pathlib.Path(root).glob("checks/*/*.md"))


def rule_of(path):
    """The rule of a page: files write its name with underscores."""
    return pathlib.PurePath(path).stem.replace("_", "-")


def read_page(path, root):
    """The blocks of a page, and its mistakes as (line, sentence)."""
    path = pathlib.Path(path)
    page = path.relative_to(root).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    blocks, problems, open_block, number = [], [], None, 0
    while number < len(lines):
        line = lines[number]
        fence = FENCE.match(line)
        if fence:
            end = closing_fence(lines, number + 1)
            kind, first = fence.group(1), number + 1
            if end is None:
                problems.append((number + 1, "this block is never closed"))
                break
            open_block = None
            if kind == "py":
                open_block = Block(page, rule_of(path), first + 1, padded(lines[first:end], first), [])
                blocks.append(open_block)
            elif kind.lower() in ("python", "python3", "py3"):
                problems.append((number + 1, f"a block of kind {kind} is not judged: write ```py"))
            number = end + 1
        elif line.startswith(OPENING):
            end = closing_comment(lines, number)
            if end is None:
                problems.append((number + 1, "this comment is never closed"))
                break
            try:
                claim = claim_of(lines, number, end)
                if open_block is None:
                    raise BadComment("an oracle comment stands directly behind the ```py block it speaks of")
                open_block.claims.append(claim)
            except BadComment as error:
                problems.append((number + 1, str(error)))
            number = end + 1
        else:
            if line.strip():
                open_block = None
            number += 1
    for block in blocks:
        problems += problems_of(block)
    return blocks, problems


def problems_of(block):
    if not block.claims:
        yield block.line, ("nothing proves this example: put an oracle comment behind it, "
                           "or <!-- oracle none: reason -->")
    elif len(block.claims) > 1 and any(claim.none for claim in block.claims):
        yield block.line, "this example has both a claim and an oracle comment that says there is none"


def closing_fence(lines, start):
    return next((i for i in range(start, len(lines)) if lines[i].strip() == "```"), None)


def closing_comment(lines, start):
    return next((i for i in range(start, len(lines)) if "-->" in lines[i]), None)


def padded(lines, before):
    return "\n" * before + "\n".join(lines) + "\n"


def claim_of(lines, start, end):
    head = lines[start][len(OPENING):]
    if start == end:
        head, body = head[:head.index("-->")], []
    else:
        last = lines[end][:lines[end].index("-->")]
        body = lines[start + 1:end] + ([last] if last.strip() else [])
    claim = conditions(head.strip())
    claim.line = start + 1
    if any(line.strip() for line in body):
        claim.text = padded(body, start + 1)
        try:
            compile(claim.text, "claim", "exec")
        except SyntaxError as error:
            raise BadComment(f"line {error.lineno} of this comment is no Python: {error.msg}") from error
    elif not (claim.none or claim.import_raises or claim.same_after_fix):
        raise BadComment("this oracle comment claims nothing")
    if claim.none and claim.text:
        raise BadComment("an oracle comment with none: holds no Python")
    return claim


def conditions(head):
    """What stands behind `<!-- oracle` on its line."""
    claim = Claim()
    while head:
        if head.startswith("none:"):
            claim.none, head = head[len("none:"):].strip(), ""
            if not claim.none:
                raise BadComment("none: is followed by the reason")
        elif head.startswith("same-after-fix:"):
            claim.same_after_fix, head = head[len("same-after-fix:"):].strip(), ""
            try:
                compile(claim.same_after_fix, "claim", "eval")
            except SyntaxError as error:
                raise BadComment(f"same-after-fix: is followed by an expression, not by: {claim.same_after_fix}") from error
        elif head.startswith("import-raises"):
            match = IMPORT_RAISES.match(head)
            if not match:
                raise BadComment('import-raises is followed by a type and a quoted text: import-raises TypeError "text"')
            claim.import_raises, head = [match.group(1), match.group(3)], head[match.end():]
        else:
            word, _, head = head.partition(" ")
            one_word(claim, word.rstrip(","))
        head = head.strip().lstrip(",").strip()
    return claim


def one_word(claim, word):
    version = VERSION.match(word)
    if version:
        claim.versions.append([version.group(1), int(version.group(2)), int(version.group(3))])
    elif word in ("keras2", "keras3"):
        claim.keras = int(word[-1])
    elif word == "after-fix":
        claim.after_fix = True
    else:
        raise BadComment(f"'{word}' is no condition: tf>=2.16 (or < <= == >), keras2, keras3, after-fix, "
                         "same-after-fix: EXPRESSION, import-raises TYPE \"TEXT\", none: REASON")
