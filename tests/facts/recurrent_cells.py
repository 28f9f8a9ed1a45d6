import tensorflow as tf


class Cell(tf.keras.layers.LSTMCell):
    def call(self, inputs, states, training=None):  # effects: none  # failures: none
        mask = self.get_dropout_mask_for_cell(inputs, training, count=4)
        return tf.matmul(inputs, states[0]), states


def step(inputs, state):
    cell = tf.keras.layers.LSTMCell(4)
    outputs, state = cell(inputs, state)
    return sample(outputs, tf.nest.pack_sequence_as(state, tf.nest.flatten(state)))


def sample(outputs, state):  # failures: none
    del state
    return tf.argmax(outputs, axis=-1)


def starts(inputs):  # effects: none
    cell = tf.keras.layers.LSTMCell(4)
    other = tf.keras.layers.GRUCell(4)
    return cell.get_initial_state(batch_size=2), other.get_initial_state(batch_size=2)
