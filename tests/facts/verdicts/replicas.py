"""What a strategy runs as a replica is left alone; a run that a test expects to raise is none."""
import tensorflow as tf

strategy = tf.distribute.MirroredStrategy()


def runs(x):  # failures: RUNS_IN_REPLICA
    return tf.abs(x)


def refused(x):  # failures: none
    return tf.abs(x)


class ReplicaTest(tf.test.TestCase):
    def test_runs(self):
        strategy.run(runs, args=(tf.ones([2]),))

    def test_refuses(self):
        with self.assertRaisesRegex(ValueError, "not here"):
            strategy.run(refused, args=(tf.ones([2]),))
