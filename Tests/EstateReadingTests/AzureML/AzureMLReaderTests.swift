import EstateModel
import EstateReading
import Testing

private let schemas = "https://azuremlschemas.azureedge.net/latest/"

private func read(_ text: String) throws -> ReadEstate {
  try TemporaryFolder(["file.yml": text]).read(["file.yml"])
}

/// What a value has at a path such as `properties.subnet.id`, as text.
private func text(_ resource: Resource?, _ path: String) -> String? {
  var value = resource?.body
  for key in path.split(separator: ".") { value = value?[String(key)] }
  return value?.text
}

@Suite struct AzureMLReaderTests {
  @Test("an early file of a Kubernetes endpoint has its deployments within it")
  func earlyEndpoint() throws {
    let estate = try read(
      """
      $schema: \(schemas)k8sOnlineEndpoint.schema.json
      name: score
      target: azureml:aks
      auth_mode: key
      deployments:
        - name: blue
          instance_type: small
      """)
    #expect(estate.diagnostics.map(\.message.text) == [])
    let decoded = EstateDecoder.estate(from: estate).estate
    let endpoint = try #require(decoded.onlineEndpoints.all.first)
    #expect(endpoint.isKubernetes)
    #expect(endpoint.compute.value?.id.name == "aks")
    let deployment = try #require(decoded.onlineDeployments.all.first)
    #expect(deployment.id.name == "blue")
    #expect(deployment.endpoint.value?.id == endpoint.id)
    #expect(deployment.isKubernetes)
  }

  @Test(
    "the private endpoints of a workspace's file stand in their subnets", arguments: [true, false])
  func privateEndpoints(isManual: Bool) throws {
    let estate = try read(
      """
      $schema: \(schemas)workspace.schema.json
      name: ml
      location: eastus
      private_endpoints:
        approval_type: \(isManual ? "ManualApproval" : "AutoApproval")
        connections:
          mine:
            subscription_id: s
            resource_group: r
            location: eastus
            vnet_name: hub
            subnet_name: clients
      """)
    #expect(estate.diagnostics.map(\.message.text) == [])
    let decoded = EstateDecoder.estate(from: estate)
    let endpoint = try #require(decoded.estate.privateEndpoints.all.first)
    #expect(
      endpoint.id
        == ResourceID(
          "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/privateEndpoints/mine"))
    #expect(endpoint.subnet.value?.id.name == "clients")
    #expect(endpoint.subnet.source?.line == 12)
    #expect(endpoint.target.value?.id == decoded.estate.workspaces.all.first?.id)
    #expect(endpoint.groups.map(\.value) == ["amlworkspace"])
    #expect(endpoint.isManual == isManual)
  }

  @Test("a workspace's settings have ARM's names and the places of the file")
  func workspace() throws {
    let marked = MarkedText(
      """
      $schema: \(schemas)workspace.schema.json
      name: ml
      location: westeurope
      storage_account: /subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/st
      public_network_access: ↓Disabled
      image_build_compute: cpu
      serverless_compute: {custom_subnet: /x/providers/A.B/c/d, no_public_ip: true}
      network_acls: {default_action: deny, ip_rules: [{value: 203.0.113.0/24}]}
      managed_network:
        isolation_mode: allow_only_approved_outbound
        outbound_rules:
        - name: tag
          type: service_tag
          destination: {service_tag: DataFactory, protocol: TCP, port_ranges: "80, 8080"}
        - name: pypi
          type: fqdn
          destination: pypi.org
        - name: blob
          type: private_endpoint
          destination: {service_resource_id: /x/providers/A.B/c/d, subresource_target: blob, spark_enabled: false}
      """)
    let estate = try read(marked.text)
    #expect(estate.trouble == [])
    let workspace = try #require(
      estate.resource("Microsoft.MachineLearningServices/workspaces", "ml"))
    #expect(workspace.kind.value == "Default")
    #expect(workspace.location.value == "westeurope")
    let access = workspace.properties["publicNetworkAccess"]
    #expect(access?.position.shortened == marked.place(in: "file.yml"))
    for (path, expected) in [
      ("properties.publicNetworkAccess", "Disabled"), ("properties.imageBuildCompute", "cpu"),
      ("properties.serverlessComputeSettings.serverlessComputeNoPublicIP", "true"),
      ("properties.networkAcls.defaultAction", "deny"),
      ("properties.managedNetwork.isolationMode", "allow_only_approved_outbound"),
      ("properties.managedNetwork.outboundRules.tag.destination.serviceTag", "DataFactory"),
      ("properties.managedNetwork.outboundRules.tag.destination.portRanges", "80, 8080"),
      ("properties.managedNetwork.outboundRules.pypi.destination", "pypi.org"),
      ("properties.managedNetwork.outboundRules.blob.destination.subresourceTarget", "blob"),
    ] {
      #expect(text(workspace, path) == expected, "\(path)")
    }
  }

  @Test("endpoints and deployments of each kind become children of the workspace")
  func endpoints() throws {
    let folder = try TemporaryFolder([
      "0.yml": "$schema: \(schemas)workspace.schema.json\nname: ml\n",
      "1.yml":
        "$schema: \(schemas)managedOnlineEndpoint.schema.json\nname: a\npublic_network_access: disabled\n",
      "2.yml":
        "$schema: \(schemas)kubernetesOnlineEndpoint.schema.json\nname: b\ncompute: azureml:aks\n",
      "3.yml": """
      $schema: \(schemas)managedOnlineDeployment.schema.json
      name: blue
      endpoint_name: a
      egress_public_network_access: Disabled
      environment: {image: own.azurecr.io/x:1}
      """,
      "4.yml":
        "name: blue\ntype: kubernetes\nendpoint_name: b\nenvironment: azureml:env:1\nresources: {}\n",
      "5.yml": "$schema: \(schemas)batchEndpoint.schema.json\nname: c\n",
      "6.yml": "name: d\nendpoint_name: c\ntype: model\ncompute: azureml:cpu\n",
      "7.yml":
        "$schema: \(schemas)environment.schema.json\nname: env\nimage: mcr.microsoft.com/x\n",
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    let root = "/providers/Microsoft.MachineLearningServices/workspaces/ml"
    #expect(
      estate.resources.map(\.id.description) == [
        root, "\(root)/onlineEndpoints/a", "\(root)/onlineEndpoints/b",
        "\(root)/onlineEndpoints/a/deployments/blue", "\(root)/onlineEndpoints/b/deployments/blue",
        "\(root)/batchEndpoints/c", "\(root)/batchEndpoints/c/deployments/d",
        "\(root)/environments/env",
      ])
    let resources = estate.resources
    #expect(text(resources[1], "properties.publicNetworkAccess") == "disabled")
    #expect(text(resources[2], "properties.compute") == "\(root)/computes/aks")
    #expect(resources[2].kind.value == "Kubernetes")
    #expect(text(resources[3], "properties.egressPublicNetworkAccess") == "Disabled")
    #expect(text(resources[3], "properties.environment.image") == "own.azurecr.io/x:1")
    #expect(text(resources[3], "properties.endpointComputeType") == "Managed")
    #expect(text(resources[4], "properties.environmentId") == "azureml:env:1")
    #expect(text(resources[4], "properties.endpointComputeType") == "Kubernetes")
    #expect(text(resources[6], "properties.compute") == "\(root)/computes/cpu")
    #expect(text(resources[7], "properties.image") == "mcr.microsoft.com/x")
  }

  @Test("computes of each kind have ARM's two levels of properties")
  func computes() throws {
    let folder = try TemporaryFolder([
      "1.yml": """
      name: cpu
      type: amlcompute
      network_settings: {vnet_name: hub, subnet: training}
      enable_node_public_ip: false
      ssh_public_access_enabled: true
      """,
      "2.yml": "name: dev\ntype: computeinstance\nssh_public_access_enabled: false\n",
      "3.yml": "name: aks\ntype: kubernetes\nresource_id: /x/providers/A.B/c/d\nnamespace: ml\n",
      "4.yml": "$schema: \(schemas)vmCompute.schema.json\nname: vm\ntype: virtualmachine\n",
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    let resources = estate.resources
    #expect(
      resources.map { text($0, "properties.computeType") } == [
        "AmlCompute", "ComputeInstance", "Kubernetes", "VirtualMachine",
      ])
    #expect(
      text(resources[0], "properties.properties.subnet.id")
        == "/providers/Microsoft.Network/virtualNetworks/hub/subnets/training")
    #expect(text(resources[0], "properties.properties.enableNodePublicIp") == "false")
    #expect(text(resources[0], "properties.properties.remoteLoginPortPublicAccess") == "Enabled")
    #expect(text(resources[1], "properties.properties.sshSettings.sshPublicAccess") == "Disabled")
    #expect(text(resources[2], "properties.resourceId") == "/x/providers/A.B/c/d")
    #expect(text(resources[2], "properties.properties.namespace") == "ml")
    #expect(resources.allSatisfy { $0.nameUnknown?.because.contains("workspace") == true })
  }

  @Test(
    "enabled and disabled are taken in every case",
    arguments: ["enabled", "Enabled", "DISABLED", "'disabled'"])
  func flags(_ flag: String) throws {
    let estate = try read("name: e\nauth_mode: key\npublic_network_access: \(flag)\n")
    #expect(estate.trouble == [])
  }

  @Test(
    "any other value of a flag or a list is an error at its place",
    arguments: [
      ("name: e\nauth_mode: key\npublic_network_access: ↓true\n", "only private endpoints lead in"),
      ("name: e\nauth_mode: key\npublic_network_access: ↓off\n", "'off'"),
      (
        "name: d\nendpoint_name: e\negress_public_network_access: ↓false\n",
        "'disabled' is what restricts: then the deployment gets out only through private endpoints"
      ),
      ("name: w\npublic_network_access: ↓[1]\n", "not no text"),
      ("name: w\nmanaged_network:\n  isolation_mode: ↓strict\n", "allow_internet_outbound"),
      ("name: c\ntype: amlcompute\nssh_public_access_enabled: ↓maybe\n", "true or false"),
      (
        "name: w\nmanaged_network:\n  isolation_mode: disabled\n  outbound_rules:\n  - name: r\n    type: ↓ip\n",
        "service_tag"
      ),
      (
        "name: w\nmanaged_network:\n  isolation_mode: disabled\n  outbound_rules:\n  - ↓type: fqdn\n",
        "has no name"
      ),
      ("↓$schema: \(schemas)managedOnlineDeployment.schema.json\nname: d\n", "endpoint_name"),
    ])
  func wrongValues(_ marked: String, _ says: String) throws {
    let marked = MarkedText(marked)
    let estate = try read(marked.text)
    #expect(estate.failure == .badInput)
    #expect(estate.diagnostics.count == 1, "\(estate.trouble)")
    #expect(estate.diagnostics.first?.message.text.contains(says) == true, "\(estate.trouble)")
    #expect(estate.diagnostics.first?.source?.shortened == marked.place(in: "file.yml"))
  }

  @Test("jobs, datastores and the like are counted and are no error")
  func others() throws {
    let folder = try TemporaryFolder([
      "job.yml": "$schema: \(schemas)commandJob.schema.json\ncommand: python x.py\n",
      "store.yml": "$schema: \(schemas)azureBlob.schema.json\nname: s\ntype: azure_blob\n",
    ])
    let estate = folder.read()
    #expect(estate.failure == nil, "\(estate.trouble)")
    #expect(estate.resources.isEmpty)
    #expect(estate.ledger.skipped.count == 2)
  }

  @Test("a workspace printed by the CLI keeps its id")
  func printedWorkspace() throws {
    let id =
      "/subscriptions/s/resourceGroups/r/providers/Microsoft.MachineLearningServices/workspaces/ml"
    let folder = try TemporaryFolder([
      "workspace.json":
        #"{"id": "\#(id)", "name": "ml", "public_network_access": "Enabled", "hbi_workspace": false}"#,
      "endpoint.json":
        #"{"id": "\#(id)/onlineEndpoints/e", "name": "e", "auth_mode": "key", "traffic": {}}"#,
    ])
    let estate = folder.read()
    #expect(estate.trouble == [])
    #expect(estate.resources.map(\.id.description) == ["\(id)/onlineEndpoints/e", id])
  }
}
