import tensorflow as tf

counter = 0


class Holder:
    def step(self, x):  # traced: yes
        return step(x)


def step(x):  # traced: yes
    global counter
    counter += 1
    return [inner for inner in (x, x)][0]


def outer():
    chosen = None

    def choose(fn):
        nonlocal chosen
        chosen = fn

    def target(x):  # traced: yes
        return x

    choose(target)

    @tf.function
    def run(x):
        if (f := chosen) is not None:
            return f(x)
        return x

    return run


def matched(x):  # traced: yes
    return x


@tf.function
def with_match(command, x):
    match command:
        case "go":
            return matched(x)
        case _:
            return x


@tf.function
def entry(x):
    return Holder().step(x)


entry(tf.ones([2]))
outer()(tf.ones([2]))
with_match("go", tf.ones([2]))
