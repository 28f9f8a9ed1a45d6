"""The names a claim may use: what a page says about TensorFlow, as plain Python.

Made once for each case, in the process that runs it.
"""
from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import re
import reprlib
import sys
import tempfile

from child import ClaimFailed
from values import difference, plain

# TensorFlow writes its own log to stderr, between the lines a program prints there.
LOG_LINE = re.compile(r"^(WARNING|INFO|ERROR):|^[IWEF]\d{4} |^\d{4}-\d\d-\d\d \d\d:|^To enable the following instructions")


class Claims:
    """Counts what was claimed, so that a comment which claims nothing is not taken for a proof."""

    def __init__(self, tf, functions):
        self.tf = tf
        self.functions = functions
        self.made = 0

    def names(self):
        version = tuple(int(part) for part in self.tf.__version__.split(".")[:2])
        return {
            "tf": self.tf, "TF": version, "KERAS": keras_generation(self.tf),
            "check": self.check, "close": self.close, "differs": self.differs, "raises": self.raises,
            "printed": self.printed, "printed_err": self.printed_err, "logged": self.logged,
            "traces": self.traces, "count_traces": self.count_traces,
            "traces_of": self.traces_of, "functions_made": self.functions_made,
        }

    def check(self, condition, why="the condition is false"):
        self.made += 1
        if not condition:
            raise ClaimFailed(str(why))
        return True

    def close(self, left, right, tolerance=1e-5):
        """Both have the same shape and the same numbers, within the tolerance."""
        self.made += 1
        found = difference(plain(left), plain(right), tolerance)
        if found:
            raise ClaimFailed(found)
        return True

    def differs(self, left, right, tolerance=1e-5):
        self.made += 1
        if difference(plain(left), plain(right), tolerance) is None:
            raise ClaimFailed(f"both values are {plain(left)!r}")
        return True

    def raises(self, kind, text, work):
        """work() raises that type of exception, and its words hold the text (or match it as a regex)."""
        self.made += 1
        try:
            value = work()
        except kind as error:
            said = str(error)
            if text in said or re.search(text, said):
                return error
            raise ClaimFailed(f"raised {type(error).__name__} with other words: {said.strip()}") from error
        except Exception as error:
            raise ClaimFailed(f"raised {type(error).__name__}: {str(error).strip()}") from error
        raise ClaimFailed("raised nothing" if value is None else f"raised nothing and returned {reprlib.repr(value)}")

    def printed(self, work):
        """The lines work() writes to stdout, by print, by tf.print or from C++."""
        with captured(1, sys.stdout) as lines:
            work()
        return lines

    def printed_err(self, work):
        """The lines work() writes to stderr, where tf.print goes, without TensorFlow's own log."""
        with captured(2, sys.stderr) as lines:
            work()
        return program_lines(lines)

    def logged(self, work):
        """What TensorFlow's Python logger says during work(), one string for each message."""
        messages = []
        handler = logging.Handler()
        handler.emit = lambda record: messages.append(record.getMessage())
        logger = self.tf.get_logger()
        logger.addHandler(handler)
        try:
            work()
        finally:
            logger.removeHandler(handler)
        return messages

    def traces(self, function, *calls):
        """How many traces the calls make, each a tuple of arguments (or one argument): of that
        tf.function, or, where it is a plain function, of all tf.functions the calls get to."""
        staged = hasattr(function, "experimental_get_tracing_count")
        count = (lambda: self.count_traces(function)) if staged else self.functions.traces
        before = count()
        for arguments in calls or [()]:
            function(*(arguments if isinstance(arguments, tuple) else (arguments,)))
        return count() - before

    def count_traces(self, function):
        return function.experimental_get_tracing_count()

    def traces_of(self, name):
        """The traces of all tf.functions made of a Python function of that name."""
        return self.functions.traces(name)

    def functions_made(self, name):
        """How many tf.functions were made of a Python function of that name."""
        return len(self.functions.named(name))


class Functions:
    """Every tf.function made since watch(), in the order of making."""

    def __init__(self):
        self.made = []

    def watch(self, tf):
        kind = type(tf.function(lambda: None))
        original = kind.__init__

        def recording(function, *arguments, **keywords):
            original(function, *arguments, **keywords)
            if type(function) is kind:  # what a loaded model brings along was traced by who saved it
                self.made.append(function)

        kind.__init__ = recording
        return self

    def named(self, name):
        return [f for f in self.made if getattr(f.python_function, "__name__", "") == name]

    def traces(self, name=None):
        chosen = self.made if name is None else self.named(name)
        return sum(f.experimental_get_tracing_count() for f in chosen)


def keras_generation(tf):
    """Keras 2 does not say its version below tf.keras; version() came with Keras 3."""
    tell = getattr(tf.keras, "version", None)
    return int(tell().split(".")[0]) if callable(tell) else 2


def program_lines(lines):
    return [line for line in lines if not LOG_LINE.match(line)]


@contextlib.contextmanager
def captured(descriptor, stream):
    """Fills the list it yields with the lines that reach the descriptor, whoever writes them."""
    lines = []
    flush_all(stream)
    kept = os.dup(descriptor)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), descriptor)
        try:
            yield lines
        finally:
            flush_all(stream)
            os.dup2(kept, descriptor)
            os.close(kept)
            file.seek(0)
            lines += file.read().decode("utf-8", "replace").splitlines()


def flush_all(stream):
    stream.flush()
    ctypes.CDLL(None).fflush(None)
