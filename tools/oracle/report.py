"""What was judged, as a table and as failures that say page, line, claim and what happened."""
from __future__ import annotations

import collections
import textwrap

WITHOUT = "-"  # the column of what needs no TensorFlow


class Report:
    def __init__(self):
        self.passed = collections.Counter()  # (page, column) -> judgements that hold
        self.failed = collections.Counter()
        self.failures = []
        self.elsewhere = collections.Counter()  # page -> claims about other versions
        self.judged_somewhere = set()  # case ids that some version judged
        self.not_judged = []  # (how many, why)

    def add(self, column, page, line, claim, sentence):
        if sentence:
            self.failed[page, column] += 1
            self.failures.append((page, line, column, claim, sentence))
        else:
            self.passed[page, column] += 1

    def counts(self):
        return sum(self.passed.values()), sum(self.failed.values())

    def table(self):
        keys = set(self.passed) | set(self.failed)
        columns = sorted({column for _, column in keys if column != WITHOUT})
        columns += [WITHOUT] if any(column == WITHOUT for _, column in keys) else []
        pages = sorted({page for page, _ in keys})
        if not pages:
            return "nothing was judged"
        heads = ["without TensorFlow" if column == WITHOUT else f"TensorFlow {column}" for column in columns]
        width = max(len(page) for page in pages)
        rows = ["  ".join([" " * width] + heads)]
        for page in pages:
            cells = [self.cell(page, column).ljust(len(head)) for column, head in zip(columns, heads)]
            rows.append("  ".join([page.ljust(width)] + cells).rstrip())
        return "\n".join(rows)

    def cell(self, page, column):
        good, bad = self.passed[page, column], self.failed[page, column]
        if good + bad == 0:
            return ""
        return f"{good} of {good + bad}" + (" FAILED" if bad else "")

    def failure_texts(self):
        for page, line, column, claim, sentence in sorted(self.failures, key=lambda f: (f[0], f[1], f[2])):
            where = f"{page}:{line}" if line else page
            version = "" if column == WITHOUT else f" (TensorFlow {column})"
            yield (f"{where}: FAILED{version}\n"
                   + textwrap.indent(f"claim: {claim}", "    ") + "\n"
                   + textwrap.indent("what happened: " + sentence.strip(), "    "))
