import tensorflow as tf


class Agent:
    def __init__(self):
        self.eps = 1.0
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.frozen = True
        self.rate = 0.1
        self.net = tf.keras.layers.Dense(1)

    def decay(self):
        self.eps *= 0.99

    def set_rate(self, rate):
        self.rate = rate

    @tf.function
    def act(self, q):
        if tf.random.uniform(()) < self.eps:  # expect: stale-attribute-read
            return tf.zeros_like(q)
        return q

    @tf.function
    def update(self, x):
        if self.frozen:  # expect: stale-attribute-read
            return x
        return x * 2.0

    @tf.function
    def learn(self, x):
        return self.loss(x)

    def loss(self, x):
        return x * self.rate  # expect: stale-attribute-read

    @tf.function
    def predict(self, x):
        return self.net(x)  # expect: stale-attribute-read


def train(steps):
    agent = Agent()
    x = tf.ones([3, 1])
    for step in range(steps):
        agent.act(x)
        agent.decay()
        if step == 10:
            agent.frozen = False
        agent.update(x)
        agent.set_rate(0.1 / (1 + step))
        agent.learn(x)
    agent.predict(x)
    agent.net = tf.keras.layers.Dense(2)
    agent.predict(x)


train(100)
