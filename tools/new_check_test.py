#!/usr/bin/env python3
"""Starts checks in a temporary tree and holds the result against the repository's own rules."""
import pathlib
import tempfile
import unittest

import check_repository
import new_check


class NewCheck(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        (self.root / "checks").mkdir()
        (self.root / "checks/checks.def").write_text("# The list.\n", encoding="utf-8")

    def tearDown(self):
        self.folder.cleanup()

    def test_files_and_sorted_list(self):
        for name in ("side-effect-two", "api-three", "side-effect-one"):
            new_check.new_check(self.root, name)
        self.assertEqual((self.root / "checks/checks.def").read_text(encoding="utf-8"),
                         "# The list.\nCHECK(api, api_three)\nCHECK(side_effect, side_effect_one)\n"
                         "CHECK(side_effect, side_effect_two)\n")
        self.assertEqual(list(check_repository.checks(self.root)), [])
        page = (self.root / "checks/side_effect/side_effect_one.md").read_text(encoding="utf-8")
        self.assertTrue(page.startswith("# side-effect-one (HYB103)\n"))

    def test_codes_are_not_reused(self):
        self.assertEqual(new_check.new_check(self.root, "api-one")[1], "HYB101")
        self.assertEqual(new_check.new_check(self.root, "api-two", "HYB057")[1], "HYB057")
        self.assertEqual(new_check.new_check(self.root, "api-three")[1], "HYB102")
        with self.assertRaisesRegex(SystemExit, "another check's code"):
            new_check.new_check(self.root, "api-four", "HYB057")

    def test_group_of_a_name(self):
        self.assertIn("checks/hybridize_missing/hybridize_one.cpp", new_check.new_check(self.root, "hybridize-one")[0])

    def test_names_are_refused(self):
        for name, words in (("Api-One", "lower-case"), ("api", "lower-case"), ("loop-thing", "begins with one of")):
            with self.assertRaisesRegex(SystemExit, words):
                new_check.new_check(self.root, name)

    def test_nothing_is_overwritten(self):
        new_check.new_check(self.root, "api-one")
        with self.assertRaisesRegex(SystemExit, "is there already"):
            new_check.new_check(self.root, "api-one")


if __name__ == "__main__":
    unittest.main()
