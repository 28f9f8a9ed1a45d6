from typing import Optional, Union

import tensorflow as tf
from elsewhere import source


def augment(x):
    return tf.image.random_flip_left_right(tf.image.resize(x, [32, 32]))


def transform(ds: tf.data.Dataset):
    return ds.map(augment)  # expect: data-map-sequential


transform(source())


def may_be_none(ds: Optional[tf.data.Dataset]):
    return ds.map(augment)


may_be_none(source())


def one_of_two(ds: Union[tf.data.Dataset, tf.Tensor]):
    return ds.map(augment)


one_of_two(source())


def in_words(ds: "tf.data.Dataset"):
    return ds.map(augment)


in_words(source())


def of_something_else(ds: source):
    return ds.map(augment)


of_something_else(source())
