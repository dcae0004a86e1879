"""Asks the same of two tenants, with all mechanisms and with networks alone."""

import os
import subprocess
import sys

from bench_process import best

GENERATOR = "Benchmarks/.build/release/estate-generator"
GOAL = 1.3


def figures(reachmap, output, mechanisms):
    """What a question costs against Python's reading, the memory against the file, and what a matrix
    costs against the question."""
    estate = f"{output}/mechanisms-{mechanisms}.json"
    subprocess.run([GENERATOR, "--mechanisms", mechanisms, "--output", estate], check=True)
    reading, _ = best(
        [sys.executable, "-c", f"import json; json.load(open({estate!r}))"], 3)
    query, peak = best(
        [reachmap, "query", estate, "--from", "vm/vm-00042", "--to", "vm/vm-07777", "--on", "tcp/443"], 5)
    matrix, matrix_peak = best([reachmap, "matrix", estate, "--from", "vm/*", "--to", "vm/*"], 2)
    print(f"{mechanisms}: query {query:.2f} s, {query / reading:.2f} x json.load; matrix {matrix:.2f} s, "
          f"{matrix / query:.1f} x query, {matrix_peak / 2**30:.2f} GiB")
    return {
        "query against json.load": query / reading,
        "memory of query against the file": peak / os.path.getsize(estate),
        "matrix against query": matrix / query}


def main():
    reachmap, output = sys.argv[1:]
    plain = figures(reachmap, output, "network")
    everything = figures(reachmap, output, "all")
    for name, figure in everything.items():
        print(f"{name}: {figure / plain[name]:.2f} x that without; goal: {GOAL} x")


main()
