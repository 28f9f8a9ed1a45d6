import tensorflow as tf


def step(x):  # repeated: yes
    return x


def twice(x):  # repeated: no
    return x


def epoch(batches):  # repeated: no
    for b in batches:
        step(b)


def deep(x):  # repeated: yes
    return deeper(x)


def deeper(x):  # repeated: yes
    return x


def in_comprehension(x):  # repeated: yes
    return x


def once(x):  # repeated: no
    return x


epoch(tf.data.Dataset.range(9))
for _ in range(2):
    twice(1)
while True:
    deep(1)
    break
values = [in_comprehension(v) for v in range(100)]
once(1)
