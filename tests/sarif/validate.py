#!/usr/bin/env python3
"""validate.py TESTS [PROGRAM]: every SARIF log that the tests write passes the official validator.

Runs the Sarif tests of the binary TESTS with $HYB_SARIF_DIR set, and PROGRAM, if given, on examples/;
then the validator (npm package @microsoft/sarif-multitool-linux, pinned below, fetched once into .deps/)
on all logs. Any error or warning fails. Without npm or network it says so and ends with status 77,
which ctest counts as skipped.
"""
import collections
import hashlib
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = "@microsoft/sarif-multitool-linux"
VERSION = "5.7.0"
SHA256 = "27d8e3e96dde578a23b7c45035b8d741fece5731e2700aa068015b8c44d1514e"
TARBALL = f"microsoft-sarif-multitool-linux-{VERSION}.tgz"
SKIPPED = 77


def skip(reason):
    print(f"SARIF validator skipped: {reason}")
    sys.exit(SKIPPED)


def fetch(folder):
    """The tarball, from HYB_DEPS_DIR or from npm, with the right hash."""
    ready = pathlib.Path(os.environ.get("HYB_DEPS_DIR", "")) / TARBALL
    if os.environ.get("HYB_DEPS_DIR") and ready.is_file():
        tarball = ready
    else:
        if shutil.which("npm") is None:
            skip("npm is not installed")
        done = subprocess.run(["npm", "pack", "--silent", "--ignore-scripts", f"{PACKAGE}@{VERSION}"],
                              cwd=folder, capture_output=True, text=True)
        tarball = folder / TARBALL
        if done.returncode != 0 or not tarball.is_file():
            skip(f"npm cannot fetch {PACKAGE} {VERSION}")
    found = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{tarball.name} has the wrong sha256: found {found}, expected {SHA256}. Nothing of it was used.")
    return tarball


def validator():
    """The validator's binary, unpacked beside the parser sources on first use."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        skip(f"the pinned package is for Linux on x86_64, this is {platform.system()} on {platform.machine()}")
    home = ROOT / ".deps" / f"sarif-multitool-{VERSION}"
    binary = home / "package" / "Sarif.Multitool"
    if not binary.is_file():
        home.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as work:
            work = pathlib.Path(work)
            with tarfile.open(fetch(work)) as archive:
                archive.extractall(work / "unpacked")
            if not home.exists():
                (work / "unpacked").rename(home)
    binary.chmod(0o755)
    return binary


def write_logs(folder, tests, program):
    subprocess.run([tests, "--gtest_filter=Sarif*", "--gtest_brief=1"], check=True, cwd=ROOT,
                   env={**os.environ, "HYB_SARIF_DIR": str(folder)}, stdout=subprocess.DEVNULL)
    if program:
        done = subprocess.run([program, "check", "--isolated", "-o", f"sarif={folder}/examples.sarif", "examples"],
                              cwd=ROOT, stdout=subprocess.DEVNULL)
        if done.returncode not in (0, 1):
            sys.exit(f"{program} check examples ended with status {done.returncode}")
    logs = sorted(folder.glob("*.sarif"))
    if not logs:
        sys.exit("no test wrote a SARIF log")
    return logs


def complaints(binary, logs, folder):
    output = folder / "validation.json"
    done = subprocess.run([binary, "validate", *map(str, logs), "--rule-kind", "Sarif;Ghas", "--level",
                           "Error;Warning;Note", "--output", str(output), "--log", "ForceOverwrite", "--quiet"],
                          env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
                          capture_output=True, text=True)
    if not output.is_file():
        sys.exit(f"the validator wrote no result (status {done.returncode}):\n{done.stdout}{done.stderr}")
    run = json.loads(output.read_text(encoding="utf-8-sig"))["runs"][0]
    for result in run.get("results", []):
        physical = result["locations"][0]["physicalLocation"]
        place = pathlib.PurePosixPath(physical["artifactLocation"]["uri"]).name
        line = physical.get("region", {}).get("startLine", 0)
        arguments = " ".join(result["message"].get("arguments", []))
        yield result.get("level", "warning"), f"{place}:{line}: {result['ruleId']} {arguments}"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    binary = validator()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        logs = write_logs(folder, sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None)
        count = collections.Counter()
        for level, text in complaints(binary, logs, folder):
            count[level] += 1
            if level in ("error", "warning"):
                print(f"{level}: {text}")
    print(f"SARIF validator {VERSION}: {len(logs)} logs, {count['error']} errors, {count['warning']} warnings, "
          f"{count['note']} notes")
    return 1 if count["error"] or count["warning"] else 0


if __name__ == "__main__":
    sys.exit(main())
