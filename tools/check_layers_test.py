#!/usr/bin/env python3
"""Plants one violation of each kind in an otherwise clean tree and expects exactly that one line."""
import pathlib
import tempfile
import unittest

import check_layers

CLEAN = {
    "core/base/id.h": "#pragma once\n#include <vector>\n",
    "core/text/loc.h": '#pragma once\n#include "core/base/id.h"\n',
    "core/syntax/parse.cpp": '#include <tree_sitter/api.h>\n#include "core/text/loc.h"\n',
    "core/text/read.cpp": "#include <filesystem>\n",
    "config/load.cpp": '#include <yaml-cpp/yaml.h>\n#include "core/rule/rule_info.h"\n',
    "checks/check.h": '#pragma once\n#include "core/facts/facts.h"\n',
    "checks/api/one.cpp": '#include "checks/check.h"\n#include "one.md.inc"\n',
    "app/main.cpp": '#include <CLI/CLI.hpp>\n#include "checks/check.h"\n',
    "tests/harness/run.cpp": '#include <gtest/gtest.h>\n#include "app/check/lint.h"\n',
    "docs/notes.md": "text\n",
    "README.md": "text\n",
    "tools/compiler.cpp": '#include "core/tensorflow/rules/rules.def"\n',
}


class Layers(unittest.TestCase):
    def problems_with(self, path=None, text=""):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for rel, content in {**CLEAN, **({path: text} if path else {})}.items():
                (root / rel).parent.mkdir(parents=True, exist_ok=True)
                (root / rel).write_text(content, encoding="utf-8")
            return check_layers.problems(root)

    def expect_one(self, path, text, words):
        found = self.problems_with(path, text)
        self.assertEqual(len(found), 1, found)
        self.assertIn(path, found[0])
        self.assertIn(words, found[0])

    def test_clean_tree(self):
        self.assertEqual(self.problems_with(), [])

    def test_upward_include(self):
        self.expect_one("core/base/up.h", '#include "core/text/loc.h"\n', "core/base may not include core/text")

    def test_sideways_include(self):
        self.expect_one("core/syntax/a.h", '#include "core/rule/selector.h"\n', "core/syntax may not include core/rule")

    def test_tool_includes_core(self):
        self.expect_one("tools/other.cpp", '#include "core/tensorflow/api.h"\n', "tools may not include core/tensorflow")

    def test_check_reads_no_config(self):
        self.expect_one("checks/api/two.cpp", '#include "config/config.h"\n', "checks may not include config")

    def test_check_includes_check(self):
        self.expect_one("checks/api/two.cpp", '#include "checks/api/one.h"\n', "one check may not include another")

    def test_short_path(self):
        self.expect_one("core/text/a.cpp", '#include "loc.h"\n', "not a full path from the root")

    def test_included_source(self):
        self.expect_one("core/text/a.cpp", '#include "core/base/id.cpp"\n', "may not be included")

    def test_heavy_standard_header(self):
        for header in ("iostream", "regex", "filesystem"):
            self.expect_one("core/text/a.h", f"#include <{header}>\n", "may not stand in a core header")

    def test_library_in_core_header(self):
        for header in ("yaml-cpp/yaml.h", "CLI/CLI.hpp", "nlohmann/json.hpp", "tree_sitter/api.h"):
            self.expect_one("core/facts/a.h", f"#include <{header}>\n", "may not stand in a core header")

    def test_parser_outside_syntax(self):
        self.expect_one("core/program/a.cpp", "#include <tree_sitter/api.h>\n", "belongs to core/syntax")

    def test_library_in_quotes(self):
        self.expect_one("checks/api/two.cpp", '#include "nlohmann/json.hpp"\n', "belongs to app")

    def test_unlisted_folder_of_the_core(self):
        self.expect_one("core/extra/a.h", "#pragma once\n", "not on any floor")

    def test_unlisted_folder_at_the_top(self):
        self.expect_one("common/notes.md", "text\n", "not on any floor")

    def test_source_outside_every_floor(self):
        self.expect_one("docs/a.cpp", "int x;\n", "belong to a floor")

    def test_cycle_in_the_table(self):
        check_layers.FLOORS["core/base"].append("core/text")
        try:
            self.assertIn("cycle", self.problems_with()[0])
        finally:
            check_layers.FLOORS["core/base"].pop()


if __name__ == "__main__":
    unittest.main()
