import numpy as np
import tensorflow as tf
from tensorflow.keras.models import Model, load_model

model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
inputs = tf.keras.Input([4])
functional = Model(inputs, tf.keras.layers.Dense(2)(inputs))
episode = np.ones([100, 4])
dataset = tf.data.Dataset.from_tensor_slices(tf.ones([8, 4])).batch(2)

for s in episode:
    q = model.predict(s[None])  # expect: perf-predict-in-loop
    boxes = functional.predict(s[None])  # expect: perf-predict-in-loop
    boxes = [tf.reshape(part, [-1]) for part in boxes]
    q = model.predict(s[np.newaxis, :], verbose=0)  # expect: perf-predict-in-loop
    q = functional.predict(np.expand_dims(s, axis=0))  # expect: perf-predict-in-loop
    q = model.predict(x=tf.expand_dims(s, 0))  # expect: perf-predict-in-loop
    one = s.reshape(1, 4)
    q = model.predict(one)  # expect: perf-predict-in-loop
for batch in dataset:
    out = model.predict(batch)  # expect: perf-predict-in-loop
all_of_them = [model.predict(s[None], callbacks=[])[0] for s in episode]  # expect: perf-predict-in-loop


class Agent(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def call(self, x):
        return self.dense(x)

    def act(self, state):
        return np.argmax(self.predict(state[None]))  # expect: perf-predict-in-loop


agent = Agent()
state = np.zeros([4])
for step in range(1000):
    action = agent.act(state)
    state = state + action
while True:
    best, rest = model.predict(np.zeros([8, 4]))  # expect: perf-predict-in-loop
