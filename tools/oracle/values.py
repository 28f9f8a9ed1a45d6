"""Values of programs as plain data: so that they can leave the process that made them, and be compared."""
from __future__ import annotations

import math
import numbers


class NotPlain(TypeError):
    """A value that has no meaning outside the process that made it."""


def plain(value):
    """Tensors, variables and arrays become lists of numbers; containers keep their shape."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, numbers.Number) and not isinstance(value, complex):
        return value.item() if hasattr(value, "item") else value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    numpy = getattr(value, "numpy", None)
    if callable(numpy):
        return plain(numpy())
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "value"):  # a Keras 3 variable
        return plain(value.value)
    raise NotPlain(f"a value of type {type(value).__name__} cannot be compared")


def difference(left, right, tolerance, where="the value"):
    """None where both are equal within the tolerance, else the first difference in words."""
    if isinstance(left, dict) and isinstance(right, dict):
        if sorted(left) != sorted(right):
            return f"{where} has the keys {sorted(left)} and {sorted(right)}"
        pairs = [(left[key], right[key], f"{where}[{key!r}]") for key in sorted(left)]
    elif isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return f"{where} has {len(left)} and {len(right)} items"
        pairs = [(a, b, f"{where}[{i}]") for i, (a, b) in enumerate(zip(left, right))]
    elif is_number(left) and is_number(right):
        near = left == right or (math.isnan(left) and math.isnan(right)) or (
            abs(left - right) <= tolerance * max(1.0, abs(left), abs(right)))
        return None if near else f"{where} is {left!r} and {right!r}"
    else:
        return None if left == right else f"{where} is {left!r} and {right!r}"
    for a, b, place in pairs:
        found = difference(a, b, tolerance, place)
        if found:
            return found
    return None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)
