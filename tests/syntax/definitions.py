def f(): pass
def f(a, b=1, *args, c, d=2, **kwargs) -> int:
    return a
def f(a, /, b, *, c): ...
def f(a: int, b: str = "x", *args: int, c: float = 1.5, **kwargs: dict[str, int]): ...
def f(*args: *Ts): ...
def f(
    a,  # the first
    b=(1, 2),
): return
@decorator
def f(): ...
@a.b(c, d=1)
@e[0]
@(lambda g: g)
async def f():
    def inner(): pass
    class Inner: pass
class A: pass
class A(): x = 1
class A(B, c.D, metaclass=M, *bases, **options):
    """Text."""
    def method(self): pass
    x: int = 0
@decorator
class A:
    pass
lambda: 0
lambda x: x
lambda x, *y, z=1, **k: (x, y)
lambda *, x: lambda: x
lambda x, /, y: x if y else None
