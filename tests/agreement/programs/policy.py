"""A policy-gradient loop on a made-up environment: replay lists, tuples of tensors, strategy.run."""
import dataclasses

import numpy as np
import tensorflow as tf


@dataclasses.dataclass
class Transition:
    observation: np.ndarray
    action: int
    reward: float


class Corridor:
    def __init__(self, length, seed):
        self.length = length
        self.rng = np.random.default_rng(seed)
        self.place = 0

    def reset(self):
        self.place = int(self.rng.integers(0, self.length))
        return self.observation()

    def observation(self):
        out = np.zeros(self.length, dtype="float32")
        out[self.place] = 1.0
        return out

    def step(self, action):
        self.place = int(np.clip(self.place + (1 if action else -1), 0, self.length - 1))
        done = self.place == self.length - 1
        return self.observation(), float(done), done


class Policy(tf.keras.Model):
    def __init__(self, actions):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(16, activation="tanh")
        self.logits = tf.keras.layers.Dense(actions)

    def call(self, observation):
        return self.logits(self.hidden(observation))


def choose(policy, observation, rng):
    probabilities = tf.nn.softmax(policy(observation[np.newaxis, :]))[0].numpy()
    return int(rng.random() < probabilities[1])


def discounted(rewards, gamma=0.9):
    total, out = 0.0, []
    for reward in reversed(rewards):
        total = reward + gamma * total
        out.append(total)
    return np.array(out[::-1], dtype="float32")


def log_likelihood(logits, actions):
    return -tf.nn.sparse_softmax_cross_entropy_with_logits(labels=actions, logits=logits)


@tf.function(reduce_retracing=True)
def update(policy, optimizer, batch):
    observations, actions, returns = batch
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(log_likelihood(policy(observations), actions) * returns)
    gradients = tape.gradient(loss, policy.trainable_variables)
    optimizer.apply_gradients(zip(gradients, policy.trainable_variables))
    return loss


def to_batch(episode):
    observations = tf.stack([t.observation for t in episode])
    actions = tf.constant([t.action for t in episode], dtype=tf.int32)
    return observations, actions, tf.constant(discounted([t.reward for t in episode]))


def play(environment, policy, rng, limit=12):
    episode = []
    observation = environment.reset()
    for _ in range(limit):
        action = choose(policy, observation, rng)
        following, reward, done = environment.step(action)
        episode.append(Transition(observation, action, reward))
        observation = following
        if done:
            break
    return episode


def main():
    rng = np.random.default_rng(3)
    environment = Corridor(5, seed=4)
    policy = Policy(2)
    policy(tf.zeros([1, 5]))
    optimizer = tf.keras.optimizers.SGD(0.1)
    optimizer.build(policy.trainable_variables)
    losses = []
    for _ in range(4):
        losses.append(update(policy, optimizer, to_batch(play(environment, policy, rng))))
    return float(tf.add_n(losses))


if __name__ == "__main__":
    main()
