import tensorflow as tf


class Monitor(tf.Module):
    def __init__(self):
        super().__init__()
        self.diverged = False
        self.count = 0
        self.python = False
        self.kept = False
        self.table = {"n": 0}
        self.v = tf.Variable(0.0)

    @tf.function
    def check(self, loss, flag):
        if loss > 10.0:
            self.diverged = True  # expect: side-effect-tensor-leak error
            self.v.assign(loss)
        for _ in tf.range(3):
            self.count += 1  # expect: side-effect-tensor-leak error
        if flag:
            self.python = True
        return loss

    @tf.function(autograph=False)
    def unconverted(self, loss):
        for _ in range(3):
            self.kept = True
        return loss


monitor = Monitor()
monitor.check(tf.constant(1.0), True)
monitor.unconverted(tf.constant(1.0))
if monitor.diverged or monitor.count:
    print("diverged")
