"""Calls that try out one row of the API model: written by hand, or derived from the rules that the row names."""
from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import re

from rule_tensors import sample_of

# Values of parameters that are no tensors, by name. The first is what a required parameter gets.
VALUES = {
    "axis": ["0", "1", "-1", "[0, 1]", "None", "(0,)"], "dim": ["0", "1"], "reduction_indices": ["0", "[0, 1]"],
    "dimension": ["0", "1"], "axes": ["[0]", "[0, 1]", "1"], "keepdims": ["True"], "keep_dims": ["True"], "batch_dims": ["1"],
    "dtype": ["tf.float32", "tf.int64", "'float64'", "tf.int32"], "out_type": ["tf.int64", "tf.int32"],
    "output_type": ["tf.int32"], "T": ["tf.float32"], "Tout": ["tf.float32"], "DstT": ["tf.int64", "tf.float32"],
    "shape": ["[2, 3]", "(4,)", "[]", "i2", "[f23.shape[0], 5]", "[tf.shape(fN3)[0], 5]", "iN", "[3, 2]", "[-1]", "[-1, 2]"],
    "dims": ["[2, 3]", "i2", "[4]", "0"], "size": ["4", "3"], "k": ["2", "1"], "depth": ["5", "i"], "n": ["3", "2"],
    "num": ["3", "2"], "num_segments": ["4", "i"], "num_rows": ["3", "i"], "num_columns": ["4", "None"], "batch_shape": ["[2]"],
    "perm": ["[1, 0]", "[0, 2, 1]", "i2"], "multiples": ["[2, 2]", "[3]", "i2"], "repeats": ["2", "[1, 2]"],
    "paddings": ["[[1, 1], [0, 2]]", "[[1, 0]]", "i22"], "mode": ["'CONSTANT'", "'REFLECT'"], "indices": ["[0, 1]", "i3", "0", "i23"],
    "num_or_size_splits": ["1", "[1, 1]", "3"], "num_splits": ["1"], "num_split": ["1"], "shift": ["1"], "begin": ["[0, 1]", "[0]"],
    "end": ["[1, 2]"], "strides": ["[1, 1]"], "seed": ["[1, 2]", "i2"], "minval": ["0.0", "0"], "maxval": ["1.0", "10"],
    "num_samples": ["3", "i"], "name": ["'n'"], "transpose_a": ["True"], "transpose_b": ["True"], "adjoint_a": ["True"],
    "adjoint_b": ["True"], "exclusive": ["True"], "reverse": ["True"], "direction": ["'DESCENDING'"], "stable": ["True"],
    "message": ["'m'"], "segment_ids": ["[0, 1]", "i2", "lN"], "start": ["0", "1"], "limit": ["5", "i"], "delta": ["2"],
    "offset": ["1"], "fft_length": ["[8]"], "decimals": ["1"], "ord": ["1"], "ddof": ["1"], "equation": ["'ij->ji'"],
    "clip_value_min": ["0", "0.0"], "clip_value_max": ["1", "1.0"], "clip_norm": ["1.0"], "lam": ["1.0"], "alpha": ["1.0"],
    "sparse_delta": ["tf.IndexedSlices(f23, [0, 1])", "tf.IndexedSlices(i1, [0])", "tf.IndexedSlices(d134, [1])"],
    "axis1": ["0", "1"], "axis2": ["1", "0"], "row_splits_dtype": ["tf.int32"], "outer_axis": ["0", "1"], "inner_axis": ["1", "2"],
    "newbyteorder": ["'<'"], "diagonals_format": ["'compact'"], "band": ["1"], "pred": ["b"],
}
# One tensor at a time: dtypes, ranks, unknown sizes, unknown rank, and what converts to a tensor.
ALONE = ["f23", "fN3", "d4", "i23", "f", "fX", "f234", "b23", "lNN", "s3", "c33", "2.0", "[1, 2]", "[[1.0, 2.0], [3.0, 4.0]]", "u23",
         "h2N33", "f33", "z23", "[s2, s2]", "'a b'", "True", "i3", "dN", "[f23, f23]", "g23", "j3", "Rf2R", "Sf23", "Vf23", "Af23"]
# Pairs that broadcast, and literals that adapt.
PAIRS = [("f23", "f3"), ("fN3", "f13"), ("d21", "d13"), ("f23", "2.0"), ("3", "i23"), ("fX", "f3"), ("fN1", "fNN"), ("d3", "[1, 2, 3]"),
         ("i23", "i"), ("f23", "f45"), ("f23", "fN"), ("hN3", "2"), ("f33", "f33"), ("f233", "f233"), ("f23", "i23"), ("f23", "i2"),
         ("f23", "f34"), ("fX", "fX"), ("1.5", "2"), ("i23", "2"), ("b23", "b3"), ("c23", "c3"), ("f3", "f3"), ("l23", "l23")]
TRIES = 60
# Objects whose methods are called, by class.
RECEIVERS = {
    "tensorflow.Tensor": ["f23", "fN3", "i23", "fX", "f234", "b3", "d", "u22"],
    "tensorflow.Variable": ["Vf23", "Vi3", "Vd234", "Vf"],
    "tensorflow.RaggedTensor": ["Rf2R", "RiNR", "Rd2R3", "Rl2RR", "Rs2R"],
    "tensorflow.SparseTensor": ["Sf23", "SiN3", "Sd234", "Ss4"],
    "tensorflow.IndexedSlices": ["tf.IndexedSlices(f23, i2)", "tf.IndexedSlices(fN3, lN)", "tf.IndexedSlices(d3, [0, 1, 2], [5])"],
    "tensorflow.TensorArray": ["tf.TensorArray(tf.float32, 2).unstack(f23)", "tf.TensorArray(tf.int32, 4, element_shape=[3])",
                               "tf.TensorArray(tf.float64, 0, dynamic_size=True).write(0, d4)", "tf.TensorArray('float32', 3)"],
    "tensorflow.data.Dataset": ["tf.data.Dataset.range(5)", "tf.data.Dataset.from_tensors(f23)"],
    "numpy.random.RandomState": ["np.random.RandomState(1)"],
    "numpy.random.Generator": ["np.random.default_rng(1)"],
    "numpy.ndarray": ["Af23", "Ai34", "Ad4", "Ab23", "Au234", "Ac22", "Ah3", "Al33", "Af"],
}


@dataclasses.dataclass
class Case:
    """One call. `setup` makes the object whose method is called; `eager`: outside a graph."""
    row: str
    expression: str
    setup: str = ""
    eager: bool = False
    written: bool = False  # by hand: it must run
    raises: bool = False   # and be refused
    versions: tuple = ()   # only these
    array: bool = False    # it returns a NumPy array
    numpy_behavior: bool = False  # with the methods that tf.experimental.numpy gives tensors
    documented: bool = False      # not run: a data set, as its description says it
    stand_in: bool = False        # with a small file in place of the one it downloads


def public_path(name):
    for prefix, written in (("tensorflow.", "tf."), ("numpy.", "np.")):
        if name.startswith(prefix):
            return written + name[len(prefix):]
    return name


TENSOR_CLASSES = {"tensorflow.Tensor", "tensorflow.Variable", "tensorflow.RaggedTensor", "tensorflow.SparseTensor", "numpy.ndarray",
                  "keras.KerasTensor", "tensorflow.TensorShape"}


def is_class(path):
    return path in TENSOR_CLASSES or path.rsplit(".", 1)[-1][:1].isupper()


def written_case(row, text):
    """A sample as samples/*.yaml has it: the arguments of the call; `receiver -> arguments` for a method, where the receiver is
    a tensor or the arguments of the constructor, and `.` instead of arguments reads an attribute; `= expression` as it is.
    A mapping has the text under `call`, or under `raises` if TensorFlow refuses it, and may say `tf: "2.21"`, `eager: true`,
    `numpy_behavior: true`, `documented: true` or `stand_in: true`."""
    options = text if isinstance(text, dict) else {}
    text = str(options.get("call", options.get("raises", text)))
    from_data = bool(options.get("documented") or options.get("stand_in"))
    usual = from_data or row.name.startswith("numpy.") or row.is_class
    case = Case(row.name, "", eager=bool(options.get("eager", usual)), written=True, raises="raises" in options,
                array=row.result.startswith("array"), numpy_behavior=bool(options.get("numpy_behavior")),
                documented=bool(options.get("documented")), stand_in=bool(options.get("stand_in")),
                versions=tuple(str(options["tf"]).split()) if "tf" in options else ())
    owner, method = row.name.rsplit(".", 1)
    if text.startswith("="):
        case.expression = text[1:].strip()
    elif (" ->" in text or text.startswith("->")) and is_class(owner):
        receiver, arguments = (part.strip() for part in re.split(r"(?:^|\s)->", text, maxsplit=1))
        if owner not in TENSOR_CLASSES:
            case.setup = f"{public_path(owner)}({receiver})"
            receiver = "made"
        called = receiver if method == "__call__" else f"{receiver}.{method}"
        case.expression = called if arguments == "." else f"{called}({arguments})"
    else:
        case.expression = f"{public_path(row.name)}({text})"
    return case


def parameters_of(function, row):
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in row.params]


def receivers_of(row, owner):
    """Expressions of objects whose method the row is; None = it is called on its module or class."""
    path, method = row.name.rsplit(".", 1)
    if not isinstance(owner, type) or isinstance(inspect.getattr_static(owner, method, None), (classmethod, staticmethod)):
        return None
    return RECEIVERS.get(path, [])


def method_cases(row, function, receivers):
    """Calls of a method on each of the receivers in turn; of a property, its reading."""
    method = row.name.rsplit(".", 1)[1]
    eager = row.name.startswith("numpy.")
    if not callable(function):
        yield from (Case(row.name, f"{receiver}.{method}", eager=eager) for receiver in receivers)
        return
    each = [derived_cases(row, function, f"{receiver}.{method}") for receiver in receivers]
    for cases in itertools.zip_longest(*each):
        yield from (case for case in cases if case)


def derived_cases(row, function, called=None):
    """Calls in the order in which they should be tried: many of them TensorFlow will refuse."""
    parameters = [p for p in parameters_of(function, row) if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if called and parameters and parameters[0].name == "self":
        parameters = parameters[1:]
    names = [p.name for p in parameters]
    spoken = []  # of the parameters, those the rules read, tensors first
    for _, arguments in row.rules():
        for argument in arguments:
            name = names[int(argument)] if argument.isdigit() and int(argument) < len(names) else argument
            if name in names and name not in spoken:
                spoken.append(name)
    required = [p.name for p in parameters if p.default is p.empty]
    tensors = [n for n in names if n not in VALUES and (n in required or n in spoken) and n != "name"]
    tensors = [n for n in tensors if n in required] or tensors[:1]
    others = [n for n in required if n in VALUES]
    optional = [n for n in spoken if n in VALUES and n not in others]
    keyword_only = row.name.startswith("tensorflow.raw_ops.")
    writer = Writer(row, parameters, keyword_only, called or public_path(row.name))
    for given in combinations(tensors, others, optional):
        yield from writer.write(given, optional)


def combinations(tensors, others, optional):
    """Assignments of values to parameters: first every set of tensors with the plain values, then every value of each option."""
    if len(tensors) < 2:
        sets = [(t,) * len(tensors) for t in ALONE] if tensors else [()]
    else:
        same = [(t,) * len(tensors) for t in ALONE]
        pairs = [pair + (pair[1],) * (len(tensors) - 2) for pair in PAIRS]
        sets = [s for both in itertools.zip_longest(same[:12], pairs) for s in both if s] + same[12:]
    choices = [VALUES[n] for n in others]
    seen = set()
    for number, values in enumerate(sets):
        given = dict(zip(tensors, values))
        for pick in itertools.islice(picks(choices, number), 12 if number == 0 else 2):
            yield from fresh(given | dict(zip(others, pick)), seen)
        if number in (0, 6):  # f23 and f234: every value of every option
            for option in optional:
                for value in VALUES[option]:
                    plain = {n: c[0] for n, c in zip(others, choices)}
                    yield from fresh(given | plain | {option: value}, seen)
            if len(optional) > 1:
                yield from fresh(given | {n: c[0] for n, c in zip(others, choices)} | {n: VALUES[n][0] for n in optional[:2]}, seen)


def picks(choices, number):
    """The plain values first; then one parameter at a time takes its next."""
    yield tuple(c[0] for c in choices)
    for i, choice in enumerate(choices):
        for j in range(1, len(choice)):
            other = choice[(j + number) % len(choice)]
            yield tuple(other if k == i else c[0] for k, c in enumerate(choices))


def fresh(given, seen):
    key = tuple(sorted(given.items()))
    if key not in seen:
        seen.add(key)
        yield given


class Writer:
    def __init__(self, row, parameters, keyword_only, called):
        self.row, self.parameters, self.keyword_only, self.called = row, parameters, keyword_only, called
        self.count = 0

    def write(self, given, optional):
        """The call with its required arguments by position, or all of them by keyword, in turn."""
        self.count += 1
        by_name = self.keyword_only or self.count % 4 == 0
        words, positional = [], not by_name
        for parameter in self.parameters:
            if parameter.name not in given:
                if parameter.name in given or self.count % 3 or parameter.default is parameter.empty:
                    positional = False
                elif positional and any(n in given for n in self.after(parameter)):
                    words.append(literal(parameter.default))  # so that what follows has its position
                    positional = words[-1] is not None
                continue
            positional = positional and parameter.kind is not parameter.KEYWORD_ONLY
            words.append(given[parameter.name] if positional else f"{parameter.name}={given[parameter.name]}")
        words = [w for w in words if w is not None]
        if self.row.name.startswith("numpy."):
            words = [as_arrays(w) for w in words]
        yield Case(self.row.name, f"{self.called}({', '.join(words)})",
                   eager=self.row.name.startswith("numpy.") or self.row.is_class)

    def after(self, parameter):
        names = [p.name for p in self.parameters]
        return names[names.index(parameter.name) + 1:]


def as_arrays(argument):
    """The argument with NumPy arrays in place of tensors."""
    tree = ast.parse(argument.split("=", 1)[-1], mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and sample_of(node.id) and node.id.islower():
            node.id = "A" + node.id
        elif isinstance(node, ast.Name) and sample_of(node.id) and node.id[0].islower():
            node.id = "A" + node.id.replace("N", "2").replace("X", "_2_2")
    text = ast.unparse(tree)
    return text if "=" not in argument else f"{argument.split('=', 1)[0]}={text}"


def literal(value):
    return repr(value) if value is None or isinstance(value, (bool, int, float, str)) else None
