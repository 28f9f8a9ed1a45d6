"""One virtual environment for each TensorFlow that judges, made once, in an ignored folder of the repository."""
from __future__ import annotations

import dataclasses
import hashlib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass(frozen=True)
class Version:
    name: str
    pythons: tuple  # the (major, minor) its wheels exist for, the one its lock file was made with first

    @property
    def lock(self):
        return HERE / f"requirements-{self.name}.txt"


# The newest first: it must run, the others are skipped where no fitting Python is found.
VERSIONS = [
    Version("2.21", ((3, 11), (3, 12), (3, 13))),
    Version("2.15", ((3, 11), (3, 10), (3, 9))),
]


class NoEnvironment(RuntimeError):
    """Why a TensorFlow cannot judge here, in one sentence."""


def prepare(version, root, say, python=None):
    """The python of the environment, which is made, or completed, where it must be."""
    folder = pathlib.Path(root) / f".venv-tf-{version.name}"
    program = folder / "bin" / "python"
    stamp = folder / "complete"
    wanted = hashlib.sha256(version.lock.read_bytes()).hexdigest()
    if runs(program) and stamp.is_file() and stamp.read_text().strip() == wanted:
        return program
    if not runs(program):
        base = python or interpreter(version)
        say(f"TensorFlow {version.name}: making {folder.name} with {base}")
        shutil.rmtree(folder, ignore_errors=True)
        call([base, "-m", "venv", str(folder)], f"making {folder.name} failed")
    say(f"TensorFlow {version.name}: installing {version.lock.name} into {folder.name} (some minutes, once)")
    call([str(program), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(version.lock)],
         f"pip could not install {version.lock.name} into {folder.name}")
    stamp.write_text(wanted + "\n")
    return program


def interpreter(version):
    """A Python that this TensorFlow has wheels for."""
    found = {}
    for candidate in candidates(version):
        number = number_of(candidate)
        if number in version.pythons:
            found.setdefault(number, str(candidate))
    for number in version.pythons:
        if number in found:
            return found[number]
    names = ", ".join(f"{major}.{minor}" for major, minor in sorted(version.pythons))
    raise NoEnvironment(f"TensorFlow {version.name} needs Python {names}, and none of them is installed; "
                        "install one, or name it with --python PATH")


def candidates(version):
    yield sys.executable
    for major, minor in version.pythons:
        path = shutil.which(f"python{major}.{minor}")
        if path:
            yield path
    yield from sorted(pathlib.Path.home().glob(".pyenv/versions/*/bin/python3"))
    path = shutil.which("python3")
    if path:
        yield path


def number_of(python):
    try:
        done = subprocess.run([str(python), "-c", "import ensurepip, sys, venv; print(*sys.version_info[:2])"],
                              capture_output=True, text=True, timeout=30)
        return tuple(int(part) for part in done.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ()


def runs(python):
    return python.exists() and bool(number_of(python))


def call(command, sentence):
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise NoEnvironment(f"{sentence}: {lines[-1] if lines else 'it said nothing'}")
