"""Deep Q-learning on a corridor: walk right to the goal, do not fall off the left end."""
from collections import deque

import numpy as np
import tensorflow as tf

CELLS = 8
ACTIONS = 2
LEFT, RIGHT = 0, 1


class Corridor:
    """Starts in the middle; +1 at the right end, -1 at the left one, -0.01 for each step."""

    def __init__(self, rng):
        self.rng = rng
        self.cell = 0
        self.steps = 0

    def reset(self):
        self.cell = int(self.rng.integers(2, CELLS - 2))
        self.steps = 0
        return self.observation()

    def observation(self):
        state = np.zeros(CELLS, dtype="float32")
        state[self.cell] = 1.0
        return state

    def step(self, action):
        self.cell += 1 if action == RIGHT else -1
        self.steps += 1
        if self.cell == CELLS - 1:
            return self.observation(), 1.0, True
        if self.cell == 0:
            return self.observation(), -1.0, True
        return self.observation(), -0.01, self.steps >= 30


class ReplayBuffer:
    def __init__(self, capacity, rng):
        self.items = deque(maxlen=capacity)
        self.rng = rng

    def add(self, *transition):
        self.items.append(transition)

    def sample(self, count):
        chosen = self.rng.choice(len(self.items), size=count)
        columns = zip(*(self.items[i] for i in chosen))
        states, actions, rewards, next_states, done = (np.array(c) for c in columns)
        return (states, actions.astype("int32"), rewards.astype("float32"),
                next_states, done.astype("float32"))


def build_network():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(CELLS,)),
        tf.keras.layers.Dense(24, activation="relu"),
        tf.keras.layers.Dense(ACTIONS),
    ])


class Agent:
    def __init__(self, rng, gamma=0.95, epsilon=1.0, epsilon_min=0.05, decay=0.85):
        self.rng = rng
        self.gamma = gamma
        self.epsilon = epsilon
        self.epsilon_min = epsilon_min
        self.decay = decay
        self.network = build_network()
        self.target = build_network()
        self.optimizer = tf.keras.optimizers.Adam(learning_rate=0.01)
        self.sync()

    def sync(self):
        self.target.set_weights(self.network.get_weights())

    def act(self, state):
        if self.rng.random() < self.epsilon:
            return int(self.rng.integers(ACTIONS))
        values = self.network(state[np.newaxis], training=False)
        return int(tf.argmax(values[0]))

    def learn(self, states, actions, rewards, next_states, done):
        @tf.function
        def update(states, actions, rewards, next_states, done):
            best_next = tf.reduce_max(self.target(next_states, training=False), axis=1)
            wanted = rewards + self.gamma * (1.0 - done) * best_next
            with tf.GradientTape() as tape:
                values = self.network(states, training=True)
                taken = tf.gather(values, actions, batch_dims=1)
                loss = tf.reduce_mean(tf.square(wanted - taken))
            gradients = tape.gradient(loss, self.network.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.network.trainable_variables))
            return loss

        return update(states, actions, rewards, next_states, done)

    def end_episode(self):
        self.epsilon = max(self.epsilon_min, self.epsilon * self.decay)


def play_episode(env, agent, buffer, batch_size):
    """The sum of the rewards, and the losses of the updates made on the way."""
    state, total, losses, done = env.reset(), 0.0, [], False
    while not done:
        action = agent.act(state)
        next_state, reward, done = env.step(action)
        buffer.add(state, action, reward, next_state, done)
        state, total = next_state, total + reward
        if len(buffer.items) >= batch_size and env.steps % 4 == 0:
            losses.append(float(agent.learn(*buffer.sample(batch_size))))
    agent.end_episode()
    return total, losses


def main() -> dict[str, float]:
    tf.keras.utils.set_random_seed(21)
    rng = np.random.default_rng(21)
    env, agent = Corridor(rng), Agent(rng)
    buffer = ReplayBuffer(capacity=500, rng=rng)

    rewards, losses = [], []
    for episode in range(24):
        total, episode_losses = play_episode(env, agent, buffer, batch_size=16)
        rewards.append(total)
        losses += episode_losses
        if episode % 4 == 3:
            agent.sync()
            print(f"episode {episode + 1}: reward {np.mean(rewards[-4:]):.2f}, epsilon {agent.epsilon:.2f}")
    return {"reward": float(np.mean(rewards[-8:])), "loss": float(np.mean(losses[-8:])), "epsilon": agent.epsilon}


if __name__ == "__main__":
    print(main())
