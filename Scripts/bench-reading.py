"""Reads what bench-reading has made, with reachmap and with Python."""

import os
import sys

from bench_process import best, seconds

FOLDER = """
import json, os, yaml
for path, _, names in os.walk({0!r}):
    for name in names:
        with open(os.path.join(path, name), "rb") as file:
            yaml.load(file, yaml.CSafeLoader) if name.endswith(".yml") else json.load(file)
"""


def compared(title, ours, theirs, goal, runs):
    """By the clock, and by what the processes take of the processor, which others do not lengthen."""
    wall, peak = best(ours, runs)
    their_wall, _ = best(theirs, runs)
    used = min(seconds(ours) for _ in range(runs))
    their_used = min(seconds(theirs) for _ in range(runs))
    print(f"{title}: {wall:.2f} s, {wall / their_wall:.2f} x Python ({their_wall:.2f} s); goal: "
          f"{goal:.2f} x; of the processor {used:.2f} s, {used / their_used:.2f} x")
    return peak


def main():
    reachmap, output, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    export, folder = f"{output}/export.json", f"{output}/folder"
    result = f"{output}/list.txt"

    def reading(path):
        return [reachmap, "list", path, "--quiet", "-o", result]

    size = os.path.getsize(export)
    peak = compared(
        f"export of {size / 1e6:.0f} MB", reading(export),
        [sys.executable, "-c", f"import json; json.load(open({export!r}))"], 0.5, runs)
    print(f"memory: {peak / 1e6:.0f} MB, {peak / size:.2f} x the file; goal: 6.00 x")
    compared(
        f"folder of {sum(len(names) for _, _, names in os.walk(folder))} files", reading(folder),
        [sys.executable, "-c", FOLDER.format(folder)], 2, runs)


main()
