import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-secure-training-vnet
@Suite("What comes in by the public address of computes")
struct NodeInboundRuleTests {
  typealias Builder = EstateBuilder

  private func ask(
    _ kind: Compute.Kind, _ shell: Setting<Compute.SecureShell> = .absent, inSubnet: Bool = false,
    hasPublicAddress: Setting<Bool> = .absent, rules: [String]? = nil, from: String = "internet",
    on traffic: String
  ) throws -> QueryAnswer {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = rules.map { builder.group("nsg", $0.map { Builder.rule($0) }) }
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      if let group { $0.securityGroup = Builder.reference(group) }
    }
    let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.enabled) }
    var compute = Compute(id: workspace.child("computes", "cpu"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.kind = Builder.known(kind)
    if inSubnet { compute.subnet = Builder.reference(subnet) }
    compute.hasPublicAddress = hasPublicAddress
    compute.secureShell = shell
    builder.estate.computes.insert(compute)
    return try builder.query.ask(from, "compute/cpu", on: [traffic])
  }

  @Test(
    "SSH of a cluster is as its flag says, else open outside networks of yours; of an instance it is closed",
    arguments: [
      (
        kind: Compute.Kind.cluster, shell: Compute.SecureShell?.none, inSubnet: false,
        verdict: Verdict.reachable
      ),
      (.cluster, nil, true, .unreachable), (.cluster, .notSpecified, false, .reachable),
      (.cluster, .notSpecified, true, .unreachable), (.cluster, .enabled, true, .reachable),
      (.cluster, .disabled, false, .unreachable), (.instance, nil, false, .unreachable),
      (.instance, .enabled, false, .reachable), (.instance, .disabled, true, .unreachable),
    ])
  func shells(
    _ row: (kind: Compute.Kind, shell: Compute.SecureShell?, inSubnet: Bool, verdict: Verdict)
  ) throws {
    let shell = row.shell.map { Builder.known($0) } ?? .absent
    let answer = try ask(row.kind, shell, inSubnet: row.inSubnet, on: "tcp/22")
    #expect(answer.verdict == row.verdict, "\(answer.told)")
    #expect(
      answer.evidence.contains { $0.control.hasSuffix("PublicAccess") && $0.source != nil }
        == (row.shell != nil), "\(answer.told)")
    // Nobody else is let in, and without a public address nobody at all.
    #expect(
      try ask(row.kind, shell, inSubnet: row.inSubnet, on: "tcp/8080").verdict == .unreachable)
    #expect(
      try ask(
        row.kind, shell, inSubnet: row.inSubnet, hasPublicAddress: Builder.known(false),
        on: "tcp/22"
      ).verdict == .unreachable)
  }

  @Test("the group of the subnet is asked as well, and what manages the nodes gets in")
  func groups() throws {
    let rules = [
      "in 100 allow tcp AzureMachineLearning -> * : 44224", "in 200 deny * Internet -> * : *",
    ]
    let shut = try ask(
      .cluster, Builder.known(.enabled), inSubnet: true, rules: rules, on: "tcp/22")
    #expect(shut.verdict == .unreachable, "\(shut.told)")
    let managed = try ask(
      .cluster, inSubnet: true, rules: rules, from: "service/AZUREML", on: "tcp/44224")
    #expect(managed.verdict == .reachable, "\(managed.told)")
    let all = try ask(.cluster, inSubnet: true, on: "any")
    #expect(all.verdict == .partial, "\(all.told)")
    #expect(all.undecided.isEmpty, "\(all.told)")
  }

  @Test("what is not known of a compute leaves open who gets in")
  func open() throws {
    #expect(try ask(.cluster, Builder.open("ssh"), on: "tcp/22").verdict == .unknown)
    let address = try ask(.cluster, hasPublicAddress: Builder.open("flag"), on: "tcp/22")
    #expect(address.verdict == .unknown, "\(address.told)")
    let closed = try ask(.cluster, hasPublicAddress: Builder.open("flag"), on: "tcp/8080")
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    #expect(try ask(.other("VirtualMachine"), on: "tcp/22").verdict == .unknown)
  }
}
