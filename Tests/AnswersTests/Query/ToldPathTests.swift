import EstateModel
import Reachability
import Testing

@testable import Answers

@Suite("The paths and blockers of an answer are those of what was asked")
struct ToldPathTests {
  typealias Builder = EstateBuilder

  /// Two machines of a subnet that a service may call, one of them with a public address.
  private func machines(_ rules: String...) -> Builder {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = builder.group("web", rules.map { Builder.rule($0) })
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    builder.machine("a", in: subnet, "10.0.1.4")
    builder.machine("b", in: subnet, "10.0.1.5")
    builder.publicAddress(at: "a", "20.1.2.3")
    return builder
  }

  @Test("a service of Microsoft's is told as itself and not as the internet")
  func service() throws {
    let query = machines("in 100 allow tcp AzureMachineLearning -> * : 443").query
    for name in ["service/AzureMachineLearning", "service/AZUREML", "internet/203.0.113.9"] {
      let answer = try query.ask(name, "vm/a", on: ["tcp/443"])
      #expect(
        answer.verdict == (name.hasPrefix("service") ? .reachable : .unreachable), "\(answer.told)")
      #expect(answer.paths.allSatisfy { $0.first?.node == name }, "\(answer.told)")
    }
    let whole = try query.ask("internet", "vm/a", on: ["tcp/443"])
    #expect(whole.paths.allSatisfy { $0.first?.node == "internet" }, "\(whole.told)")
  }

  @Test("a selector is told as Microsoft spells the tag, however it was written")
  func spelling() throws {
    let query = machines().query
    for (written, told) in [
      ("service/azuremonitor", "service/AzureMonitor"), ("service/entraid", "service/ENTRAID"),
      ("service/STORAGE.WestEurope", "service/Storage.westeurope"),
      ("registry/MCR", "registry/mcr"),
    ] {
      #expect(try query.ask("vm/a", written, on: ["tcp/443"]).to == told)
    }
  }

  @Test("of what gets through in part a path tells the way")
  func allowedPart() throws {
    let query = machines("in 100 allow tcp * -> * : 22").query
    let answer = try query.ask("internet", "subnet/net/s", on: ["tcp/22"])
    #expect(answer.verdict == .partial, "\(answer.told)")
    #expect(answer.allowed == ["tcp/22 to nic/a-nic"])
    #expect(
      answer.paths.contains { path in
        path.last?.node == "nic/a-nic" && !path.contains { $0.outcome == .deny }
      }, "\(answer.told)")
    #expect(answer.paths.contains { path in path.contains { $0.outcome == .deny } })
    #expect(!answer.blockers.isEmpty)
  }

  @Test("an open way within a network tells no rule that lets out packets to public addresses")
  func ownAddresses() throws {
    let answer = try machines().query.ask("vm/b", "vm/a", on: ["tcp/22"])
    let within = answer.paths.filter { path in !path.contains { $0.node == "internet" } }
    #expect(!within.isEmpty, "\(answer.told)")
    for path in within {
      let rules = path.compactMap(\.evidence?.rule)
      #expect(rules.contains { $0.hasPrefix("AllowVnetOutBound") }, "\(answer.told)")
      #expect(!rules.contains { $0.hasPrefix("AllowInternetOutBound") }, "\(answer.told)")
    }
  }

  @Test("where one of several ways needs fewer changes, only what blocks that one is told")
  func bestPath() throws {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let group = builder.group("training", [])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.securityGroup = Builder.reference(group)
    }
    let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.disabled) }
    var compute = Compute(id: workspace.child("computes", "ci"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.kind = Builder.known(.instance)
    compute.subnet = Builder.reference(subnet)
    compute.hasPublicAddress = Builder.known(true)
    builder.estate.computes.insert(compute)
    let answer = try builder.query.ask(
      "service/AzureMachineLearning", "compute/ci", on: ["tcp/44224"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    #expect(answer.blockers.map(\.node) == ["nsg/training"], "\(answer.told)")
    #expect(answer.paths.count == 1, "\(answer.told)")
    #expect(answer.fixes.count == 1)
  }

  @Test("what no input tells of a machine or a deployment leaves the answer open")
  func lackingParts() throws {
    var builder = machines()
    builder.estate.machines.insert(
      VirtualMachine(
        id: Builder.id("Microsoft.Compute/virtualMachines", "bare"), source: Builder.place))
    let workspace = builder.workspace("ml")
    let endpoint = builder.onlineEndpoint("score", of: workspace) {
      $0.isKubernetes = true
    }
    builder.deployment("blue", of: endpoint, egress: .absent)
    for (from, to, lacking) in [
      ("internet", "vm/bare", "the interfaces of vm/bare"),
      ("vm/bare", "vm/a", "the interfaces of vm/bare"),
      ("deployment/score/blue", "internet", "the compute of deployment/score/blue"),
    ] {
      let answer = try builder.query.ask(from, to, on: ["tcp/443"])
      #expect(answer.verdict == .unknown, "\(answer.told)")
      #expect(
        answer.unknowns.contains { $0.because == "no input tells \(lacking)" }, "\(answer.told)")
    }
  }
}
