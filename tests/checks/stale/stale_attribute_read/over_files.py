# file: main.py
from lib.settings import settings
from lib.trainer import Trainer

trainer = Trainer()
for epoch in range(10):
    settings.temperature = 1.0 / (epoch + 1)
    trainer.run_epoch()
# file: lib/__init__.py
# file: lib/settings.py
class Settings:
    def __init__(self):
        self.temperature = 1.0
        self.width = 3.0


settings = Settings()
# file: lib/ops.py
from .settings import settings


def soften(x):
    return x * settings.width / settings.temperature  # expect: stale-attribute-read
# file: lib/trainer.py
import tensorflow as tf

from .ops import soften


class Trainer:
    @tf.function
    def step(self, x):
        return soften(x)

    def run_epoch(self):
        for _ in range(5):
            self.step(tf.ones([2]))
