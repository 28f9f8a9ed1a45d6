import tensorflow as tf

total = 0
mode = "train"


class Agent(tf.Module):
    made = 0

    def __init__(self):
        super().__init__()
        self.steps = 0
        self.ready = False
        self.called = False
        self.rate = 1.0
        self.loc = tf.Variable(0.0)

    @tf.function
    def act(self, s):
        self.steps += 1  # expect: side-effect-state-write warning
        Agent.made = Agent.made + 1  # expect: side-effect-state-write
        self.bump()
        return s * 2.0

    def bump(self):
        self.steps = self.steps + 1  # expect: side-effect-state-write

    @tf.function
    def start(self, x):
        if not self.ready:
            self.loc.assign(tf.reduce_mean(x))
            self.ready = True  # expect: side-effect-state-write
        return x - self.loc

    @tf.function
    def start_early_exit(self, x):
        if self.called:
            return x
        self.loc.assign(tf.reduce_mean(x))
        self.called = True  # expect: side-effect-state-write
        return x - self.loc

    @tf.function
    def set_rate(self, x, rate):
        self.rate = rate  # expect: side-effect-state-write
        return x * rate

    @tf.function
    def mark(self, x):
        self.fresh = True  # expect: side-effect-state-write
        return x

    def take(self):
        fresh = self.fresh
        self.fresh = False
        return fresh


@tf.function
def count(x):
    global total
    total += 1  # expect: side-effect-state-write
    return x


def closure():
    n = 0

    @tf.function
    def step(x):
        nonlocal n
        n += 1  # expect: side-effect-state-write
        return x

    step(tf.ones([2]))
    return n


@tf.function
def train(x):
    global mode
    mode = "train"  # expect: side-effect-state-write
    return x


@tf.function
def test(x):
    global mode
    mode = "test"  # expect: side-effect-state-write
    return x


class Config:
    def __init__(self):
        self.n = 0


@tf.function
def on_an_argument(config, x):
    config.n += 1  # expect: side-effect-state-write
    return x


a = Agent()
x = tf.ones([2])
a.act(x)
a.start(x)
a.start_early_exit(x)
a.set_rate(x, 2.0)
print(a.rate)
a.mark(x)
a.take()
count(x)
closure()
train(x)
test(x)
print(mode)
on_an_argument(Config(), x)
