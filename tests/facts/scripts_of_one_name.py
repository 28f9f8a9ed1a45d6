# Two scripts import "model"; each means the one beside it.
# file: pyproject.toml
# file: first/train.py
import tensorflow as tf

from model import forward


@tf.function
def step(x):
    return forward(x)


step(tf.ones([2]))
# file: first/model.py
def forward(x):  # traced: yes
    return x
# file: second/run.py
import tensorflow as tf

from model import forward

forward(tf.ones([2]))
# file: second/model.py
def forward(x):  # traced: no  # eager: yes
    return x
