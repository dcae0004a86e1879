"""Makes security groups, asks `reachmap` and z3 what they let through, and prints the ratio."""

import json
import random
import sys

from bench_process import seconds

# The addresses of the subnet that asks.
RANGE = 10 << 24 | 128 << 16

Z3 = """
import json, sys
from z3 import BitVec, Solver, If, And, Or, BoolVal, ULE, sat

rules = json.load(open(sys.argv[1]))
source, protocol, port = BitVec("source", 32), BitVec("protocol", 8), BitVec("port", 16)
allowed = BoolVal(False)
for first, last, number, low, high, allows in reversed(rules):
    hit = And(ULE(first, source), ULE(source, last), ULE(low, port), ULE(port, high))
    if number:
        hit = And(hit, protocol == number)
    allowed = If(hit, BoolVal(allows), allowed)
solver = Solver()
solver.add(Or(protocol == 6, protocol == 17), allowed)
print(solver.check() == sat)
"""


def text(value):
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def rule(base, length, transport, low, high, allows):
    size = 1 << (32 - length)
    first = base // size * size
    return first, first + size - 1, length, transport, low, high, allows


def overlapping(count, rng):
    """Prefixes within one range, so that most rules meet many others."""
    for _ in range(count):
        length = rng.randint(10, 28)
        low = rng.randint(0, 60000)
        yield rule(
            RANGE + rng.randrange(1 << 23), length, rng.choice([0, 6, 17]), low,
            rng.randint(low, 65535), rng.random() < 0.5)


def staircase(count, rng):
    """Each rule's ports begin within the last one's, each for another half of the addresses."""
    for index in range(count):
        low = index * 60000 // count
        yield rule(
            RANGE + (index % 2 << 22), 10, 6, low, low + 30000 * (index % 7) // 7,
            index % 2 == 0)


def checkers(count, rng):
    """Allowed and denied squares of addresses and ports."""
    side = int(count ** 0.5) + 1
    for index in range(count):
        row, column = divmod(index, side)
        low = column * 65535 // side
        yield rule(
            RANGE + row * (1 << 23) // side, 18, 6, low,
            min(65535, low + 65535 // side), (row + column) % 2 == 0)


def singles(count, rng):
    """Single addresses and ports, spread wide."""
    for _ in range(count):
        port = rng.randrange(65536)
        yield rule(
            RANGE + rng.randrange(1 << 23), 32, rng.choice([6, 17]), port, port,
            rng.random() < 0.7)


def estate(rules):
    group = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network"
    network = f"{group}/virtualNetworks/net"
    words = {0: "*", 6: "Tcp", 17: "Udp"}
    entries = [
        {
            "name": f"r{place}",
            "properties": {
                "priority": 100 + place, "direction": "Inbound",
                "access": "Allow" if allows else "Deny", "protocol": words[transport],
                "sourceAddressPrefix": f"{text(first)}/{length}", "sourcePortRange": "*",
                "destinationAddressPrefix": "*",
                "destinationPortRange": f"{low}-{high}" if low != high else f"{low}",
            },
        }
        for place, (first, last, length, transport, low, high, allows) in enumerate(rules)
    ]

    def resource(kind, name, properties):
        return {
            "id": f"{group}/{kind}/{name}", "name": name, "type": f"Microsoft.Network/{kind}",
            "location": "westeurope", "properties": properties,
        }

    return [
        resource("networkSecurityGroups", "group", {"securityRules": entries}),
        resource("virtualNetworks", "net", {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/8"]},
            "subnets": [{"id": f"{network}/subnets/one", "name": "one",
                         "properties": {"addressPrefix": "10.0.1.0/24"}},
                        {"id": f"{network}/subnets/clients", "name": "clients",
                         "properties": {"addressPrefix": "10.128.0.0/9"}}]}),
        resource("networkInterfaces", "host", {
            "networkSecurityGroup": {"id": f"{group}/networkSecurityGroups/group"},
            "ipConfigurations": [{"name": "ip", "properties": {
                "subnet": {"id": f"{network}/subnets/one"}, "privateIPAddress": "10.0.1.4"}}]}),
    ]


def asked(reachmap, rules, output):
    path = f"{output}/rules.json"
    json.dump(estate(rules), open(path, "w"))
    command = [reachmap, "matrix", path, "--from", "subnet/net/clients", "--to", "nic/host",
               "--on", "tcp/0-65535", "--on", "udp/0-65535", "--format", "json", "-o",
               f"{output}/rules-answer.json"]
    return min(seconds(command) for _ in range(3))


def main():
    reachmap, output, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rules = list(overlapping(count, random.Random(1)))
    json.dump(
        [(first, last, transport, low, high, allows)
         for first, last, _, transport, low, high, allows in rules],
        open(f"{output}/rules-z3.json", "w"))
    open(f"{output}/rules-z3.py", "w").write(Z3)
    ours = asked(reachmap, rules, output)
    theirs = min(
        seconds([sys.executable, f"{output}/rules-z3.py", f"{output}/rules-z3.json"])
        for _ in range(3))
    print(f"{count} rules: {ours:.2f} s, {ours / theirs:.2f} x z3 ({theirs:.2f} s); goal: 0.20 x")
    for make in (overlapping, staircase, checkers, singles):
        times = [asked(reachmap, list(make(size, random.Random(2))), output)
                 for size in (1000, 2000, 3997)]
        growth = times[2] / times[0]
        shown = ", ".join(f"{took:.2f} s" for took in times)
        print(f"{make.__name__}: {shown} for 1,000, 2,000 and 3,997 rules; "
              f"{growth:.1f} x the first, goal: 16 x and 10 s")


main()
