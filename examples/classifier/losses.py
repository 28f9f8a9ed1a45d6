"""Losses and scores."""
import tensorflow as tf


def cross_entropy(labels, logits, smoothing=0.05):
    classes = logits.shape[-1]
    target = tf.one_hot(labels, classes) * (1.0 - smoothing) + smoothing / classes
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(target, logits))


def weight_penalty(variables, scale=1e-4):
    return scale * tf.add_n([tf.nn.l2_loss(v) for v in variables if len(v.shape) > 1])


def accuracy(labels, logits):
    predicted = tf.argmax(logits, axis=-1, output_type=labels.dtype)
    return tf.reduce_mean(tf.cast(tf.equal(predicted, labels), tf.float32))


def calibration_error(labels, logits, bins=5):
    """Mean distance between how sure the model is and how often it is right."""
    probabilities = tf.nn.softmax(logits)
    confidence = tf.reduce_max(probabilities, axis=-1)
    correct = tf.cast(tf.equal(tf.argmax(probabilities, axis=-1, output_type=labels.dtype), labels), tf.float32)
    return reliability_gap(confidence, correct, bins)


def reliability_gap(confidence, correct, bins):
    index = tf.cast(tf.math.ceil(confidence * bins), tf.int32) - 1
    counts = bin_totals(tf.ones_like(confidence), index, bins)
    gaps = tf.abs(bin_totals(confidence - correct, index, bins))
    return tf.reduce_sum(gaps) / tf.reduce_sum(counts)


def bin_totals(values, index, bins):
    totals = tf.math.unsorted_segment_sum(values, index, bins)
    print("bin totals:", totals)
    return totals
