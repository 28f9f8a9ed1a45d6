"""Ragged and sparse tensors, string ops and a vocabulary made in plain Python."""
import tensorflow as tf

SENTENCES = ["the cat sat", "a dog", "the dog and the cat ran far away", "on"]


def vocabulary(sentences):
    words = sorted({word for sentence in sentences for word in sentence.split()})
    return {word: number for number, word in enumerate(words)}


def make_table(words):
    keys = tf.constant(list(words.keys()))
    values = tf.constant(list(words.values()), dtype=tf.int64)
    return tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, values), -1)


def to_ids(table, sentences):
    ragged = tf.strings.split(sentences)
    return tf.ragged.map_flat_values(table.lookup, ragged)


@tf.function
def lengths(ids):
    return ids.row_lengths()


@tf.function
def pooled(ids, embedding):
    vectors = tf.gather(embedding, ids)
    return tf.reduce_mean(vectors, axis=1)


def padded(ids, width):
    return ids.to_tensor(default_value=-1, shape=[None, width])


def to_sparse(dense):
    return tf.sparse.from_dense(tf.cast(dense >= 0, tf.float32))


def sparse_total(sparse):
    return tf.sparse.reduce_sum(sparse, axis=1)


def combine(parts, names=("a", "b")):
    total = tf.constant(0.0)
    for name in names:
        total += tf.reduce_sum(tf.cast(parts[name], tf.float32))
    return total


def main():
    words = vocabulary(SENTENCES)
    table = make_table(words)
    ids = to_ids(table, tf.constant(SENTENCES))
    embedding = tf.random.stateless_normal([len(words), 4], seed=[1, 2])
    means = pooled(ids, embedding)
    dense = padded(ids, 6)
    totals = sparse_total(to_sparse(dense))
    combined = combine({"a": lengths(ids), "b": totals})
    return float(combined), means.shape


if __name__ == "__main__":
    main()
