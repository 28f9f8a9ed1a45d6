"""The comparison with running programs can fail: python3 -m unittest agree_test (no TensorFlow is needed)."""
import copy
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import agree  # noqa: E402  (the path above makes it importable)

FLOATS = {"kind": "dense", "dtype": "float32", "shape": [None, 3]}
FACT = {
    "file": "a.py", "line": 1, "name": "A.f", "calls_known": 1,
    "contexts": {"eager": True, "traced": False, "converted": False},
    "parameters": [{"name": "x", "kind": "positional", "tensor": True, "evidence": "proved", "complete": True,
                    "types": [FLOATS], "container": None}],
    "returns": [FLOATS], "returns_complete": True,
}
SEEN = {"file": "a.py", "line": 1, "name": "f", "eager": True, "graph": False,
        "parameters": {"x": [{"kind": "dense", "dtype": "float32", "shape": [2, 3]}]},
        "returns": [{"kind": "dense", "dtype": "float32", "shape": [2, 3]}]}


def contradictions(fact, seen):
    comparison = agree.Comparison({"functions": [fact]})
    comparison.function(seen)
    return comparison.contradictions


class Agreement(unittest.TestCase):
    def setUp(self):
        self.fact, self.seen = copy.deepcopy(FACT), copy.deepcopy(SEEN)

    def expect(self, words):
        found = contradictions(self.fact, self.seen)
        if words is None:
            self.assertEqual(found, [])
        else:
            self.assertTrue(any(words in one for one in found), found)

    def test_what_is_contained_agrees(self):
        self.expect(None)

    def test_dtype(self):
        self.seen["parameters"]["x"][0]["dtype"] = "int32"
        self.expect("it got int32[2, 3], and is said to be float32[None, 3]")

    def test_size(self):
        self.seen["parameters"]["x"][0]["shape"] = [2, 4]
        self.expect("float32[2, 4]")

    def test_rank(self):
        self.seen["returns"][0]["shape"] = []
        self.expect("it returned float32[]")

    def test_unproved_facts_are_no_claims(self):
        self.fact["parameters"][0]["evidence"] = "assumed"
        self.seen["parameters"]["x"][0]["dtype"] = "int32"
        self.expect(None)

    def test_no_tensor(self):
        self.fact["parameters"][0].update(tensor=False, types=[])
        self.expect("is proved to be no tensor")

    def test_contexts(self):
        self.seen.update(eager=False, graph=True)
        self.expect("said to be never traced")
        self.fact["contexts"] = {"eager": False, "traced": True, "converted": True}
        self.seen.update(eager=True, graph=False)
        self.expect("said to be traced only")

    def test_elements(self):
        self.fact["parameters"][0].update(types=[], container={"kind": "tuple", "arity": 1, "elements": [[FLOATS]]})
        inside = {"kind": "container", "container": "tuple", "arity": 1,
                  "elements": [{"kind": "ragged", "dtype": "float32", "shape": [2, 3]}]}
        self.seen["parameters"]["x"] = [inside]
        self.expect("(x)[0]: it got ragged float32[2, 3]")
        inside["arity"] = 2
        self.expect("it got a tuple of 2, and is said to hold 1")

    def test_a_function_without_a_record(self):
        self.seen["line"] = 7
        self.expect("has no record")


if __name__ == "__main__":
    unittest.main()
