# file: test_steps.py
import tensorflow as tf

import library


@tf.function
def step(x):
    print("tracing here", x)
    print(f"{x:.3f}")  # expect: side-effect-print error
    return library.scaled(x)


def test_step(capsys):
    step(tf.ones([2]))
    assert "here" in capsys.readouterr().out
# file: library.py
def scaled(x):
    print(x)  # expect: side-effect-print warning
    return x * 2
