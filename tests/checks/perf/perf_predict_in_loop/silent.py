import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2)])
folds = [np.ones([500, 4]) for _ in range(10)]
datasets = {"a": tf.data.Dataset.from_tensor_slices(tf.ones([8, 4])).batch(2)}


class Forest:
    def predict(self, x):
        return x


forest = Forest()
for fold in folds:
    p = model.predict(fold)
    p = model.predict(fold[None][0])
for name in datasets:
    p = model.predict(datasets[name])
for chunk in folds:
    model.predict_on_batch(chunk)
    forest.predict(chunk[None])
    model(chunk[None], training=False)
# Once, or a few times.
model.predict(folds[0][:1][None])
for _ in range(3):
    model.predict(np.zeros([1, 4]))


def by_name(net, x):
    return net.predict(x[None])


for fold in folds:
    by_name(Forest(), fold)


def never_repeated(x):
    return model.predict(x[None])


never_repeated(folds[0][0])
