# file: main.py
import tensorflow as tf

base = tf.keras.applications.MobileNetV2(weights=None)
other = tf.keras.applications.resnet50.ResNet50(weights=None)


def through_a_model(x):  # effects: none
    return base(x) + other(x)


def through_its_layers(x):  # effects: none
    for layer in base.layers:
        x = layer(x)
    return x


def through_one(x):  # effects: none
    return base.get_layer("conv")(x)


def its_variables(x):  # effects: none
    return [x + w for w in base.weights]
