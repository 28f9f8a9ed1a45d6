import tensorflow as tf

optimizer_steps = tf.Variable(0, dtype=tf.int64)


@tf.function
def returned(i):
    return f"label {i}"  # expect: stale-tensor-string warning


@tf.function
def by_percent(i):
    return tf.constant("label %s of %s" % (i, 3))  # expect: stale-tensor-string


@tf.function
def by_method(i):
    return tf.constant("label {}".format(i))  # expect: stale-tensor-string


@tf.function
def by_str(i):
    text = "label " + str(i + 1)  # expect: stale-tensor-string
    return tf.constant(text)


@tf.function
def keyed(x):
    out = {}
    for i in tf.range(3):
        out[f"at_{i}"] = x  # expect: stale-tensor-string
    return out


@tf.function
def counted(x):
    return tf.strings.join([f"step {optimizer_steps} ", tf.strings.as_string(x)])  # expect: stale-tensor-string


@tf.function
def padded(i):
    return tf.constant(f"{i:04d}")  # expect: stale-tensor-string error


@tf.function
def rounded(x):
    mean = tf.reduce_mean(x)
    return tf.constant("mean %.3f" % mean)  # expect: stale-tensor-string error


def path_of(i):
    return f"out_{i}.txt"  # expect: stale-tensor-string


@tf.function
def saved(i, data):
    tf.io.write_file(path_of(i), data)


def write(i, data):
    tf.io.write_file(f"out_{i}.txt", data)  # expect: stale-tensor-string
    return data


one = tf.constant(1)
returned(one), by_percent(one), by_method(one), by_str(one), keyed(one), counted(one)
padded(one), rounded(tf.ones([2])), saved(one, "text")
names = tf.data.Dataset.from_tensor_slices(["a", "b"])
dataset = tf.data.Dataset.range(2).map(lambda i: write(i, "text"))
