"""Classifies shapes in small synthetic images that come through a tf.data pipeline."""
import numpy as np
import tensorflow as tf

AUTOTUNE = tf.data.experimental.AUTOTUNE
IMAGE_SIZE = 20
CLASSES = ["square", "disc", "stripes"]


def draw(kind, rng):
    """One grey image as bytes, the way a decoder would hand it over."""
    image = rng.integers(0, 60, size=(IMAGE_SIZE, IMAGE_SIZE))
    row, column = rng.integers(6, IMAGE_SIZE - 6, size=2)
    y, x = np.mgrid[:IMAGE_SIZE, :IMAGE_SIZE]
    if kind == 0:
        mask = (abs(y - row) <= 4) & (abs(x - column) <= 4)
    elif kind == 1:
        mask = (y - row) ** 2 + (x - column) ** 2 <= 25
    else:
        mask = (y + x + row) % 6 < 2
    image[mask] += 150
    return image.astype("uint8")[..., np.newaxis]


def make_images(count, seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(CLASSES), size=count)
    return np.stack([draw(kind, rng) for kind in labels]), labels.astype("int32")


def normalise(image, label):
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = tf.image.resize(image, [16, 16])
    image = (image - tf.reduce_mean(image)) / (tf.math.reduce_std(image) + 1e-6)
    print("image after normalise:", image, "label:", label)
    return image, label


def augment(index, example):
    image, label = example
    seed = tf.stack([tf.cast(index, tf.int32), 17])
    image = tf.image.stateless_random_flip_left_right(image, seed)
    image = tf.image.stateless_random_brightness(image, 0.2, seed)
    return image, label


def make_dataset(images, labels, training, batch_size=32):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    dataset = dataset.map(normalise, num_parallel_calls=AUTOTUNE)
    dataset = dataset.cache()
    if training:
        dataset = dataset.shuffle(len(images), seed=4)
        dataset = dataset.enumerate().map(augment, num_parallel_calls=tf.data.experimental.AUTOTUNE)
    return dataset.batch(batch_size).prefetch(AUTOTUNE)


def build_model():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(16, 16, 1)),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(),
        tf.keras.layers.Conv2D(16, 3, activation="relu"),
        tf.keras.layers.GlobalAveragePooling2D(),
        tf.keras.layers.Dense(len(CLASSES)),
    ])


def main() -> dict[str, float]:
    tf.keras.utils.set_random_seed(31)
    train_data = make_dataset(*make_images(320, seed=1), training=True)
    test_data = make_dataset(*make_images(96, seed=2), training=False)

    model = build_model()
    model.compile(
        optimizer=tf.keras.optimizers.Adam(5e-3),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    history = model.fit(train_data, validation_data=test_data, epochs=3, verbose=0)
    loss, accuracy = model.evaluate(test_data, verbose=0)
    for name, values in history.history.items():
        print(f"{name:>14}: " + " ".join(f"{value:.3f}" for value in values))
    return {"loss": float(loss), "accuracy": float(accuracy)}


if __name__ == "__main__":
    print(main())
