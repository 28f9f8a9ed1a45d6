import numpy as np
import tensorflow as tf

trace_count = 0


class State:
    def __init__(self):
        self.n = 0


class Agent(tf.Module):
    def __init__(self):
        super().__init__()
        self.steps = tf.Variable(0)
        self.weight = None
        self.table = None
        self.training = False
        self.called = False
        self.in_shape = None
        self.count = 0
        self.index = 0
        self._gain = tf.Variable(1.0)
        self.built = False

    @tf.function
    def act(self, s):
        self.steps.assign_add(1)
        state = State()
        state.n = 0
        state.n += 1
        return s * float(state.n)

    @tf.function
    def lazy(self, x):
        if self.weight is None:
            self.weight = tf.Variable(1.0)
        if self.table is None:
            self.table = np.arange(3)
        if not self.built:
            self.make()
        return x * self.weight

    def make(self):
        self.extra = tf.Variable(2.0)
        self.built = True

    @tf.function
    def set_and_restore(self, x):
        old = self.training
        self.training = True
        y = self.forward(x)
        self.training = old
        return y

    def forward(self, x):
        return x * 2.0 if self.training else x

    @tf.function
    def same_each_time(self, x):
        self.called = True
        self.in_shape = x.shape
        return x

    @tf.function
    def numbers_of_its_own(self, x):
        self.index = 0
        for _ in range(3):
            x = self.next(x)
        return x

    def next(self, x):
        self.index += 1
        return x * float(self.index)

    @property
    def gain(self):
        return self._gain

    @gain.setter
    def gain(self, value):
        self._gain.assign(value)

    @tf.function
    def through_a_setter(self, x):
        self.gain = 2.0
        return x * self.gain

    def eager(self):
        self.count += 1
        if self.called:
            return self.in_shape
        return self.count


@tf.function
def traces(x):
    global trace_count
    trace_count += 1
    return x


opt = tf.keras.optimizers.SGD(0.1)


@tf.function
def schedule(x, rate):
    opt.learning_rate = rate
    return x


a = Agent()
x = tf.ones([3])
a.act(x)
a.lazy(x)
a.set_and_restore(x)
a.same_each_time(x)
a.numbers_of_its_own(x)
a.through_a_setter(x)
a.eager()
traces(x)
schedule(x, 0.1)
