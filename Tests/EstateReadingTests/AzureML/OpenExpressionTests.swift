import EstateModel
import EstateReading
import Testing

private let schemas = "https://azuremlschemas.azureedge.net/latest/"

@Suite("Expressions in files of Azure ML are left alone")
struct OpenExpressionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder([
      "compute.yml": """
      $schema: \(schemas)amlCompute.schema.json
      name: cpu
      type: ${{ parameters.kind }}
      ssh_public_access_enabled: ${{ parameters.ssh }}
      enable_node_public_ip: false
      network_settings: {vnet_name: hub, subnet: "${{ parameters.subnet }}"}
      """,
      "deployment.yml": """
      $schema: \(schemas)managedOnlineDeployment.schema.json
      name: blue
      endpoint_name: score-${{ parameters.stage }}
      egress_public_network_access: disabled
      code_configuration: {code: ../src, scoring_script: score.py}
      model: {path: ../model}
      """,
      "endpoint.yml": """
      $schema: \(schemas)managedOnlineEndpoint.schema.json
      name: score-${{parameters.stage}}
      public_network_access: ${{ parameters.access }}
      """,
      "workspace.yml": """
      $schema: \(schemas)workspace.schema.json
      name: ml
      managed_network:
        isolation_mode: ${{ parameters.mode }}
        outbound_rules:
        - {name: "${{ parameters.rule }}", type: fqdn, destination: pypi.org}
      """,
    ])
  }

  @Test("they are no error, and open where they decide something")
  func open() throws {
    let read = folder.read()
    #expect(read.trouble == [])
    let decoded = EstateDecoder.estate(from: read)
    #expect(decoded.diagnostics == [])
    let estate = decoded.estate
    let endpoint = try #require(estate.onlineEndpoints.all.first)
    #expect(endpoint.publicAccess.unknown?.because.contains("'${{ parameters.access }}'") == true)
    #expect(endpoint.publicAccess.unknown?.source?.line == 3)
    let compute = try #require(estate.computes.all.first)
    #expect(compute.kind.unknown != nil)
    #expect(compute.subnet.unknown != nil)
    #expect(compute.hasPublicAddress.value == false)
    #expect(estate.workspaces.all.map { $0.managedNetwork?.mode.unknown != nil } == [true])
    #expect(estate.workspaces.all.map { $0.managedNetwork?.rules.count } == [1])
  }

  @Test("two uses of one expression in a name are the same name")
  func names() throws {
    let read = folder.read()
    let deployment = try #require(read.resources.first { $0.name == "blue" })
    let endpoint = try #require(read.resources.first { $0.id.type.hasSuffix("/onlineEndpoints") })
    #expect(deployment.id.parent == endpoint.id)
    #expect(endpoint.name == "score-{parameters.stage}")
    #expect(endpoint.nameUnknown?.because.contains("${{parameters.stage}}") == true)
  }
}

@Suite("Files of Azure ML beside workspaces, endpoints and computes")
struct OtherAzureMLFileTests {
  @Test(
    "a registry is a service, by schema or shape",
    arguments: ["$schema: \(schemas)registry.schema.json\n", ""])
  func registry(_ schema: String) throws {
    let folder = try TemporaryFolder([
      "registry.yml": """
      \(schema)name: reg
      location: eastus
      public_network_access: disabled
      replication_locations: [{location: eastus}, {location: westus}]
      """
    ])
    let read = folder.read(["registry.yml"])
    #expect(read.trouble == [])
    #expect(read.resources.map(\.type) == ["Microsoft.MachineLearningServices/registries"])
    let estate = EstateDecoder.estate(from: read).estate
    #expect(estate.services.all.map(\.firewall.publicAccess.value) == [.disabled])
    #expect(estate.services.all.map(\.isDescribed) == [true])
  }

  @Test(
    "connections and datastores are no part of the network, with a schema or without",
    arguments: [
      "name: c\ntype: container_registry\ntarget: https://x\ncredentials: {type: managed_identity}\n",
      "name: c\ntype: azure_open_ai\nazure_endpoint: https://x\ncredentials: {type: api_key}\n",
      "$schema: \(schemas)workspaceConnection.schema.json\nname: c\ntype: git\ntarget: https://x\n",
      "name: d\ntype: azure_blob\naccount_name: st\ncontainer_name: c\n",
      "$schema: \(schemas)azureDataLakeGen2.schema.json\nname: d\naccount_name: st\n",
    ])
  func apart(_ text: String) throws {
    let read = try TemporaryFolder(["file.yml": text]).read(["file.yml"])
    #expect(read.failure == nil, "\(read.trouble)")
    #expect(read.resources.isEmpty)
    #expect(read.ledger.skipped.map(\.because) == ["no part of an Azure ML network"])
  }
}
