from tensorflow import GradientTape
from tensorflow.keras import Sequential, layers, optimizers
import tensorflow


def step(model, optimizer, x):  # expect: hybridize-missing-train-step
    with GradientTape() as tape:
        loss = tensorflow.reduce_mean(model(x) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


network = Sequential([layers.Dense(1)])
adam = optimizers.Adam()
while True:
    step(network, adam, tensorflow.ones([2, 2]))
