a = b += c
x: int = y = z
f(a as b)
[a as b]
def f(*a.b): pass
x = (*a)
with (a as b, c as d) as e: pass
f(**a, *b)
print(*a)
