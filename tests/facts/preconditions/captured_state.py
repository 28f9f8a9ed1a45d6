import tensorflow as tf

scale = 1.0
LIMIT = 3.0
step = tf.Variable(0)


def rescale():
    global scale
    scale *= 0.5


def scaled(x):  # changing_captured_state: yes
    return x * scale


def through(x):  # changing_captured_state: yes
    return scaled(x)


def limited(x):  # changing_captured_state: no
    return tf.minimum(x, LIMIT)


def counted(x):  # changing_captured_state: no
    step.assign_add(1)
    return x * tf.cast(step, tf.float32)


class Agent:
    def __init__(self):
        self.epsilon = 1.0
        self.rate = 0.1

    def decay(self):
        self.epsilon -= 0.1

    def act(self, x):  # changing_captured_state: yes
        return x * self.epsilon

    def learn(self, x):  # changing_captured_state: no
        return x * self.rate


agent = Agent()
for _ in range(10):
    for f in (scaled, through, limited, counted, agent.act, agent.learn):
        f(tf.ones([2]))
    rescale()
    agent.decay()


class Propagates:
    """What one call writes is no state that it has from outside; each class below runs its own message()."""

    def propagate(self, x):  # changing_captured_state: yes
        self.size = tf.reduce_sum(x)
        return self.message(x) / self.size

    def message(self, x):  # changing_captured_state: no
        return x


class Weighted(Propagates):
    def __init__(self):
        self.weight = 1.0

    def call(self, x):  # changing_captured_state: yes
        return self.propagate(x)

    def message(self, x):  # changing_captured_state: yes
        return x * self.weight

    def decay(self):
        self.weight *= 0.5


class Sized(Propagates):
    def call(self, x):  # changing_captured_state: no
        return self.propagate(x)

    def message(self, x):  # changing_captured_state: unknown
        return x * self.size


class Ascends:
    def first(self, x):  # changing_captured_state: no
        self.steps = []
        self.steps.append(x * 2.0)

    def second(self, x):  # changing_captured_state: unknown
        return x - self.steps[0]


weighted, sized, ascends = Weighted(), Sized(), Ascends()
for _ in range(10):
    weighted.call(tf.ones([2]))
    weighted.decay()
    sized.call(tf.ones([2]))
    ascends.first(tf.ones([2]))
    ascends.second(tf.ones([2]))


def makes_its_own(x):  # changing_captured_state: no
    total = tf.zeros([2])
    scale = 1.0
    for i in range(3):
        f = lambda t: t * scale + i  # changing_captured_state: yes
        total += f(x)
        scale = scale * 0.5
    return total


def hands_out(x):  # changing_captured_state: no
    scale = 1.0

    def inner(t):  # changing_captured_state: yes
        return t * scale

    def between(t):  # changing_captured_state: yes
        return inner(t) + 1.0

    for _ in range(3):
        x = between(x)
        scale = scale * 0.5
    return x


makes_its_own(tf.ones([2]))
hands_out(tf.ones([2]))
