"""Runs one piece of work in a forked process of its own: nothing it does to TensorFlow is left for the next.

The process that imported TensorFlow has not run an operation yet, so that a fork of it is safe, and
cheap: no case pays for the import.
"""
from __future__ import annotations

import dataclasses
import json
import os
import random
import select
import signal
import sys
import time
import traceback

import numpy

from values import plain


class ClaimFailed(AssertionError):
    """What a page or a list of claims says is not so."""


@dataclasses.dataclass
class Outcome:
    status: str  # ok, claim (one failed), error (an exception nobody claimed), timeout, crash
    value: object = None
    message: str = ""
    frames: list = dataclasses.field(default_factory=list)  # [file, line], outermost first
    out: str = ""
    err: str = ""

    def line_in(self, filename):
        """The innermost line of that file on the way to the failure, or None."""
        lines = [line for name, line in self.frames if name == filename]
        return lines[-1] if lines else None


def run(work, seconds, folder):
    """work() in a fork that lives at most that long, with its working directory in folder."""
    out_path, err_path = os.path.join(folder, "stdout"), os.path.join(folder, "stderr")
    read_end, write_end = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        in_child(work, folder, out_path, err_path, write_end)
    os.close(write_end)
    answer, in_time = read_until(read_end, time.monotonic() + seconds)
    os.close(read_end)
    if not in_time:
        kill_group(pid)
    _, status = os.waitpid(pid, 0)
    outcome = outcome_of(answer, in_time, status, seconds)
    outcome.out, outcome.err = text_of(out_path), text_of(err_path)
    return outcome


def outcome_of(answer, in_time, status, seconds):
    if not in_time:
        return Outcome("timeout", message=f"did not end within {seconds:g} seconds")
    try:
        return Outcome(**json.loads(answer.decode("utf-8")))
    except (ValueError, TypeError):
        if os.WIFSIGNALED(status):
            return Outcome("crash", message=f"was killed by {signal.Signals(os.WTERMSIG(status)).name}")
        return Outcome("crash", message=f"ended with status {os.WEXITSTATUS(status)} before it was through")


def in_child(work, folder, out_path, err_path, write_end):
    try:
        os.setpgid(0, 0)
        os.chdir(folder)
        redirect(os.devnull, 0, os.O_RDONLY)
        redirect(out_path, 1, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        redirect(err_path, 2, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        answer = answer_of(work)
        sys.stdout.flush()
        with os.fdopen(write_end, "wb") as pipe:
            pipe.write(json.dumps(answer).encode("utf-8"))
    finally:
        os._exit(0)


def answer_of(work):
    # All children inherit one state of the random generators: an unseeded program must not look seeded.
    random.seed()
    numpy.random.seed()
    try:
        return {"status": "ok", "value": plain(work())}
    except BaseException as error:  # a program may raise SystemExit or KeyboardInterrupt as well
        frames = [[f.filename, f.lineno] for f in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, ClaimFailed):
            return {"status": "claim", "message": str(error), "frames": frames}
        if isinstance(error, SyntaxError) and error.filename:
            frames.append([error.filename, error.lineno])
        text = str(error).strip() or "without a message"
        return {"status": "error", "message": f"{type(error).__name__}: {text}", "frames": frames}


def redirect(path, descriptor, flags):
    opened = os.open(path, flags, 0o600)
    os.dup2(opened, descriptor)
    os.close(opened)


def read_until(descriptor, deadline):
    chunks = []
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return b"", False
        ready, _, _ = select.select([descriptor], [], [], left)
        if ready:
            chunk = os.read(descriptor, 1 << 16)
            if not chunk:
                return b"".join(chunks), True
            chunks.append(chunk)


def kill_group(pid):
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def text_of(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
