#!/usr/bin/env python3
"""Dump TensorFlow's public API, made by introspection of a real installation, as one deterministic JSON document.

  dump.py OUT.json[.xz] [--no-keras]

Walks the public names under `tensorflow` (spelled `tf.`) and, where there is one, the stand-alone `keras` package. One entry an object:
  "tf.math.add": {"kind": "function", "aliases": ["tf.add"], "params": [["x","pos|kw"],["name","pos|kw","None"]], "defined": "tensorflow.python.ops.math_ops:add"}
kinds: function, class, method, staticmethod, classmethod, property, dtype, constant, object
"modules" maps every public module name to the real module's name (tf.optimizers and tf.keras.optimizers are one module).
param kinds: pos (positional only), pos|kw, *args, kw (keyword only), **kw; third element = repr of the default (shortened, addresses removed)
The canonical name is the one the exporting decorator gave, else the shortest name, else the first in order. Names starting with `_` are left out.
"""
import collections, enum, inspect, json, lzma, os, re, sys, types
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
if __name__ == "__main__" and os.environ.get("PYTHONHASHSEED") != "0":   # reprs of sets must not vary
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, *sys.argv])
import warnings
warnings.simplefilter("ignore")
import tensorflow as tf
tf.get_logger().setLevel("ERROR")

KINDS = {0: "pos", 1: "pos|kw", 2: "*args", 3: "kw", 4: "**kw"}
def default(v):
    if isinstance(v, tf.DType): return "tf." + v.name
    if isinstance(v, enum.Enum): return str(v)
    if inspect.isfunction(v) or inspect.isclass(v): return f"<{getattr(v, '__qualname__', v)}>"
    try: r = repr(v)
    except Exception: r = f"<{type(v).__name__}>"
    r = re.sub(r" at 0x[0-9a-f]+", "", r)
    return r if len(r) <= 80 else r[:77] + "..."
def params(o):
    try: s = inspect.signature(o)
    except Exception: return None
    out = []
    for p in s.parameters.values():
        e = [p.name, KINDS[int(p.kind)]]
        if p.default is not p.empty: e.append(default(p.default))
        out.append(e)
    return out
def unwrap(o):
    seen = 0
    while seen < 20:
        n = getattr(o, "__wrapped__", None)
        d = getattr(o, "_tf_decorator", None)
        if d is not None and getattr(d, "decorated_target", None) is not None: n = d.decorated_target
        if n is None or n is o: break
        o, seen = n, seen + 1
    return o
def defined(o):
    t = unwrap(o)
    m, q = getattr(t, "__module__", None), getattr(t, "__qualname__", None)
    return f"{m}:{q}" if isinstance(m, str) and isinstance(q, str) else None
def kind(o):
    if isinstance(o, types.ModuleType): return "module"
    if inspect.isclass(o): return "class"
    if isinstance(o, tf.DType): return "dtype"
    if isinstance(o, (bool, int, float, complex, str, bytes, tuple, type(None), enum.Enum)): return "constant"
    if callable(o): return "function"
    return "object"
def exported(o, root):
    """Names given by the exporting decorators, as attributes on the object."""
    names = []
    t = o if inspect.isclass(o) else unwrap(o)
    for x in (o, t):
        d = getattr(x, "__dict__", {})
        n = d.get("_api_export_path")
        keras3 = [n] if isinstance(n, str) else list(n or ())
        keras3.sort(key=lambda n: (n.count("."), n))
        keras2 = [n for n in d.get("_keras_api_names", ())]
        if root == "tf": names += ["tf." + n for n in d.get("_tf_api_names", ())] + ["tf." + n for n in keras2 + keras3]
        else: names += keras2 + keras3
        export = sys.modules.get("keras.src.api_export")      # Keras 3 without namex keeps the first name here
        try:
            n = export.get_name_from_symbol(x)
            if isinstance(n, str): names.append(("tf." if root == "tf" else "") + n)
        except Exception: pass
    return names
def public(m):
    """Public names of a module, lazy ones included, with loader helpers left out."""
    names = set(n for n in dir(m) if not n.startswith("_"))
    names |= set(n for n in getattr(m, "__all__", ()) if not n.startswith("_"))
    return sorted(names)
LEAK = {"annotations", "sys", "os", "absolute_import", "division", "print_function", "unicode_literals"}
# Where the public modules of TensorFlow really live; what leaks in beside them (unittest.mock, numpy, asyncio, ...) is left out.
API = re.compile(r"tensorflow(\.(_api|compat|keras|dtensor|experimental|estimator)(\.(?!python)\w+)*)?$|tensorboard\.summary\._tf(\.|$)|tensorflow_estimator\.python\.estimator\.api(\.|$)|"
                 r"(tf_)?keras\.(api|_tf_keras)(\.|$)|tensorflow\._api\.v2\.")
def inside(mod, root):
    n = getattr(mod, "__name__", "")
    if root == "keras": return n in ("keras", "keras.api._v2.keras") or (n.startswith(PUBLIC_KERAS) and not n.startswith(("keras.src", "keras._tf_keras", "keras.api._tf_keras")))
    return bool(API.match(n))
PUBLIC_KERAS = "keras."
def wanted(name):
    """One level of tf.compat.vN is enough: tf.compat.v1.compat.v2.x and the like are left out."""
    return name.count(".compat.") <= 1 and not name.endswith((".compat.v1.compat", ".compat.v2.compat"))

def walk(root_module, root):
    by_id, order, keep = collections.defaultdict(list), [], []
    queue, modules, failures = collections.deque([(root, root_module, ())]), {}, []
    while queue:
        name, mod, above = queue.popleft()
        real = getattr(mod, "__name__", name)
        if real in above or (root == "keras" and real in modules.values()): continue      # a module that holds itself
        modules[name] = real
        for n in public(mod):
            if n in LEAK: continue
            full = f"{name}.{n}"
            if not wanted(full): continue
            try: o = getattr(mod, n)
            except Exception as e: failures.append([full, type(e).__name__]); continue
            if isinstance(o, types.ModuleType):
                try: dir(o)
                except Exception as e: failures.append([full, type(e).__name__]); continue
                if inside(o, root): queue.append((full, o, above + (real,)))
                continue
            if isinstance(o, types.BuiltinFunctionType) and getattr(o, "__module__", "") in ("builtins", "sys"): continue
            k = ("constant", full) if kind(o) == "constant" else id(o)
            if k not in by_id: order.append((k, o)); keep.append(o)
            by_id[k].append(full)
    return order, by_id, modules, failures

def entry(o):
    e = {"kind": kind(o)}
    if e["kind"] in ("function", "class"):
        p = params(o)
        if p is not None: e["params"] = p
        d = defined(o)
        if d: e["defined"] = d
    if e["kind"] == "constant": e["value"] = default(o)
    if e["kind"] == "object": e["type"] = f"{type(o).__module__}.{type(o).__qualname__}"
    return e
def members(cls):
    out = {}
    for n in sorted(set(dir(cls))):
        if n.startswith("_") and n not in ("__init__", "__call__", "__iter__", "__len__", "__getitem__", "__bool__", "__array__", "__enter__", "__exit__"): continue
        owner = next((c for c in cls.__mro__ if n in c.__dict__), None)
        if owner is None or owner is object: continue
        raw = owner.__dict__[n]
        e = {}
        if isinstance(raw, staticmethod): e["kind"] = "staticmethod"
        elif isinstance(raw, classmethod): e["kind"] = "classmethod"
        elif isinstance(raw, property) or type(raw).__name__ in ("cached_property", "getset_descriptor", "member_descriptor"): e["kind"] = "property"
        elif callable(raw): e["kind"] = "method"
        else: e["kind"] = kind(raw); e = {"kind": e["kind"] if e["kind"] != "function" else "method"}
        if owner is not cls: e["from"] = f"{owner.__module__}:{owner.__qualname__}"
        elif e["kind"] in ("method", "staticmethod", "classmethod"):
            p = params(raw.__func__ if isinstance(raw, (staticmethod, classmethod)) else raw)
            if p is not None: e["params"] = p
        out[n] = e
    return out
def table(root_module, root):
    order, by_id, modules, failures = walk(root_module, root)
    entries = {}
    for k, o in order:
        names = sorted(by_id[k], key=lambda n: (n.count("."), n))
        given = [n for n in exported(o, root) if n in names]
        compat = [n for n in names if ".compat." in n or "._legacy" in n or "._tf_keras" in n]
        plain = [n for n in names if n not in compat]
        own = getattr(unwrap(o), "__name__", "")
        keras_made = str(getattr(unwrap(o), "__module__", "")).startswith(("keras.", "tf_keras."))
        canon = given[0] if given else min(plain or names, key=lambda n: (keras_made and not n.startswith(("tf.keras.", "keras.")),
                                                                          n.rsplit(".", 1)[-1] != own, n.count("."), n))
        e = entry(o)
        rest = sorted(n for n in names if n != canon)
        if rest: e["aliases"] = rest
        if inspect.isclass(o):
            e["bases"] = [f"{b.__module__}:{b.__qualname__}" for b in o.__mro__[1:] if b is not object]
            e["members"] = members(o)
        entries[canon] = e
    return {"entries": dict(sorted(entries.items())), "modules": dict(sorted(modules.items())), "unreadable": sorted(failures)}

def main():
    out = sys.argv[1]
    doc = {"tensorflow": tf.__version__, "python": ".".join(map(str, sys.version_info[:2]))}
    doc["tf"] = table(tf, "tf")
    if "--no-keras" not in sys.argv:
        try:
            import keras
            if "keras.src" not in sys.modules:                  # Keras before 2.13: the package is its own source, the public names are here
                import importlib
                real, keras = keras, importlib.import_module("keras.api._v2.keras")
                keras.__version__ = real.__version__
                global PUBLIC_KERAS
                PUBLIC_KERAS = "keras.api._v2.keras."
            doc["keras_version"] = getattr(keras, "__version__", None) or getattr(keras, "version", lambda: "?")()
            doc["keras"] = table(keras, "keras")
        except Exception as e: doc["keras_error"] = type(e).__name__
    text = json.dumps(doc, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
    if out.endswith(".xz"):
        with open(out, "wb") as f: f.write(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))
    else:
        with open(out, "wb") as f: f.write(text)
    for r in ("tf", "keras"):
        if r in doc:
            c = collections.Counter(e["kind"] for e in doc[r]["entries"].values())
            m = sum(len(e.get("members", ())) for e in doc[r]["entries"].values())
            n = sum(1 + len(e.get("aliases", ())) for e in doc[r]["entries"].values())
            print(r, doc.get("keras_version") if r == "keras" else doc["tensorflow"], dict(c), "objects", len(doc[r]["entries"]), "names", n, "members", m,
                  "modules", len(doc[r]["modules"]), "unreadable", len(doc[r]["unreadable"]))
    print(len(text), "bytes plain,", os.path.getsize(out), "written")
if __name__ == "__main__": main()
