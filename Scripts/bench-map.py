"""Makes machines with a group each, and pods with a policy each that say the same, and maps both."""

import json
import os
import random
import sys

from bench_process import seconds

GROUP = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network"
TIERS = 10


def openings(count):
    """For each machine the tiers and ports that it is opened to."""
    rng = random.Random(7)
    return [
        [(rng.randrange(TIERS), rng.choice([22, 80, 443, 5432, 8080])) for _ in range(3)]
        for _ in range(count)
    ]


def resource(kind, name, properties):
    return {
        "id": f"{GROUP}/{kind}/{name}", "name": name, "type": f"Microsoft.Network/{kind}",
        "location": "westeurope", "properties": properties,
    }


def estate(machines):
    network = f"{GROUP}/virtualNetworks/net"
    resources = [
        resource("virtualNetworks", "net", {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [
                {"id": f"{network}/subnets/t{tier}", "name": f"t{tier}",
                 "properties": {"addressPrefix": f"10.0.{tier}.0/24"}} for tier in range(TIERS)]})
    ]

    def rule(name, priority, source, port, access):
        return {"name": name, "properties": {
            "priority": priority, "direction": "Inbound", "access": access,
            "protocol": "*" if port == "*" else "Tcp", "sourceAddressPrefix": source,
            "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": port}}

    for place, opened in enumerate(machines):
        rules = [
            rule(f"r{index}", 100 + index, f"10.0.{tier}.0/24", f"{port}", "Allow")
            for index, (tier, port) in enumerate(opened)
        ] + [rule("rest", 4000, "*", "*", "Deny")]
        resources.append(
            resource("networkSecurityGroups", f"group{place}", {"securityRules": rules}))
        resources.append(resource("networkInterfaces", f"vm{place}", {
            "networkSecurityGroup": {"id": f"{GROUP}/networkSecurityGroups/group{place}"},
            "ipConfigurations": [{"name": "ip", "properties": {
                "subnet": {"id": f"{network}/subnets/t{place % TIERS}"},
                "privateIPAddress": f"10.0.{place % TIERS}.{4 + place // TIERS}"}}]}))
    return resources


def cluster(machines):
    def listed(items):
        return {"apiVersion": "v1", "kind": "List", "items": items}

    pods = [
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": f"vm{place}", "namespace": "default",
                      "labels": {"app": f"vm{place}", "tier": f"t{place % TIERS}"}},
         "spec": {"containers": [{"name": "c", "image": "i"}]},
         "status": {"hostIP": "10.9.9.9", "podIP": f"10.0.{place % TIERS}.{4 + place // TIERS}"}}
        for place in range(len(machines))
    ]
    policies = [
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
         "metadata": {"name": f"policy{place}", "namespace": "default"},
         "spec": {"podSelector": {"matchLabels": {"app": f"vm{place}"}}, "policyTypes": ["Ingress"],
                  "ingress": [
                      {"from": [{"podSelector": {"matchLabels": {"tier": f"t{tier}"}}}],
                       "ports": [{"protocol": "TCP", "port": port}]} for tier, port in opened]}}
        for place, opened in enumerate(machines)
    ]
    namespaces = [{"apiVersion": "v1", "kind": "Namespace",
                   "metadata": {"name": "default", "labels": {}}}]
    return {"pods": listed(pods), "policies": listed(policies), "namespaces": listed(namespaces)}


def main():
    reachmap, output, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    machines = openings(count)
    json.dump(estate(machines), open(f"{output}/map.json", "w"))
    for name, content in cluster(machines).items():
        json.dump(content, open(f"{output}/map-{name}.json", "w"))
    ours = min(
        seconds([reachmap, "matrix", f"{output}/map.json", "--from", "nic/*", "--to", "nic/*",
                 "--format", "json", "-o", f"{output}/map-matrix.json"]) for _ in range(3))
    analyzer = os.path.join(os.path.dirname(sys.executable), "nca")
    theirs = seconds([
        analyzer, "--connectivity", f"{output}/map-policies.json", "--pod_list",
        f"{output}/map-pods.json", "--ns_list", f"{output}/map-namespaces.json", "--file_out",
        f"{output}/map-nca.txt"])
    print(f"map of {count} machines: {ours:.2f} s, {ours / theirs:.4f} x network-config-analyzer "
          f"({theirs:.2f} s); goal: 0.02 x")


main()
