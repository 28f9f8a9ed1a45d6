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
