import tensorflow as tf


class Agent:
    def __init__(self):
        self.eps = tf.Variable(1.0, trainable=False)
        self.n = 1
        self.seen = 0
        self.limit = 3.0
        self.cache = None
        self.kept = 0.0
        self.rate = 1.0
        self.mode = "train"
        self.total = 0.0
        self.step_fn = tf.function(self._step)

    def decay(self):
        self.eps.assign(self.eps * 0.99)
        self.seen += 1

    def configure(self, n):
        self.n = n

    def set_limit(self, limit):
        self.limit = limit
        self.step_fn = tf.function(self._step)

    def _step(self, x):
        return x * self.limit

    @tf.function
    def act(self, q):
        print("eps", self.seen)
        return q * self.eps * self.n

    @tf.function
    def train_step(self, x):
        return x * 2.0 if self.mode == "train" else x

    @tf.function
    def test_step(self, x):
        return x * 2.0 if self.mode == "train" else x

    @tf.function
    def cached(self, x):
        return x * self.cache

    def run_cached(self, x):
        if self.cache is None:
            self.cache = 3.0
        return self.cached(x)

    @tf.function
    def given(self, x, rate):
        return x * rate

    @tf.function
    def keyed(self, x, epoch):
        return x * self.kept + epoch

    @tf.function
    def summed(self, x):
        return x + self.total


agent = Agent()
agent.configure(4)
x = tf.ones([3])
for step in range(100):
    agent.act(x)
    agent.decay()
    agent.set_limit(float(step))
    agent.step_fn(x)
    agent.mode = "train"
    agent.train_step(x)
    agent.mode = "test"
    agent.test_step(x)
    agent.run_cached(x)
    agent.rate *= 0.5
    agent.given(x, tf.constant(agent.rate))
    agent.kept = float(step)
    agent.keyed(x, step)
    agent.total = 0.0
    agent.summed(x)
    agent.total += 1.0


class Fresh:
    def __init__(self, k):
        self.k = 1.0
        self.k = self.k * k

    @tf.function
    def f(self, x):
        return x * self.k


for k in range(4):
    fresh = Fresh(k)
    fresh.k = 2.0 * k
    fresh.f(x)

several = [Fresh(k) for k in range(4)]
for k, one in enumerate(several):
    one.k = 3.0 * k
    one.f(x)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)
        self.beta = 1.0

    def call(self, inputs):
        return self.dense(inputs) * self.beta


model = Net()
for beta in (1.0, 2.0):
    model.beta = beta
    model.compile("sgd", "mse")
    model.fit(tf.ones([4, 2]), tf.ones([4, 1]))
