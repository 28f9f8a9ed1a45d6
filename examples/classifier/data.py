"""Two interleaved spirals with a little noise."""
import numpy as np
import tensorflow as tf


def make_spirals(points_per_class, noise, seed):
    rng = np.random.default_rng(seed)
    features, labels = [], []
    for label in (0, 1):
        radius = np.linspace(0.1, 1.0, points_per_class)
        angle = 3.0 * np.pi * radius + np.pi * label
        xy = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        features.append(xy + rng.normal(scale=noise, size=xy.shape))
        labels.append(np.full(points_per_class, label))
    features = np.concatenate(features).astype("float32")
    labels = np.concatenate(labels).astype("int32")
    order = rng.permutation(len(features))
    return features[order], labels[order]


def split(features, labels, holdout=0.25):
    cut = int(len(features) * (1.0 - holdout))
    return (features[:cut], labels[:cut]), (features[cut:], labels[cut:])


def as_dataset(features, labels, batch_size, shuffle_seed=None):
    dataset = tf.data.Dataset.from_tensor_slices((features, labels))
    if shuffle_seed is not None:
        dataset = dataset.shuffle(len(features), seed=shuffle_seed)
    return dataset.batch(batch_size, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
