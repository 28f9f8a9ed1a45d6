a + b * c ** -d ** e
a - b - c
(a + b) * c
a @ b / c // d % e
a << b >> c & d | e ^ f
~a; +a; -a
not a
not (a)
a and b or not c and d
a < b
a < b <= (c) == d != e
a > b >= c
a is b is not c
a in b not in c
not a in b
a if b else c
a if b else c if d else e
(a := b)
f(a := b, c=d)
f()
f(a, *b, c=d, **e)
f(x for x in y)
f((x for x in y))
f(a, (x for x in y))
f(*a or b, **c or d)
a.b.c
a.b(c).d[e]
a[b]
a[b, c]
a[(b, c)]
a[b,]
a[:]; a[::]; a[b:]; a[:b]; a[b:c]; a[::c]; a[b::c]; a[:b:c]; a[b:c:d]
a[b:c, ..., None, *d]
a[b := c]
()
(a,)
(a, b)
a,
a, b
a, *b
[]; [a]; [a, *b,]
{}; {a: b}; {a: b, **c, d: e,}
{a}; {a, *b}
yield
yield a
yield a, b
yield from a
x = (yield a)
await a
await a.b(c) + d
...
None; True; False
1; 0x1F; 0b1; 0o7; 1_000; 1.5; .5; 1.; 1e5; 1j; 1.5J
((a))
(((a))).b
(
    a  # comment
    .b
)
lambda: (yield)
