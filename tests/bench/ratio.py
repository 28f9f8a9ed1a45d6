#!/usr/bin/env python3
"""Speed and memory of hybridize, as ratios to a bare parse of the same files.

Absolute times of a shared machine mean little. So each round runs the floor and hybridize in turn,
ratios are taken within a round, and their median is printed with the range of single rounds. On a
fixed small project the instructions are counted, which no neighbour disturbs.
"""
import argparse
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from typing import NamedTuple


class Run(NamedTuple):
    wall: float
    cpu: float
    peak: int


def measured(build, command, scratch):
    out = pathlib.Path(scratch, "run")
    subprocess.run([build / "bin/measure", out, *command], check=True)
    status, wall, cpu, peak = out.read_text().split()
    if status != "0":
        sys.exit(f"`{' '.join(map(str, command))}` ended with status {status}")
    return Run(float(wall), float(cpu), int(peak))


def lint(build, folder, jobs):
    return [build / "bin/hybridize", "check", folder, "--isolated", "--exit-zero", "--format", "concise", "--jobs", str(jobs)]


def spread(values):
    return f"{statistics.median(values):5.2f}  ({min(values):.2f} to {max(values):.2f})"


def compare(build, folder, rounds, scratch):
    floor = [build / "bin/bare_parse_floor", folder]
    counts = subprocess.run(floor, check=True, capture_output=True, text=True).stdout.split()
    files, size, lines = map(int, counts)
    print(f"\n{folder}: {files} files, {size / 1e6:.2f} MB, {lines / 1000:.1f} KLOC, {rounds} rounds")
    if files == 0:
        return
    kinds = {"floor": floor, "jobs 1": lint(build, folder, 1), "jobs 2": lint(build, folder, 2)}
    for command in kinds.values():  # the first run pays for the disk
        measured(build, command, scratch)
    runs = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, command in kinds.items():
            runs[kind].append(measured(build, command, scratch))
    for kind, list_of in runs.items():
        wall = statistics.median(r.wall for r in list_of)
        cpu = statistics.median(r.cpu for r in list_of)
        print(f"  {kind:7} wall {wall * 1000:8.1f} ms   cpu {cpu * 1000:8.1f} ms   peak {max(r.peak for r in list_of) / 2**20:6.1f} MiB")

    def ratios(kind, other, field):
        return [getattr(a, field) / max(getattr(b, field), 1e-6) for a, b in zip(runs[kind], runs[other])]

    print(f"  jobs 1 / floor    wall {spread(ratios('jobs 1', 'floor', 'wall'))}   cpu {spread(ratios('jobs 1', 'floor', 'cpu'))}")
    print(f"  jobs 2 / floor    wall {spread(ratios('jobs 2', 'floor', 'wall'))}   cpu {spread(ratios('jobs 2', 'floor', 'cpu'))}")
    print(f"  jobs 2 / jobs 1   wall {spread(ratios('jobs 2', 'jobs 1', 'wall'))}   cpu {spread(ratios('jobs 2', 'jobs 1', 'cpu'))}")
    if statistics.median(r.wall for r in runs["floor"]) < 0.05:
        print("  The floor is below 50 ms here: starting a process weighs more than the work. Only the instructions say something.")


def instructions(command):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"valgrind failed on `{' '.join(map(str, command))}`:\n{done.stderr[-2000:]}")
    return int(found.group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="a build folder with bin/hybridize and the floor")
    parser.add_argument("--fixed", type=pathlib.Path, required=True, help="the small project whose instructions are counted")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    for folder in arguments.folders:
        if not folder.is_dir():
            parser.error(f"{folder} is not a folder")
    with tempfile.TemporaryDirectory() as scratch:
        for folder in arguments.folders:
            compare(arguments.build, folder, arguments.rounds, scratch)
    if not shutil.which("valgrind"):
        print("\nvalgrind is not here: no instructions counted.")
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:  # alone: files around it are read too where it stands
        fixed = pathlib.Path(folder).resolve() / arguments.fixed.name
        shutil.copytree(arguments.fixed, fixed)
        floor = instructions([arguments.build / "bin/bare_parse_floor", fixed])
        ours = instructions(lint(arguments.build, fixed, 1))
    print(f"\nInstructions on {arguments.fixed.name}/: {ours / 1e6:.1f} million, bare parse {floor / 1e6:.1f} million, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    main()
