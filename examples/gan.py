"""A GAN that learns points on a ring, with an encoder that tells where on the ring a point lies."""
import numpy as np
import tensorflow as tf

NOISE_DIM = 8
BATCH_SIZE = 64
STEPS = 60


def ring(count, rng):
    angle = rng.uniform(0.0, 2.0 * np.pi, size=count)
    radius = 1.0 + rng.normal(scale=0.05, size=count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype("float32")


def make_generator():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(NOISE_DIM,)),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(2),
    ], name="generator")


def make_discriminator():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(2,)),
        tf.keras.layers.Dense(32),
        tf.keras.layers.LeakyReLU(),
        tf.keras.layers.Dense(32),
        tf.keras.layers.LeakyReLU(),
        tf.keras.layers.Dense(1),
    ], name="discriminator")


def make_encoder():
    return tf.keras.Sequential([
        tf.keras.Input(shape=(2,)),
        tf.keras.layers.Dense(32, activation="tanh"),
        tf.keras.layers.Dense(NOISE_DIM),
    ], name="encoder")


generator = make_generator()
discriminator = make_discriminator()
encoder = make_encoder()

generator_optimizer = tf.keras.optimizers.Adam(1e-3, beta_1=0.5)
discriminator_optimizer = tf.keras.optimizers.Adam(1e-3, beta_1=0.5)
encoder_optimizer = tf.keras.optimizers.SGD(1e-2)

cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)


def discriminator_loss(real_output, fake_output):
    real_loss = cross_entropy(tf.ones_like(real_output) * 0.9, real_output)
    fake_loss = cross_entropy(tf.zeros_like(fake_output), fake_output)
    return real_loss + fake_loss


def generator_loss(fake_output):
    return cross_entropy(tf.ones_like(fake_output), fake_output)


def train_step(points, noise):
    with tf.GradientTape() as gen_tape, tf.GradientTape() as disc_tape:
        fake = generator(noise, training=True)
        real_output = discriminator(points, training=True)
        fake_output = discriminator(fake, training=True)
        gen_loss = generator_loss(fake_output)
        disc_loss = discriminator_loss(real_output, fake_output)

    gen_gradients = gen_tape.gradient(gen_loss, generator.trainable_variables)
    disc_gradients = disc_tape.gradient(disc_loss, discriminator.trainable_variables)
    generator_optimizer.apply_gradients(zip(gen_gradients, generator.trainable_variables))
    discriminator_optimizer.apply_gradients(zip(disc_gradients, discriminator.trainable_variables))
    return gen_loss, disc_loss


def encoder_step(noise):
    fake = generator(noise, training=False)
    with tf.GradientTape() as tape:
        reconstructed = encoder(fake, training=True)
        loss = tf.reduce_mean(tf.square(reconstructed - noise))
    gradients = tape.gradient(loss, encoder.trainable_variables)
    encoder_optimizer.apply_gradients(zip(gradients, encoder.trainable_variables))
    return loss


def initialise(seed):
    """Glorot weights drawn from one generator, so that a run can be repeated in one process."""
    rng = np.random.default_rng(seed)
    for model in (generator, discriminator, encoder):
        for variable in model.trainable_variables:
            if len(variable.shape) == 2:
                limit = np.sqrt(6.0 / (variable.shape[0] + variable.shape[1]))
                variable.assign(rng.uniform(-limit, limit, size=tuple(variable.shape)).astype("float32"))


def main() -> dict[str, float]:
    tf.random.set_seed(5)
    rng = np.random.default_rng(5)
    initialise(seed=5)

    gen_loss = disc_loss = code_loss = 0.0
    for step in range(STEPS):
        points = tf.constant(ring(BATCH_SIZE, rng))
        noise = tf.constant(rng.normal(size=(BATCH_SIZE, NOISE_DIM)).astype("float32"))
        gen_loss, disc_loss = train_step(points, noise)
        code_loss = encoder_step(noise)
        if step % 20 == 0:
            print(f"step {step}: generator {gen_loss:.3f}, discriminator {disc_loss:.3f}, encoder {code_loss:.3f}")

    samples = generator(tf.constant(rng.normal(size=(256, NOISE_DIM)).astype("float32")), training=False)
    radius = tf.reduce_mean(tf.norm(samples, axis=1))
    return {
        "generator_loss": float(gen_loss),
        "discriminator_loss": float(disc_loss),
        "encoder_loss": float(code_loss),
        "mean_radius": float(radius),
    }


if __name__ == "__main__":
    print(main())
