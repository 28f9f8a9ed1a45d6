#!/usr/bin/env python3
"""Plants one violation of each rule of check_repository.py in a temporary tree."""
import pathlib
import tempfile
import unittest

import check_repository

FIRING = "```py\nx = 1  # expect: one\n```\n<!-- oracle\ncheck(x == 1, 'one')\n-->\n"
SILENT = "```py\nx = 2\n```\n<!-- oracle\ncheck(x == 2, 'two')\n-->\n"
CLEAN = {
    "checks/checks.def": "# One line per check.\nCHECK(api, one)\n",
    "core/base/id.h": "#pragma once\n\n// What it is.\n// Who reads it.\n",
    "checks/api/one.cpp": "// one\n",
    "checks/api/one.md": "# one\n" + FIRING * 2 + SILENT * 2,
    "tests/checks/api/one/basic.py": "x = 1\n" * 2000,
    "dev": "#!/usr/bin/env bash\n",
}


class Repository(unittest.TestCase):
    def found(self, rule, **planted):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for rel, content in {**CLEAN, **planted.get("files", {})}.items():
                (root / rel).parent.mkdir(parents=True, exist_ok=True)
                (root / rel).write_text(content, encoding="utf-8")
            return list(check_repository.RULES[rule](root))

    def expect_one(self, rule, path, text, words):
        found = self.found(rule, files={path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_clean_tree(self):
        for rule in check_repository.RULES:
            self.assertEqual(self.found(rule), [])

    def test_long_source(self):
        self.expect_one("sizes", "core/base/a.cpp", "int x;\n" * 601, "601 lines")

    def test_long_script_without_suffix(self):
        self.expect_one("sizes", "dev", "true\n" * 601, "601 lines")

    def test_long_median(self):
        long = {f"core/base/{name}.cpp": "int x;\n" * 151 for name in "abcd"}
        self.assertEqual(self.found("sizes", files=long), ["the median C++ file has 151 lines, more than 150"])

    def test_header_without_words(self):
        self.expect_one("headers", "core/base/a.h", "#pragma once\n#include <vector>\n// A class.\n// More.\n", "its first lines")

    def test_header_without_guard(self):
        self.expect_one("headers", "core/base/a.h", "// What.\n// Who.\n", "no #pragma once")

    def test_path_of_a_machine(self):
        for folder in ("home", "root", "tmp", "work"):
            self.expect_one("words", "docs/a.md", f"see /{folder}/notes\n", "docs/a.md:1: a path of one machine")

    def test_path_inside_another_is_no_machine(self):
        self.assertEqual(self.found("words", files={"docs/a.md": "see app/tmp/x and ${HOME}/work/x\n"}), [])

    def test_registry(self):
        self.expect_one("words", "docs/a.md", "https:" + "//registry.example.net/x\n", "package registry")

    def test_unfinished_work(self):
        self.expect_one("words", "core/base/a.cpp", "// TO" + "DO: later\n", "unfinished")

    def test_path_of_an_api_in_a_check(self):
        self.expect_one("names", "checks/api/one.cpp", 'if (path != "builtins.len") return;\n', '"builtins.len"')

    def test_rule_of_an_api_in_a_check(self):
        self.expect_one("names", "checks/api/one.cpp", 'if (api->shape.starts_with("x(")) return;\n', "api->shape")

    def test_path_that_a_fix_writes(self):
        text = '// "tensorflow.where"\nname = written_in(facts, file,\n                  "tensorflow.where");\n'
        self.assertEqual(self.found("names", files={"checks/api/one.cpp": text}), [])

    def test_unsorted_registry(self):
        self.expect_one("checks", "checks/checks.def", "CHECK(api, one)\nCHECK(api, one)\n", "twice")

    def test_unlisted_check(self):
        self.expect_one("checks", "checks/api/two.cpp", "// two\n", "checks/api/two is not in checks/checks.def")

    def test_listed_check_without_files(self):
        found = self.found("checks", files={"checks/checks.def": "CHECK(api, one)\nCHECK(api, two)\n"})
        self.assertEqual(len(found), 3, found)

    def test_check_without_programs_that_it_reports(self):
        found = self.found("checks", files={"checks/api/one.md": SILENT * 3})
        self.assertEqual(len(found), 2, found)
        self.assertIn("0 programs that it reports", found[0])
        self.assertIn("no program that it reports has an oracle case", found[1])

    def test_check_without_programs_that_it_leaves_alone(self):
        found = self.found("checks", files={"checks/api/one.md": FIRING * 2})
        self.assertEqual(len(found), 2, found)
        self.assertIn("1 programs that it leaves alone", found[0])
        self.assertIn("no program that it leaves alone has an oracle case", found[1])

    def test_fixtures_count_as_programs(self):
        files = {"checks/api/one.md": FIRING + SILENT, "tests/checks/api/one/reported.py": "x = 1  # expect: one error, other\n",
                 "tests/checks/api/one/silent.py": "x = 2  # expect: one-more\n"}
        self.assertEqual(self.found("checks", files=files), [])

    def test_check_without_oracle_cases(self):
        none = "```py\nx = 1  # expect: one\n```\n<!-- oracle none: nothing to prove -->\n"
        bare = "```py\nx = 2\n```\n\nText.\n<!-- oracle\ncheck(False, 'of nothing')\n-->\n"
        found = self.found("checks", files={"checks/api/one.md": none * 2 + bare * 3})
        self.assertEqual(len(found), 2, found)
        self.assertTrue(all("has an oracle case" in line for line in found))

    def test_malformed_line(self):
        self.expect_one("checks", "checks/checks.def", "CHECK(api, one)\nCHECK(api two)\n", "expected CHECK(group, name)")


if __name__ == "__main__":
    unittest.main()
