# file: src/acme/__init__.py
from acme.api import train as fit
# file: src/acme/api.py
import tensorflow as tf

from acme.ops import scale


@tf.function
def train(x):  # traced: yes
    return scale(x)
# file: src/acme/ops.py
def scale(x):  # traced: yes
    return x
# file: scripts/run.py
from acme import fit

fit(1.0)
# file: pyproject.toml
[tool.setuptools.packages.find]
where = ["src"]
