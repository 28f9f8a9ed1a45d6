# Functions that are handed to TensorFlow and to Python; ./dev oracle contexts runs the same program.
import functools

import tensorflow as tf
from probe import here


def for_map(x):  # traced: yes  # converted: no
    here("for_map")
    return x


def for_filter(x):  # traced: yes  # converted: no
    here("for_filter")
    return True


def for_sorted(n):  # converted: no  # unseen: traced=yes
    here("for_sorted")
    return n


def for_reduce(x, y):  # traced: yes  # converted: no
    here("for_reduce")
    return x + y


def for_structure(x):  # traced: yes  # converted: no
    here("for_structure")
    return x


def for_cond():  # traced: yes  # converted: no
    here("for_cond")
    return 1.0


def for_case():  # converted: no  # unseen: traced=yes
    here("for_case")
    return 1.0


def for_switch():  # traced: yes  # converted: no
    here("for_switch")
    return 1.0


def for_while_test(n):  # traced: yes  # converted: no
    here("for_while_test")
    return n < 1


def for_while(n):  # traced: yes  # converted: no
    here("for_while")
    return n + 1


def for_scan(total, x):  # traced: yes  # converted: no
    here("for_scan")
    return total + x


def for_foldl(total, x):  # traced: yes  # converted: no
    here("for_foldl")
    return total + x


def for_foldr(total, x):  # traced: yes  # converted: no
    here("for_foldr")
    return total + x


def for_vectorized_map(x):  # traced: yes  # converted: no  # eager: no
    here("for_vectorized_map")
    return x


def for_recompute_grad(x):  # traced: yes  # unseen: converted=no
    here("for_recompute_grad")
    return x


def for_partial(x, scale):  # traced: yes  # converted: no
    here("for_partial")
    return scale


def for_map_fn(x):  # traced: yes  # converted: yes
    here("for_map_fn")
    return x


@tf.custom_gradient
def for_gradient(x):  # traced: yes  # converted: no
    here("for_gradient")

    def gradient(dy):  # converted: no  # unseen: traced=yes
        here("gradient")
        return dy

    return x, gradient


def makes():  # traced: yes  # converted: yes
    here("makes")

    def made():  # traced: yes  # converted: yes
        here("made")
        return 1.0

    return made


recomputed = tf.recompute_grad(for_recompute_grad)


@tf.function
def uses(x):
    def inside():  # traced: yes  # converted: yes
        here("inside")
        return 1.0

    def mapped_inside(x):  # traced: yes  # converted: yes
        here("mapped_inside")
        return x

    def structured_inside(x):  # traced: yes  # converted: yes
        here("structured_inside")
        return x

    x = tf.nest.map_structure(structured_inside, list(map(mapped_inside, [x]))[0])
    xs = list(map(for_map, [x])) + list(filter(for_filter, [x]))
    x = functools.reduce(for_reduce, xs) + sorted([2.0, 1.0], key=for_sorted)[0]
    x = tf.nest.map_structure(for_structure, x)
    test = tf.reduce_sum(x) > 0.0
    x += tf.cond(test, for_cond, inside)
    x += tf.case([(test, for_case)], default=inside)
    x += tf.switch_case(tf.cast(test, tf.int32), [for_switch, inside])
    x += tf.cond(test, makes(), functools.partial(for_partial, x[0], 1.0))
    x += tf.cast(tf.while_loop(for_while_test, for_while, [tf.constant(0)])[0], tf.float32)
    x += tf.scan(for_scan, x) + tf.foldl(for_foldl, x) + tf.foldr(for_foldr, x)
    x += tf.vectorized_map(for_vectorized_map, x) + tf.map_fn(for_map_fn, x) + recomputed(x)
    return tf.gradients(for_gradient(x), x)[0]


def element(x):  # traced: no  # eager: yes
    here("element")
    return x


def vectorized(x):  # traced: yes  # converted: no  # eager: no
    here("vectorized")
    return x


def for_dataset(x):  # traced: yes  # converted: yes  # eager: no
    here("for_dataset")
    return below_dataset(x)


def below_dataset(x):  # traced: yes  # converted: yes  # eager: no
    here("below_dataset")
    return x


def kept(x):  # traced: yes  # converted: yes  # eager: no
    here("kept")
    return x > 0.0


def flat(x):  # traced: yes  # converted: yes  # eager: no
    here("flat")
    return tf.data.Dataset.from_tensors(x)


def interleaved(x):  # traced: yes  # converted: yes  # eager: no
    here("interleaved")
    return tf.data.Dataset.from_tensors(x)


def reduced(total, x):  # traced: yes  # converted: yes  # eager: no
    here("reduced")
    return total + x


def scanned(total, x):  # traced: yes  # converted: yes  # eager: no
    here("scanned")
    return total + x, x


def taken(x):  # traced: yes  # converted: yes  # eager: no
    here("taken")
    return x < 100.0


def key(x):  # traced: yes  # converted: no  # eager: no
    here("key")
    return tf.constant(0, tf.int64)


def window(k, batch):  # traced: yes  # converted: yes  # eager: no
    here("window")
    return batch


def length(x):  # traced: yes  # converted: no  # eager: no
    here("length")
    return tf.constant(1)


def generates():  # traced: no  # eager: yes
    here("generates")
    yield 1.0


def replicated(x):  # traced: no  # eager: yes
    here("replicated")
    return x


def replicated_in_graph(x):  # traced: yes  # converted: yes  # eager: no
    here("replicated_in_graph")
    return x


@tf.function
def distributes(x):
    return strategy.run(replicated_in_graph, args=(x,))


t = tf.constant([1.0, 2.0])
uses(t)
tf.map_fn(element, t)
tf.vectorized_map(vectorized, t)
data = tf.data.Dataset.from_tensor_slices(t).map(for_dataset).filter(kept).flat_map(flat).interleave(interleaved)
data.reduce(0.0, reduced)
list(data.scan(0.0, scanned).take_while(taken))
list(data.group_by_window(key, window, window_size=2))
list(data.map(lambda x: tf.fill([1], x)).bucket_by_sequence_length(length, [2], [1, 1]))
list(tf.data.Dataset.from_generator(generates, output_signature=tf.TensorSpec([], tf.float32)))
strategy = tf.distribute.OneDeviceStrategy("/cpu:0")
strategy.run(replicated, args=(t,))
distributes(t)
