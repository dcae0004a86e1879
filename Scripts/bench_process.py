"""What whole processes cost."""

import os
import subprocess
import sys


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
