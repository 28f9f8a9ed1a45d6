"""Sample tensors by name: `f23` is a float32 tensor of shape [2, 3] wherever an expression of a sample says it.

A name is a letter for the element type (LETTERS), then the sizes, one character each (`N` = unknown while tracing) or each
after an underscore (`f_2_28_28_N`); `fX` has unknown rank, `f` is a scalar. A capital in front: R ragged (sizes with R: rows that
differ), S sparse, V variable, A NumPy array, K Keras symbolic tensor.
"""
from __future__ import annotations

import ast
import dataclasses
import re

LETTERS = {"f": "float32", "d": "float64", "h": "float16", "g": "bfloat16", "i": "int32", "l": "int64", "j": "int8", "k": "int16",
           "u": "uint8", "w": "uint16", "y": "uint32", "q": "uint64", "b": "bool", "s": "string", "c": "complex64",
           "z": "complex128"}
NAME = re.compile(r"^([RSVAK]?)([fdhgiljkuwyqbscz])(X|[0-9NR]*|(?:_(?:\d+|N|R))+)$")


@dataclasses.dataclass(frozen=True)
class Sample:
    name: str
    kind: str  # "" or the capital
    dtype: str
    dims: tuple  # of int, "N" or "R"; None = unknown rank

    @property
    def shape(self):
        return None if self.dims is None else [None if isinstance(d, str) else d for d in self.dims]

    def spec(self):
        """The type of a function's argument, as source."""
        if self.kind == "R":
            rank = max((i for i, d in enumerate(self.dims) if d == "R"), default=1)
            return f"tf.RaggedTensorSpec({self.shape}, tf.{self.dtype}, ragged_rank={rank})"
        return f"tf.{'Sparse' if self.kind == 'S' else ''}TensorSpec({self.shape}, tf.{self.dtype})"

    def value(self):
        """An expression that makes one."""
        sizes = [2 if d is None else d for d in self.shape or []]
        numpy = {"string": "object", "bool": "bool_"}.get(self.dtype, self.dtype)
        if self.kind == "A":
            return f"np.ones({tuple(sizes)}, np.{numpy})"
        if self.kind == "K":
            first, *rest = self.shape
            return f"keras.Input({rest}, batch_size={first}, dtype='{self.dtype}')"
        made = f"tf.fill({sizes}, 'a')" if self.dtype == "string" else f"tf.ones({sizes}, tf.{self.dtype})"
        if self.kind == "V":
            return f"tf.Variable({made})"
        if self.kind == "S":
            return f"tf.sparse.from_dense({made})"
        if self.kind == "R":
            return f"tf.RaggedTensor.from_tensor({made})"
        return made


def sample_of(name):
    m = NAME.match(name)
    if m is None:
        return None
    kind, letter, sizes = m.groups()
    if sizes == "X":
        return Sample(name, kind, LETTERS[letter], None)
    parts = sizes[1:].split("_") if sizes.startswith("_") else list(sizes)
    return Sample(name, kind, LETTERS[letter], tuple(int(p) if p.isdigit() else p for p in parts))


def samples_in(expression):
    """The sample tensors an expression speaks of, in order of their names."""
    names = {node.id for node in ast.walk(ast.parse(expression, mode="eval")) if isinstance(node, ast.Name)}
    return [s for s in map(sample_of, sorted(names)) if s is not None]
