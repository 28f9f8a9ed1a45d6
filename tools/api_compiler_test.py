#!/usr/bin/env python3
"""Compiles small API models with mistakes, and reads where and how they are told. HYB_API_COMPILER is the program."""
import os
import pathlib
import subprocess
import tempfile
import unittest

COMPILER = os.environ.get("HYB_API_COMPILER", "")


@unittest.skipUnless(COMPILER, "HYB_API_COMPILER names no compiler")
class Rules(unittest.TestCase):
    def compiled(self, *rows, more=""):
        """The status, and what was said of a model of these rows, the first of which is in line 2."""
        with tempfile.TemporaryDirectory() as folder:
            model = pathlib.Path(folder) / "model.yaml"
            model.write_text("rows:\n" + "".join(f"  - {{{row}}}\n" for row in rows) + more, encoding="utf-8")
            done = subprocess.run([COMPILER, str(pathlib.Path(folder) / "table.inc"), str(model)], capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL)
            return done.returncode, done.stderr.replace(str(model), "model.yaml")

    def refused(self, row, said):
        status, text = self.compiled("name: a.before, result: tensor", row)
        self.assertEqual(status, 1, row)
        self.assertEqual(text, f"model.yaml:3: {said}\n")

    def test_rules_in_order(self):
        for row in ('name: a.f, params: x axis=None keepdims=False, dtype: of(x), shape: "reduce(x, axis, keepdims)"',
                    'name: a.f, params: x, dtype: float32, shape: "reduce(x,_,_)"',
                    'name: a.f, params: x dim=None, dtype: "argument(dim,float32)", shape: "drop(x,axis|dim,last)"',
                    'name: a.f, params: "*x", dtype: of(x), shape: "broadcast(0,1,2)"',
                    'name: a.C.f, params: inputs, shape: "margin(inputs,2,padding,+)"',
                    'name: a.f, shape: "same(anything)"',
                    'name: a.f, params: x, parts: [[float32, scalar()], [of(0), "constant(n,28)"]]'):
            self.assertEqual(self.compiled(row), (0, ""), row)

    def test_too_few_words(self):
        self.refused('name: a.f, params: x, shape: "reduce(x)"',
                     "'reduce(x)' has 1 words, and the rule takes 'p p p'")
        self.refused("name: a.f, dtype: of()", "'of()' has 0 words, and the rule takes 'p'")
        self.refused('name: a.f, shape: "drop(x,axis)"', "'drop(x,axis)' has 2 words, and the rule takes 'p p first/last/all'")

    def test_too_many_words(self):
        self.refused('name: a.f, shape: "scalar(x)"', "'scalar(x)' has 1 words, and the rule takes no words")

    def test_words_of_the_wrong_kind(self):
        self.refused('name: a.f, shape: "leading(x,axis)"', "'axis' of 'leading(x,axis)' does not fit: the rule takes 'p n'")
        self.refused('name: a.f, shape: "drop(x,axis,middle)"',
                     "'middle' of 'drop(x,axis,middle)' does not fit: the rule takes 'p p first/last/all'")
        self.refused('name: a.f, shape: "gather(x,,axis)"', "'' of 'gather(x,,axis)' does not fit: the rule takes 'p p p? p?'")

    def test_no_such_rule(self):
        self.refused('name: a.f, shape: "common(x,y)"', "there is no rule 'common' for shapes")
        self.refused("name: a.f, dtype: float23", "'float23' is no element type")
        self.refused('name: a.f, shape: "same(x"', "'same(x' is no rule: one is written name(word,word)")
        self.refused('name: a.f, parts: [[float32, "same()"]]', "'same()' has 0 words, and the rule takes 'p'")
        self.refused("name: a.f, parts: [[float32]]", "a part is [element type, shape]")

    def test_parameters_that_the_row_has_not(self):
        self.refused('name: a.f, params: x axis=None, shape: "reduce(x,axis,keepdims)"',
                     "'keepdims' of 'reduce(x,axis,keepdims)' is no parameter of a.f(x axis=None)")
        self.refused("name: a.f, params: x, dtype: of(1)", "'1' of 'of(1)' is no parameter of a.f(x)")

    def test_counterparts(self):
        rows = ("name: numpy.f, params: x", "name: tensorflow.g, params: x")
        self.assertEqual(self.compiled(*rows, more="counterparts:\n  numpy.f: tensorflow.g\n"), (0, ""))
        self.assertEqual(self.compiled(*rows, more="counterparts:\n  numpy.f: none\n"), (0, ""))
        for more, said in (("counterparts:\n  numpy.f: tensorflow.h\n", "model.yaml:5: no row and no generated file knows tensorflow.h\n"),
                           ("counterparts:\n  numpy.h: none\n", "model.yaml:5: no row and no generated file knows numpy.h\n"),
                           ("signatures: |\n  f numpy.f|x||a\n", "model.yaml: numpy.f has no counterpart: say which, or none\n")):
            self.assertEqual(self.compiled(*rows, more=more), (1, said), more)


if __name__ == "__main__":
    unittest.main()
