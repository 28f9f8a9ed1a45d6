# A script that is run with a folder above its own on the path.
# file: pyproject.toml
# file: work/study/train.py
import tensorflow as tf
from shared import model


@tf.function
def step(x):
    return model.forward(x)


step(tf.ones([2]))
# file: work/shared/model.py
def forward(x):  # traced: yes
    return x
