"""Writes a folder of many small files, as a team keeps them: Azure ML YAML, exports and templates.

usage: generate.py FOLDER [FILES]: 2000 without a number. The same number gives the same bytes.
"""

import json
import os
import random
import sys

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
SCHEMAS = "https://azuremlschemas.azureedge.net/latest"
FILES_OF_TEAM = 10


def resource(group, kind, name, properties, provider="Microsoft.Network"):
    return {
        "id": f"{SUBSCRIPTION}/resourceGroups/{group}/providers/{provider}/{kind}/{name}",
        "name": name, "type": f"{provider}/{kind}", "location": "westeurope", "tags": {},
        "etag": 'W/"00000000-0000-0000-0000-000000000000"', "properties": properties,
    }


def network(rng, group, place):
    subnets = [
        {"name": name, "properties": {
            "addressPrefix": f"10.{place % 250}.{number}.0/24", "provisioningState": "Succeeded",
            "serviceEndpoints": [], "delegations": [],
            "privateEndpointNetworkPolicies": "Disabled"}}
        for number, name in enumerate(["training", "endpoints", "clients"])
    ]
    return {"value": [resource(group, "virtualNetworks", f"vnet-{place}", {
        "addressSpace": {"addressPrefixes": [f"10.{place % 250}.0.0/16"]}, "subnets": subnets})]}


def groups(rng, group, place):
    def rule(number):
        return {"name": f"rule{number}", "properties": {
            "priority": 100 + number, "direction": rng.choice(["Inbound", "Outbound"]),
            "access": rng.choice(["Allow", "Deny"]), "protocol": rng.choice(["Tcp", "Udp", "*"]),
            "sourceAddressPrefix": f"10.{rng.randrange(250)}.0.0/16", "sourcePortRange": "*",
            "destinationAddressPrefix": rng.choice(["*", "VirtualNetwork", "Storage"]),
            "destinationPortRange": str(rng.choice([22, 80, 443, 5432])),
            "provisioningState": "Succeeded"}}

    return [resource(group, "networkSecurityGroups", f"nsg-{place}-{number}", {
        "securityRules": [rule(index) for index in range(rng.randrange(5, 25))]})
        for number in range(3)]


def interfaces(rng, group, place):
    subnet = (f"{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/"
              f"vnet-{place}/subnets/training")
    return {"count": 8, "data": [resource(group, "networkInterfaces", f"nic-{place}-{number}", {
        "enableIPForwarding": False, "provisioningState": "Succeeded",
        "ipConfigurations": [{"name": "ip", "properties": {
            "privateIPAddress": f"10.{place % 250}.0.{number + 4}", "primary": True,
            "subnet": {"id": subnet}}}]}) for number in range(8)], "skip_token": None}


def template(rng, group, place):
    return {
        "$schema":
            "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "name": {"type": "string", "defaultValue": f"st{place}"},
            "access": {"type": "string", "defaultValue": rng.choice(["Enabled", "Disabled"])}},
        "variables": {"prefix": "[concat('pe-', parameters('name'))]"},
        "resources": [
            {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01",
             "name": "[parameters('name')]", "location": "westeurope", "kind": "StorageV2",
             "sku": {"name": "Standard_LRS"},
             "properties": {"publicNetworkAccess": "[parameters('access')]",
                            "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"}}},
            {"type": "Microsoft.Network/privateEndpoints", "apiVersion": "2023-09-01",
             "name": "[format('{0}-blob', variables('prefix'))]", "location": "westeurope",
             "properties": {
                 "subnet": {"id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', "
                                  f"'vnet-{place}', 'endpoints')]"},
                 "privateLinkServiceConnections": [{"name": "blob", "properties": {
                     "groupIds": ["blob"],
                     "privateLinkServiceId": "[resourceId('Microsoft.Storage/storageAccounts', "
                                             "parameters('name'))]"}}]}},
        ],
    }


def workspace(rng, place):
    rules = "".join(
        f"    - name: rule{number}\n      type: fqdn\n      destination: host{number}.example.org\n"
        for number in range(rng.randrange(1, 12)))
    return (
        f"$schema: {SCHEMAS}/workspace.schema.json\nname: ml-{place}\nlocation: westeurope\n"
        f"display_name: Workspace {place}\n"
        f"public_network_access: {rng.choice(['enabled', 'disabled'])}\ntags:\n  team: t{place}\n"
        f"managed_network:\n  isolation_mode: allow_only_approved_outbound\n  outbound_rules:\n"
        f"{rules}")


def endpoint(rng, place):
    return (
        f"$schema: {SCHEMAS}/managedOnlineEndpoint.schema.json\nname: score-{place}\n"
        f"auth_mode: key\npublic_network_access: {rng.choice(['enabled', 'disabled'])}\n"
        "traffic: {blue: 90, green: 10}\n")


def deployment(rng, place, name):
    return (
        f"$schema: {SCHEMAS}/managedOnlineDeployment.schema.json\nname: {name}\n"
        f"endpoint_name: score-{place}\nmodel:\n  path: ../../model-{place}/\n"
        "code_configuration:\n  code: ../../onlinescoring/\n  scoring_script: score.py\n"
        "environment:\n  conda_file: ../../environment/conda.yaml\n"
        "  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest\n"
        "instance_type: Standard_DS3_v2\ninstance_count: 1\n"
        "egress_public_network_access: disabled\nenvironment_variables:\n"
        f"  STAGE: s{rng.randrange(9)}\n  LEVEL: info\n")


def compute(rng, place):
    return (
        f"$schema: {SCHEMAS}/amlCompute.schema.json\nname: cpu-{place}\ntype: amlcompute\n"
        f"size: Standard_DS3_v2\nmin_instances: 0\nmax_instances: {rng.randrange(1, 9)}\n"
        f"enable_node_public_ip: false\nnetwork_settings:\n  vnet_name: vnet-{place}\n"
        "  subnet: training\n")


def main():
    folder = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    rng = random.Random(7)
    for place in range(count // FILES_OF_TEAM):
        team = f"{folder}/team-{place:04}"
        group = f"rg-{place}"
        os.makedirs(team, exist_ok=True)
        files = {
            "network.json": network(rng, group, place), "groups.json": groups(rng, group, place),
            "interfaces.json": interfaces(rng, group, place),
            "storage.json": template(rng, group, place),
            "more-groups.json": groups(rng, f"{group}-more", place + count),
            "workspace.yml": workspace(rng, place), "endpoint.yml": endpoint(rng, place),
            "blue.yml": deployment(rng, place, "blue"),
            "green.yml": deployment(rng, place, "green"), "compute.yml": compute(rng, place),
        }
        for name, content in files.items():
            with open(f"{team}/{name}", "w") as file:
                if isinstance(content, str):
                    file.write(content)
                else:
                    json.dump(content, file, indent=2)


main()
