import tensorflow as tf

lr = 0.1
count = 0


@tf.function
def step(w, g):
    return w - lr * g  # expect: stale-captured-read


@tf.function
def counted(x):
    return x * count  # expect: stale-captured-read


def advance():
    global count
    count += 1


for epoch in range(10):
    lr = 0.1 * 0.5**epoch
    step(tf.ones([2]), tf.ones([2]))
    counted(tf.ones([2]))
    advance()


def train(steps):
    scale = 1.0

    @tf.function
    def scaled(x):
        return x * scale  # expect: stale-captured-read

    for i in range(steps):
        scaled(tf.ones([2]))
        scale = scale / 2.0


train(5)




@tf.function
def by_loop(x):
    return x + index  # expect: stale-captured-read


for index in range(5):
    by_loop(tf.ones([2]))


class Host:
    def __init__(self):
        self.function = None


def serve_all(hosts, first):
    for position, host in enumerate(hosts):

        def make():
            @tf.function
            def answer(x):
                return x * position  # expect: stale-captured-read

            return answer

        if first.function is None:
            first.function = make()
        first.function(tf.ones([2]))


serve_all([Host(), Host()], Host())


def made_in_a_loop():
    functions = []
    for number in range(4):

        @tf.function
        def late(x):
            return x * number  # expect: stale-captured-read

        functions.append(late)
        late(tf.ones([2]))
        number += 1
        late(tf.ones([2]))


made_in_a_loop()
