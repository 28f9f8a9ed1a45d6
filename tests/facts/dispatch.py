# file: own.py
import multipledispatch


class Dispatcher(multipledispatch.Dispatcher):
    def register(self, *types, **kwargs):
        return super().register(*types, **kwargs)


# file: program.py
import multipledispatch
import tensorflow as tf

from own import Dispatcher


class Kernel:
    pass


class Fast(Kernel):
    pass


class Slow(Kernel):
    pass


class Other:
    pass


kuf = Dispatcher("kuf")
kuu = multipledispatch.Dispatcher("kuu")
empty = multipledispatch.Dispatcher("empty")
elsewhere = multipledispatch.Dispatcher("elsewhere")


@kuf.register(Kernel, object)
def of_any_kernel(kernel, x):  # effects: none
    return tf.square(x)


@kuf.register(Fast, object)
def of_fast_ones(kernel, x):  # effects: print
    print("fast")
    return x


def adds(kernel):  # effects: none
    return tf.constant(1)


kuu.add((Kernel,), adds)


@kuu.register(Other)
def of_others(other):  # effects: print
    print("other")


elsewhere.register(Kernel)(adds)
tf.function(elsewhere.register(Other)(of_others))


def narrowest(x):  # effects: print
    return kuf(Fast(), x)


def another(x):  # effects: none
    return kuf(Slow(), x)


def annotated(kernel: Kernel, x):  # effects: print
    return kuf(kernel, x)


def of_nothing_known(kernel, x):  # effects: print
    return kuf(kernel, x)


def fits_none(x):  # effects: unknown
    return kuf(Other(), x)


def has_none(x):  # effects: unknown
    return empty(x)


def added(x):  # effects: none
    return kuu(Slow())


def decorated(x):  # effects: print
    return kuu(Other())


def called(x):  # effects: none
    return elsewhere(Fast())


def called_too(x):  # effects: print
    return elsewhere(Other())
