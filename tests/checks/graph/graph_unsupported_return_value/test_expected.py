import tensorflow as tf


class Plain:
    pass


class OutputTest(tf.test.TestCase):
    def test_bad_return(self):
        @tf.function
        def bad(x):
            return Plain()

        with self.assertRaises(TypeError):
            bad(tf.ones([2]))
