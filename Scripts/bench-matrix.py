"""Asks a tenant's estate for everything at once, and for single things, and tells what each costs."""

import json
import random
import subprocess
import sys

from bench_process import best

GENERATOR = "Benchmarks/.build/release/estate-generator"
ASSERTIONS = 1000
# A larger estate takes more than its share of time for caches that no longer hold it.
GROWTH = 1.2


def machine(number):
    return f"vm/vm-{number:05}"


def policy(machines):
    """Assertions about as many pairs, some of which hold."""
    rng = random.Random(7)
    terms = ["tcp/443", "tcp/22", "tcp/5432", "udp/53", "any"]
    assertions = []
    for number in range(ASSERTIONS):
        source, target = rng.sample(range(1, machines), 2)
        assertions.append({
            "name": f"assertion {number}", "from": machine(source), "to": machine(target),
            "on": rng.choice(terms), "expect": "unreachable"})
    return {"reachmap": 1, "assertions": assertions}


class Tenant:
    def __init__(self, reachmap, output, machines):
        self.reachmap = reachmap
        self.machines = machines
        self.estate = f"{output}/tenant-{machines}.json"
        subprocess.run(
            [GENERATOR, "--machines", str(machines), "--output", self.estate], check=True)
        self.policy = f"{output}/policy.json"
        with open(self.policy, "w") as file:
            json.dump(policy(machines), file)

    def query(self):
        last = machine(self.machines * 7 // 9)
        return best(
            [self.reachmap, "query", self.estate, "--from", machine(42), "--to", last,
             "--on", "tcp/443"], 5)

    def matrix(self):
        return best(
            [self.reachmap, "matrix", self.estate, "--from", "vm/*", "--to", "vm/*"], 3)

    def check(self):
        return best(
            [self.reachmap, "check", self.estate, "--policy", self.policy], 3)


def main():
    reachmap, output, machines = sys.argv[1], sys.argv[2], int(sys.argv[3])
    tenant = Tenant(reachmap, output, machines)
    query, _ = tenant.query()
    matrix, peak = tenant.matrix()
    check, _ = tenant.check()
    print(f"query of {machines} machines: {query:.2f} s")
    print(f"matrix of all of them: {matrix:.2f} s, {matrix / query:.1f} x query; goal: 5 x")
    print(f"memory of matrix: {peak / 2**30:.2f} GiB; goal: 2 GiB")
    print(f"check of {ASSERTIONS} assertions: {check:.2f} s, {check / query:.1f} x query; goal: 2 x")
    small = Tenant(reachmap, output, machines // 10)
    growth = machines / small.machines
    for name, small_time, time in (
        ("query", small.query()[0], query), ("matrix", small.matrix()[0], matrix)
    ):
        print(f"{name} of {small.machines} machines: {small_time:.2f} s; of {growth:.0f} x as many "
              f"{time / small_time:.1f} x; goal: {growth * GROWTH:.0f} x")


main()
