import EstateModel
import Testing

@testable import Answers

/// The internet holds Azure's own services, whose addresses rules name by tags.
@Suite("Service tags and the internet")
struct TaggedAddressRuleTests {
  private typealias Builder = EstateBuilder

  private func machine(_ rules: [SecurityRule]) throws -> Builder {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    let group = builder.group("nsg", rules)
    _ = builder.machine("a", in: subnet, "10.0.1.4", group: group)
    _ = builder.publicAddress(at: "a", "20.0.0.4")
    return builder
  }

  @Test("N-15: a service of a region is let in by a rule that names the tag without one")
  func regionOfTag() throws {
    for (tag, verdict) in [
      ("BatchNodeManagement", Verdict.reachable), ("AzureMachineLearning", .unreachable),
    ] {
      var builder = EstateBuilder()
      let network = builder.network("net", ["10.0.0.0/16"])
      let subnet = builder.subnet(network, "s", "10.0.1.0/24")
      builder.machine(
        "a", in: subnet, "10.0.1.4",
        group: builder.group(
          "nsg",
          [
            EstateBuilder.rule("in 100 allow tcp \(tag) -> * : 29876-29877"),
            EstateBuilder.rule("in 110 deny * BatchNodeManagement -> * : *"),
          ]))
      builder.publicAddress(at: "a", "20.1.2.3")
      let answer = try builder.query.ask(
        "service/BatchNodeManagement.westeurope", "vm/a", on: ["tcp/29877"])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("N-13: of the internet a rule by a tag lets the addresses of that service in, no others")
  func inbound() throws {
    let builder = try machine([
      Builder.rule("in 120 allow tcp AzureMachineLearning -> VirtualNetwork : 44224"),
      Builder.rule("in 4000 deny * Internet -> * : *"),
    ])
    let answer = try builder.query.ask("internet", "vm/a", on: ["tcp/44224"])
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed.map(\.description) == ["tcp/44224 from service/AzureMachineLearning"])
    let other = try builder.query.ask("internet", "vm/a", on: ["tcp/443"])
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test("N-13: a rule by a tag lets traffic out to a part of the internet")
  func outbound() throws {
    let builder = try machine([
      Builder.rule("out 100 allow tcp * -> Storage : 443"),
      Builder.rule("out 4000 deny * * -> Internet : *"),
    ])
    let answer = try builder.query.ask("vm/a", "internet", on: ["tcp/443"])
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed.map(\.description) == ["tcp/443 to service/Storage"])
    let denied = try machine([Builder.rule("out 100 deny tcp * -> Storage : 443")])
    #expect(
      try denied.query.ask("vm/a", "internet", on: ["tcp/443"]).verdict == .partial)
  }

  @Test("a service is asked as a sender by its tag, whether rules name it or not")
  func sender() throws {
    let builder = try machine([
      Builder.rule("in 120 allow tcp AzureMachineLearning -> VirtualNetwork : 44224"),
      Builder.rule("in 4000 deny * Internet -> * : *"),
    ])
    let named = try builder.query.ask("service/AZUREML", "vm/a", on: ["tcp/44224"])
    #expect(named.verdict == .reachable, "\(named.told)")
    let other = try builder.query.ask("service/BatchNodeManagement", "vm/a", on: ["tcp/44224"])
    #expect(other.verdict == .unreachable, "\(other.told)")
  }

  @Test(
    "O-14: a service of one region is in that region",
    arguments: [("westeurope", Verdict.reachable), ("eastus", .unreachable)])
  func region(_ row: (String, Verdict)) throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.defaultOutboundAccess = Builder.known(false)
    }
    _ = builder.machine("a", in: subnet, "10.0.1.4")
    let answer = try builder.query.ask("vm/a", "service/Storage.\(row.0)", on: ["tcp/443"])
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("a managed network lets out to the names and tags of its rules")
  func managed() throws {
    let estate = try TextEstate([
      "workspace.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
      name: ml
      managed_network:
        isolation_mode: allow_only_approved_outbound
        outbound_rules:
          - name: packages
            type: fqdn
            destination: pypi.org
          - name: storage
            type: fqdn
            destination: data.blob.core.windows.net
          - name: factory
            type: service_tag
            destination: {service_tag: DataFactory, protocol: TCP, port_ranges: "443"}
      """,
      "compute.yml": """
      $schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json
      name: cpu
      type: amlcompute
      size: Standard_DS3_v2
      """,
    ])
    let answer = try estate.ask("compute/cpu", "internet", on: "tcp/443")
    #expect(answer.verdict == .partial, "\(answer.told)")
    let told = answer.allowed.map(\.description).joined()
    for part in ["service/DataFactory", "fqdn/pypi.org", "service/AzureActiveDirectory"] {
      #expect(told.contains(part), "\(told)")
    }
    #expect(!told.contains("blob.core.windows.net") && !told.contains("service/Storage"), "\(told)")
  }

  @Test(
    "nodes with a public address are managed by tag, as far as the group of their subnet lets it in",
    arguments: [
      ("service/AZUREML", "tcp/44224", Verdict.reachable),
      ("service/BatchNodeManagement", "tcp/29877", .unreachable),
      ("service/AZUREML", "tcp/29877", .unreachable), ("internet", "tcp/44224", .partial),
    ])
  func managedNodes(_ row: (String, String, Verdict)) throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = builder.group(
      "nsg",
      [
        Builder.rule("in 120 allow tcp AzureMachineLearning -> VirtualNetwork : 44224"),
        Builder.rule("in 4000 deny * Internet -> * : *"),
      ])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.enabled) }
    var compute = Compute(id: workspace.child("computes", "cpu"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.subnet = Builder.reference(subnet)
    compute.hasPublicAddress = Builder.known(true)
    builder.estate.computes.insert(compute)
    let answer = try builder.query.ask(row.0, "compute/cpu", on: [row.1])
    #expect(answer.verdict == row.2, "\(answer.told)")
  }
}
