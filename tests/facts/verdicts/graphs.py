import tensorflow as tf

count = tf.Variable(0)


@tf.function
def no_tensors(names):  # verdict: P2  # advice: remove
    return [name.upper() for name in names]


@tf.function
def variables_only():  # verdict: P2  # advice: keep
    count.assign_add(1)


@tf.function
def two_modes(x, training):  # verdict: none  # advice: keep
    return x * 2.0 if training else x


@tf.function
def few_literals(x, power):  # verdict: P3  # advice: keep
    return x**power


@tf.function
def many_literals(x, number):  # verdict: P3  # advice: wrap_literals
    return x * number


@tf.function
def pair(both):  # primitive_parameter: yes  # verdict: P3  # advice: keep
    return both[0] * both[1]


@tf.function
def two_tensors(both):  # primitive_parameter: no  # verdict: P4
    return both[0] * both[1]


@tf.function
def gives_back(x):  # verdict: P6  # advice: remove
    return x


@tf.function
def prints(x, number):  # verdict: none  # failures: HAS_PYTHON_SIDE_EFFECTS
    print(x)
    return x * number


@tf.function
def uncalled(a, b):  # failures: UNDETERMINABLE_TENSOR_PARAMETER
    return a + b


x = tf.ones([3])
no_tensors(["a"])
variables_only()
two_modes(x, True)
two_modes(x, False)
few_literals(x, 2)
few_literals(x, 3)
for i in range(100):
    many_literals(x, i)
pair((x, 2.0))
two_tensors((x, x))
gives_back(x)
prints(x, 1)


@tf.function
def testing_step(flag):  # verdict: none  # failures: UNDETERMINABLE_TENSOR_PARAMETER  # advice: keep
    return tf.reduce_sum(tf.constant([1.0, 2.0]))


testing_step(True)
