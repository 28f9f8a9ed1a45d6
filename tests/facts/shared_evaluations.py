import tensorflow as tf


class Shape:
    def area(self):  # traced: no  # eager: yes
        return self.base()

    def base(self):
        return 1.0


class Square(Shape):
    def area(self):  # traced: no  # eager: yes
        return 2.0


def measure(kind, size, x):  # traced: yes  # eager: yes
    always(x)
    if size > 3:
        sometimes(x)
    return kind.area() * x


def always(x):  # traced: yes
    return tf.abs(x)


def sometimes(x):  # traced: no  # eager: yes
    return tf.abs(x)


@tf.function
def graph(x):
    return measure(Shape(), 1, x) + measure(Square(), 2, x)


def eager(x):
    measure(Shape(), 4, x)
    measure(Square(), 5, x)
    measure(Shape(), 6, x)
    measure(Square(), 7, x)
    measure(Shape(), 8, x)
    measure(Square(), 9, x)
    return measure(Square(), 10, x)


eager(tf.ones([2]))
graph(tf.ones([2]))
