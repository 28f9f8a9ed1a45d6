a = 1
a = b = c
a, b = b, a
a, = c
(a, b), [c, *d] = e
a.b[0] = (c)
x: int
x: int = 1
(x): list[int] = []
self.x: "T" = y, z
a += 1
a -= b; a *= b; a @= b; a /= b; a //= b; a %= b; a **= b
a <<= b; a >>= b; a &= b; a |= b; a ^= b
a = yield
*a, b = c
a = *b, c
a = b, = c
x[i]: int = 1
type(x).y = 1
