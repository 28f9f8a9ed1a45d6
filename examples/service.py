"""A ranking model packed as a tf.Module that is saved, loaded again and asked."""
import contextlib
import os
import tempfile

import numpy as np
import tensorflow as tf

FEATURES = 6
WORDS = ["red", "green", "blue", "old", "new", "small", "large", "cheap"]


class Ranker(tf.Module):
    def __init__(self, embedding_size=8, seed=1, name=None):
        super().__init__(name=name)
        rng = np.random.default_rng(seed)
        self.words = tf.constant(WORDS)
        self.embedding = tf.Variable(rng.normal(size=(len(WORDS), embedding_size)), dtype=tf.float32)
        self.weights = tf.Variable(rng.normal(size=(FEATURES, embedding_size)), dtype=tf.float32)
        self.bias = tf.Variable(tf.zeros([embedding_size]))
        self.calls = tf.Variable(0, trainable=False, dtype=tf.int64)

    @staticmethod
    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.float32)])
    def unit_rows(matrix):
        return tf.math.divide_no_nan(matrix, tf.norm(matrix, axis=1, keepdims=True))

    @classmethod
    def load(cls, path):
        return tf.saved_model.load(path)

    @property
    def size(self):
        return sum(int(np.prod(v.shape)) for v in self.trainable_variables)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def query_vector(self, words):
        known = tf.equal(words[:, tf.newaxis], self.words[tf.newaxis, :])
        vectors = tf.matmul(tf.cast(known, tf.float32), self.embedding)
        return self.unit_rows(tf.reduce_sum(vectors, axis=0, keepdims=True))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string),
                                  tf.TensorSpec([None, FEATURES], tf.float32)])
    def rank(self, words, items):
        self.calls.assign_add(1)
        vectors = self.unit_rows(tf.matmul(items, self.weights) + self.bias)
        scores = tf.linalg.matvec(vectors, self.query_vector(words)[0])
        order = tf.argsort(scores, direction="DESCENDING", stable=True)
        return {"order": order, "scores": tf.gather(scores, order)}

    @tf.function(experimental_relax_shapes=True)
    def similarity(self, left, right):
        left = self.unit_rows(tf.matmul(left, self.weights) + self.bias)
        right = self.unit_rows(tf.matmul(right, self.weights) + self.bias)
        return tf.matmul(left, right, transpose_b=True)


@contextlib.contextmanager
def saved(module):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "ranker")
        tf.saved_model.save(module, path, signatures={"rank": module.rank})
        yield path


def make_items(count, seed):
    return np.random.default_rng(seed).normal(size=(count, FEATURES)).astype("float32")


def main() -> dict[str, float]:
    ranker = Ranker()
    similarities = [
        float(tf.reduce_mean(ranker.similarity(tf.constant(make_items(n, n)), tf.constant(make_items(4, 9)))))
        for n in (2, 3, 5, 7)
    ]

    with saved(ranker) as path:
        served = Ranker.load(path)
        queries = [["red", "new"], ["cheap"], ["old", "large", "unheard-of"]]
        agreeing, best = 0, 0.0
        for number, query in enumerate(queries):
            items = tf.constant(make_items(10, seed=number))
            here = ranker.rank(tf.constant(query), items)
            there = served.rank(tf.constant(query), items)
            agreeing += int(np.array_equal(here["order"], there["order"]))
            best += float(there["scores"][0])
            print(" ".join(query), "->", here["order"].numpy()[:3])

    return {
        "agreeing": agreeing / len(queries),
        "best_score": best / len(queries),
        "similarity": float(np.mean(similarities)),
        "calls": float(ranker.calls),
        "parameters": float(ranker.size),
    }


if __name__ == "__main__":
    print(main())
