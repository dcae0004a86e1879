"""What whole processes cost."""

import os
import subprocess
import sys
import time


def seconds(command):
    """What the whole process and its children take of the processor, whatever else the machine does."""
    before = resource_use()
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if result.returncode not in (0, 1, 3):
        sys.exit(f"bench: {command[0]} ended with status {result.returncode}: {result.stderr.decode()}")
    return resource_use() - before


def resource_use():
    times = os.times()
    return times.children_user + times.children_system


def wall_and_peak(command):
    """How long a process takes by the clock, and the most memory that it holds, in bytes."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, use = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        sys.exit(f"bench: {command[0]} ended with status {process.returncode}")
    return wall, use.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def best(command, runs):
    """The shortest time of several runs, since others may use the machine, and the peak of that run."""
    return min(wall_and_peak(command) for _ in range(runs))
