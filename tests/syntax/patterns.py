match a:
    case x: pass
    case _: pass
    case 1: pass
    case -1.5: pass
    case 1 + 2j: pass
    case -1 - 2j: pass
    case "a" "b": pass
    case b"a" | None | True | False: pass
    case tf.X: pass
    case a.b.c: pass
    case (x): pass
    case ((1 | 2)): pass
    case (): pass
    case (x,): pass
    case [x, *rest]: pass
    case [x, *_, (y, z)]: pass
    case x, y: pass
    case x,: pass
    case *x, y: pass
    case {}: pass
    case {"a": 1, -2: x, b.C: [y], **rest}: pass
    case Point(): pass
    case tf.Point(x, 0, z=_, w=-1 | 2): pass
    case Point(x=Point(y=z)): pass
    case (1 | 2) as x: pass
    case Point(x=0) as p if p.y > 0: pass
    case [1, 2] as x, {"k": v as w}: pass
match a, b:
    case c: pass
match a,:
    case c: pass
match (a, b):
    case c:
        d
    # comment
    case e if f:
        g
match -a:
    case 1: pass
