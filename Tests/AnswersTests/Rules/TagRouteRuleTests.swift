import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("Routes by service tags whose numbers a file gives")
struct TagRouteRuleTests {
  typealias Builder = EstateBuilder

  private static let subnet = Builder.id("Microsoft.Network/virtualNetworks", "n").child(
    "subnets", "s")

  private func estate(_ routes: String...) -> Builder {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine("m", in: subnet, "10.0.1.4")
    builder.routes(routes, at: subnet)
    for (tag, prefixes) in [
      ("Storage", ["20.60.0.0/16", "20.150.0.0/17"]), ("Storage.WestEurope", ["20.60.0.0/20"]),
      ("AzureCloud", ["20.0.0.0/8"]), ("AzureCloud.westeurope", ["20.60.0.0/20", "20.61.0.0/16"]),
    ] {
      builder.estate.serviceTags[tag] = prefixes.compactMap { AddressPrefix($0) }
    }
    return builder
  }

  @Test(
    "R-1, R-10: a route by a tag is as long as each of the tag's prefixes; of equal ones that which is written wins, then the narrower tag",
    arguments: [
      (["20.60.4.0/24 -> None", "Storage -> Internet"], "20.60.4.9", Verdict.unreachable),
      (["20.60.4.0/24 -> None", "Storage -> Internet"], "20.60.5.9", .reachable),
      (["20.60.0.0/16 -> None", "Storage -> Internet"], "20.60.17.1", .unreachable),
      (["20.60.0.0/15 -> None", "Storage -> Internet"], "20.60.17.1", .reachable),
      (["20.60.0.0/20 -> None", "Storage.WestEurope -> Internet"], "20.60.1.1", .unreachable),
      (["20.60.4.0/24 -> None", "AzureCloud -> Internet"], "20.60.4.9", .unreachable),
      (["20.60.0.0/24 -> Internet", "Storage -> None"], "20.60.0.9", .reachable),
      (
        ["20.60.0.0/21 -> Internet", "Storage.WestEurope -> None", "0.0.0.0/0 -> None"],
        "20.60.1.9", .reachable
      ),
      (["Storage -> None", "AzureCloud.westeurope -> Internet"], "20.60.1.1", .reachable),
      (["Storage -> None", "AzureCloud.westeurope -> Internet"], "20.60.99.1", .unreachable),
      (
        ["Storage.WestEurope -> None", "AzureCloud.westeurope -> Internet"], "20.60.1.1",
        .unreachable
      ),
    ])
  func lengths(_ row: ([String], String, Verdict)) throws {
    var builder = estate()
    builder.routes(row.0, at: Self.subnet)
    let answer = try builder.query.ask("vm/m", "internet/\(row.1)", on: ["tcp/443"])
    #expect(answer.verdict == row.2, "\(answer.told)")
  }

  @Test("R-10: of the internet, and of accounts, a longer route takes its part of a tag")
  func parts() throws {
    var builder = estate("20.60.4.0/24 -> None", "Storage -> Internet", "0.0.0.0/0 -> None")
    let internet = try builder.query.ask("vm/m", "internet", on: ["tcp/443"])
    #expect(internet.verdict == .partial, "\(internet.told)")
    builder.storage("near")
    builder.storage("far", location: "eastus")
    // Where in its tag an account lies no input tells.
    #expect(try builder.query.ask("vm/m", "storage/near").verdict == .unknown)
    builder.routes(
      "20.60.4.0/24 -> Internet", "Storage -> Internet", "0.0.0.0/0 -> None",
      at: Self.subnet)
    let all = try builder.query.ask("vm/m", "storage/near")
    #expect(all.verdict == .reachable, "\(all.told)")
    // A shorter route takes nothing of a tag.
    builder.routes("20.0.0.0/8 -> None", "Storage -> Internet", at: Self.subnet)
    let near = try builder.query.ask("vm/m", "storage/near")
    #expect(near.verdict == .reachable, "\(near.told)")
  }

  @Test("R-2, R-23: a route as long as a prefix of the service endpoint takes that from it")
  func endpoints() throws {
    for (route, number, verdict) in [
      ("20.60.0.0/16 -> None", "20.60.1.1", Verdict.reachable),
      ("20.60.0.0/20 -> None", "20.60.1.1", .unreachable),
      ("20.60.1.0/24 -> None", "20.60.1.1", .unreachable),
      ("20.60.1.0/24 -> None", "20.60.2.1", .reachable),
      ("0.0.0.0/0 -> None", "20.60.2.1", .reachable),
      ("0.0.0.0/0 -> None", "20.60.99.1", .unreachable),
    ] {
      var builder = estate(route)
      builder.estate.subnets.update(Self.subnet) {
        $0.serviceEndpoints = [Builder.known("Microsoft.Storage")]
      }
      let answer = try builder.query.ask("vm/m", "internet/\(number)", on: ["tcp/443"])
      #expect(answer.verdict == verdict, "\(route) \(answer.told)")
    }
  }
}
