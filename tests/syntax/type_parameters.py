def f[T](x: T) -> T: ...
def f[T: int, U: (str, bytes), *Ts, **P](x: T): ...
class A[T](Base[T]): ...
class A[T = int, U: str = bytes, *Ts = *tuple[int, ...], **P = [int]]: ...
type X = int
type X[T] = list[T]
type X[T: int, *Ts, **P] = Callable[P, T] | None
x: int | None
x: list[int]
x: dict[str, list[int]]
x: a.b.C
x: "str"
x: Callable[[int], str]
x: Literal["a", 1]
x: Tuple[int, ...]
x: tuple[*Ts]
x: Callable[..., None] = f
