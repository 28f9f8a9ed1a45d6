"""What hybridize makes of a program: its findings, and the text after every fix."""
from __future__ import annotations

import json
import pathlib
import py_compile
import subprocess


class FixFailed(RuntimeError):
    """What went wrong, in one sentence."""


class Linter:
    def __init__(self, program):
        self.program = pathlib.Path(program)

    def run(self, *arguments):
        command = [str(self.program), "check", "--isolated", *map(str, arguments)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FixFailed(f"{self.program.name} could not run: {error}") from error
        if done.returncode not in (0, 1):
            words = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise FixFailed(f"{self.program.name} {' '.join(command[1:-1])} ended with status {done.returncode}: "
                            f"{words[-1] if words else 'it said nothing'}")
        return done.stdout

    def findings(self, path):
        """The names of the checks that find something there, sorted, each as often as it does."""
        try:
            report = json.loads(self.run("--format", "json", path))
        except ValueError as error:
            raise FixFailed(f"{self.program.name} --format json wrote no JSON: {error}") from error
        return sorted(finding["name"] for finding in report["findings"] if not finding["suppressed"])

    def fix(self, path, rule=None):
        chosen = [f"--checks={rule}"] if rule else []
        self.run("--fix", "--unsafe-fixes", *chosen, path)

    def fixed_text(self, text, rule, folder):
        """The text after the fixes of one rule, which must change it."""
        path = pathlib.Path(folder) / "block.py"
        path.write_text(text, encoding="utf-8")
        self.fix(path, rule)
        fixed = path.read_text(encoding="utf-8")
        if fixed == text:
            raise FixFailed(f"--fix --unsafe-fixes --checks={rule} changed nothing")
        return fixed


def texts(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*.py"))}


def uncompilable(folder):
    """The first file that is no longer Python, with the reason, or None."""
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        try:
            py_compile.compile(str(path), cfile=str(path) + "c", doraise=True)
        except py_compile.PyCompileError as error:
            return f"{path.relative_to(folder).as_posix()}: {error.msg.strip()}"
        finally:
            pathlib.Path(str(path) + "c").unlink(missing_ok=True)
    return None
