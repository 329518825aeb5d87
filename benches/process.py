#!/usr/bin/env python3
"""Measures whole processes: median of user + system time, and the largest peak of memory.

    python3 benches/process.py [--runs N] -- COMMAND ... [-- COMMAND ...]

The commands run in turn, round by round, so that other load on the machine falls on all of them alike; each line of the
result compares a command with the first. Linux and macOS.
"""

import os
import statistics
import subprocess
import sys


def run(command):
    """CPU seconds and peak memory in MiB of one run."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{command}: exit code {child.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20


def main():
    arguments = sys.argv[1:]
    runs = 11
    if arguments[:1] == ["--runs"]:
        runs = int(arguments[1])
        arguments = arguments[2:]
    commands = []
    for argument in arguments:
        if argument == "--":
            commands.append([])
        elif commands:
            commands[-1].append(argument)
        else:
            sys.exit(__doc__)
    if not commands or not all(commands):
        sys.exit(__doc__)
    measured = [[] for _ in commands]
    for _ in range(runs):
        for command, results in zip(commands, measured):
            results.append(run(command))
    first = statistics.median(cpu for cpu, _ in measured[0])
    for command, results in zip(commands, measured):
        cpu = statistics.median(cpu for cpu, _ in results)
        peak = max(peak for _, peak in results)
        print(f"{cpu:8.3f} s CPU  {peak:7.1f} MiB  {cpu / first:6.3f}  {' '.join(command)}")


if __name__ == "__main__":
    main()
