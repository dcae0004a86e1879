"""Checks 1,000 assertions about a tenant's estate, and tells what that costs against one question."""

import json
import random
import subprocess
import sys

from bench_process import best

GENERATOR = "Benchmarks/.build/release/estate-generator"
ASSERTIONS = 1000
ACCOUNTS = 20
GOAL = 3
TERMS = ["tcp/443", "tcp/22", "tcp/5432", "udp/53", "any"]


def machine(number):
    return f"vm/vm-{number:05}"


class Tenant:
    def __init__(self, reachmap, output, machines):
        self.reachmap = reachmap
        self.machines = machines
        self.output = output
        self.estate = f"{output}/tenant-{machines}.json"
        self.services = f"{output}/services-{machines}.json"
        subprocess.run(
            [GENERATOR, "--machines", str(machines), "--output", self.estate], check=True)
        with open(self.estate) as file:
            resources = json.load(file)["value"]
        self.subnets = [
            subnet for resource in resources
            if resource["type"] == "Microsoft.Network/virtualNetworks"
            for subnet in resource["properties"]["subnets"]]
        with open(self.services, "w") as file:
            json.dump({"value": list(self.accounts())}, file)

    def accounts(self):
        """Storage accounts, every other one with a private endpoint in a spoke."""
        rng = random.Random(3)
        spokes = [subnet for subnet in self.subnets if "vnet-spoke" in subnet["id"]]
        for number in range(ACCOUNTS):
            name = f"stbench{number:03}"
            subnet = rng.choice(spokes)
            group = subnet["id"].split("/providers/")[0]
            account = f"{group}/providers/Microsoft.Storage/storageAccounts/{name}"
            is_private = number % 2 == 1
            yield {
                "id": account, "name": name, "type": "Microsoft.Storage/storageAccounts",
                "location": "westeurope", "kind": "StorageV2",
                "properties": {
                    "publicNetworkAccess": "Disabled" if is_private else "Enabled",
                    "networkAcls": {
                        "defaultAction": "Deny" if number % 4 else "Allow", "bypass": "AzureServices",
                        "ipRules": [], "virtualNetworkRules": []}}}
            if not is_private:
                continue
            base, last = subnet["properties"]["addressPrefix"].split("/")[0].rsplit(".", 1)
            yield {
                "id": f"{group}/providers/Microsoft.Network/privateEndpoints/pe-{name}",
                "name": f"pe-{name}", "type": "Microsoft.Network/privateEndpoints",
                "location": "westeurope",
                "properties": {
                    "subnet": {"id": subnet["id"]},
                    "customDnsConfigs": [{
                        "fqdn": f"{name}.blob.core.windows.net",
                        "ipAddresses": [f"{base}.{int(last) + 14}"]}],
                    "privateLinkServiceConnections": [{
                        "name": "blob",
                        "properties": {
                            "privateLinkServiceId": account, "groupIds": ["blob"],
                            "privateLinkServiceConnectionState": {"status": "Approved"}}}]}}

    def ends(self, kind, rng):
        source, target = (machine(number) for number in rng.sample(range(1, self.machines), 2))
        match kind:
            case "machine to machine": return source, target
            case "internet to machine": return "internet", target
            case "machine to internet": return source, "internet"
            case "subnet to subnet":
                return tuple(self.selector(rng.choice(self.subnets)) for _ in range(2))
            case "machine to storage":
                return source, f"storage/stbench{rng.randrange(ACCOUNTS):03}"

    @staticmethod
    def selector(subnet):
        parts = subnet["id"].split("/")
        return f"subnet/{parts[-3]}/{parts[-1]}"

    def policy(self, kinds):
        """As many assertions of each of the kinds, some of which hold."""
        rng = random.Random(11)
        assertions = []
        for number in range(ASSERTIONS):
            kind = kinds[number % len(kinds)]
            source, target = self.ends(kind, rng)
            assertion = {
                "name": f"assertion {number}", "from": source, "to": target,
                "expect": "unreachable"}
            if kind != "machine to storage":
                assertion["on"] = rng.choice(TERMS)
            assertions.append(assertion)
        return {"reachmap": 1, "assertions": assertions}

    def query(self):
        return best(
            [self.reachmap, "query", self.estate, self.services, "--from", machine(42), "--to",
             machine(self.machines * 7 // 9), "--on", "tcp/443"], 5)

    def check(self, kinds):
        path = f"{self.output}/policy.json"
        with open(path, "w") as file:
            json.dump(self.policy(kinds), file)
        return best(
            [self.reachmap, "check", self.estate, self.services, "--policy", path], 3)


KINDS = [
    "machine to machine", "internet to machine", "machine to internet", "subnet to subnet",
    "machine to storage"]


def main():
    reachmap, output, machines = sys.argv[1], sys.argv[2], int(sys.argv[3])
    tenant = Tenant(reachmap, output, machines)
    # The question is asked between the policies, so that both meet the machine as busy.
    query, _ = tenant.query()
    times = []
    for kinds in [[kind] for kind in KINDS] + [KINDS]:
        time, peak = tenant.check(kinds)
        times.append((kinds, time, peak))
        query = min(query, tenant.query()[0])
    print(f"query of {machines} machines: {query:.2f} s")
    for kinds, time, peak in times:
        name = kinds[0] if len(kinds) == 1 else "all kinds"
        print(f"check of {ASSERTIONS} assertions, {name}: {time:.2f} s, {time / query:.1f} x query, "
              f"{peak / 2**30:.2f} GiB; goal for all kinds: {GOAL} x")


main()
