import tensorflow as tf


@tf.function
def f(x, i):
    print(f"loss {x} at {i}")  # expect: side-effect-print warning
    print(f"{x}")  # expect: side-effect-print warning
    print(f'a={x}, {{b}}', end="")  # expect: side-effect-print warning
    print(f"{x:.3f}")  # expect: side-effect-print error
    print(f"loss {x:6.2f}!")  # expect: side-effect-print error
    print("x %d" % x)  # expect: side-effect-print error
    print("{:.3f}".format(x))  # expect: side-effect-print error
    print("x is %s" % x)  # expect: side-effect-print warning
    print(f"{x!r}")  # expect: side-effect-print warning
    print(f"{x=}")  # expect: side-effect-print warning
    print("beside", f"{x}")  # expect: side-effect-print warning
    print("extracting", x)  # expect: side-effect-print warning
    return x


@tf.function(autograph=False)
def unconverted(x, emit=print):
    emit("x", x)  # expect: side-effect-print
    return x


f(tf.ones([]), tf.ones([]))
unconverted(tf.ones([]))
