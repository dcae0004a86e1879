import EstateModel
import Testing
import TrafficSets

@testable import Answers

// What Microsoft's file of service tags decides, and what stays open where it lacks a tag.
// https://learn.microsoft.com/azure/virtual-network/service-tags-overview
@Suite("Service tags by their numbers")
struct ServiceTagFileRuleTests {
  private typealias Builder = EstateBuilder

  private func machine(
    _ rules: [String], tags: KeyValuePairs<String, [String]> = [:], routes: [String] = []
  ) -> Builder {
    var builder = Builder()
    for (tag, prefixes) in tags {
      builder.estate.serviceTags[tag] = prefixes.compactMap { AddressPrefix($0) }
    }
    let network = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine(
      "a", in: subnet, "10.0.1.4", group: builder.group("nsg", rules.map { Builder.rule($0) }))
    if !routes.isEmpty { builder.routes(routes, at: subnet) }
    return builder
  }

  private func ask(_ builder: Builder, _ to: String) throws -> QueryAnswer {
    try builder.query.ask("vm/a", to, on: ["tcp/443"])
  }

  // MARK: - Tags that the file lacks

  @Test(
    "N-15: a tag that the file lacks may hold any number that somebody names",
    arguments: [
      ("AzureActiveDirectory", "20.60.4.4", Verdict.unknown),
      ("Storage", "20.60.4.4", .unreachable), ("Storage", "9.9.9.9", .reachable),
      // A part of a tag lies within it; a tag holds what its parts do.
      ("Storage.NorthEurope", "20.60.4.4", .unknown),
      ("Storage.NorthEurope", "9.9.9.9", .reachable), ("Sql", "40.1.0.5", .unreachable),
      ("Sql", "20.60.4.4", .unknown), ("AzureActiveDirectory", "203.0.113.7", .reachable),
    ])
  func lackingTags(_ row: (String, String, Verdict)) throws {
    let tags: KeyValuePairs = [
      "Storage": ["20.60.0.0/16"], "Sql.WestEurope": ["40.1.0.0/24"],
    ]
    let answer = try ask(
      machine(["out 100 deny * * -> \(row.0) : *"], tags: tags), "internet/\(row.1)")
    #expect(answer.verdict == row.2, "\(answer.told)")
    let allowed = try ask(
      machine(
        ["out 100 allow * * -> \(row.0) : *", "out 200 deny * * -> * : *"], tags: tags),
      "internet/\(row.1)")
    let opposite: [Verdict: Verdict] = [
      .reachable: .unreachable, .unreachable: .reachable, .unknown: .unknown,
    ]
    #expect(allowed.verdict == opposite[row.2], "\(allowed.told)")
  }

  // MARK: - Names of others

  @Test("N-15: that a tag does not hold the address of somebody else's name is taken for granted")
  func otherNames() throws {
    let name = "fqdn/a.contoso.com"
    for tags: KeyValuePairs in [[:], ["AzureCloud": ["20.0.0.0/8"]]] {
      let answer = try ask(machine(["out 100 deny * * -> AzureCloud : *"], tags: tags), name)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(
        answer.assumptions.map(\.because) == [
          "the service tag AzureCloud does not hold its address"
        ])
    }
    // Where it makes no difference nothing is said.
    let open = try ask(machine(["out 100 allow * * -> AzureCloud : *"]), name)
    #expect(open.verdict == .reachable && open.assumptions.isEmpty, "\(open.told)")
    let both = try ask(
      machine([
        "out 100 deny * * -> AzureCloud : *", "out 101 deny * * -> Storage : *",
      ]), name)
    #expect(
      both.assumptions.map(\.because) == [
        "none of the service tags AzureCloud, Storage holds its address"
      ])
  }

  @Test("with the file of tags no less is decided of somebody else's name than without")
  func documentation() throws {
    let name = "fqdn/a.contoso.com"
    for tags: KeyValuePairs in [[:], ["Storage": ["20.60.0.0/16"]]] {
      let answer = try ask(machine(["out 100 deny * * -> 203.0.113.0/24 : *"], tags: tags), name)
      #expect(answer.verdict == .reachable, "\(answer.told)")
      #expect(answer.assumptions.count == 1, "\(answer.assumptions)")
      // Anybody's name may be at any other public number, so that nothing is assumed.
      let open = try ask(machine(["out 100 deny * * -> 20.1.0.0/16 : *"], tags: tags), name)
      #expect(open.verdict == .unknown, "\(open.told)")
      #expect(open.assumptions.isEmpty, "\(open.assumptions)")
    }
  }

  // MARK: - Routes

  @Test("R-10: without the file a tag's route may take what other routes send elsewhere")
  func tagRoutes() throws {
    let routes = ["20.60.0.0/16 -> None", "Storage -> Internet"]
    let answer = try ask(machine([], routes: routes), "internet")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.allowed == ["tcp/443 to internet (except 20.60.0.0/16)"])
    #expect(answer.undecided == ["tcp/443 to 20.60.0.0/16"])
    #expect(try ask(machine([], routes: routes), "internet/20.60.4.4").verdict == .unknown)
    #expect(try ask(machine([], routes: routes), "internet/20.61.4.4").verdict == .reachable)
    // A single address wins over a tag, and may be that of the service.
    let single = try ask(
      machine([], routes: ["20.60.0.4/32 -> None", "Storage -> Internet"]), "internet")
    #expect(single.allowed == ["tcp/443 to internet (except 20.60.0.4/32, service/Storage)"])
    #expect(single.undecided == ["tcp/443 to service/Storage"], "\(single.told)")
    // What both send the same way is decided.
    let alike = try ask(
      machine([], routes: ["20.60.0.0/16 -> Internet", "Storage -> Internet"]), "internet")
    #expect(alike.verdict == .reachable, "\(alike.told)")
    // With the file it is decided.
    for (prefix, verdict) in [("20.60.4.0/24", Verdict.reachable), ("20.61.0.0/24", .unreachable)] {
      let known = machine([], tags: ["Storage": [prefix]], routes: routes)
      #expect(try ask(known, "internet/20.60.4.4").verdict == verdict)
    }
  }

  // MARK: - Prefixes that are a tag's

  @Test(
    "N-15: rules by the prefixes of a tag meet the services of the tag, whole or in parts",
    arguments: [
      (["20.60.0.0/16,20.150.0.0/17"], Verdict.unreachable),
      (["20.60.0.0/16", "20.150.0.0/17"], .unreachable), (["20.0.0.0/8"], .unreachable),
      (["20.60.0.0/16"], .unknown), (["20.60.0.0/17", "20.60.128.0/17"], .unknown),
      (["20.61.0.0/16"], .reachable), (["20.0.0.0/9", "20.128.0.0/9"], .unreachable),
    ])
  func prefixesOfTag(_ row: ([String], Verdict)) throws {
    let tags: KeyValuePairs = [
      "Storage": ["20.60.0.0/16", "20.150.0.0/17", "2603:1000::/40"],
      "Storage.WestEurope": ["20.60.0.0/24", "20.150.8.0/24"],
    ]
    let denials = row.0.enumerated().map { "out \(100 + $0) deny * * -> \($1) : *" }
    var denied = machine(denials, tags: tags)
    denied.storage("st", location: "")
    denied.estate.storageAccounts.update(Builder.id("Microsoft.Storage/storageAccounts", "st")) {
      $0.location = .absent
    }
    let answer = try ask(denied, "storage/st")
    #expect(answer.verdict == row.1, "\(answer.told)")
    if row.1 == .unreachable {
      #expect(answer.blockers.contains { $0.rule == "rule100 (priority 100)" }, "\(answer.told)")
    }
    let grants = row.0.enumerated().map { "out \(100 + $0) allow * * -> \($1) : *" }
    var allowed = machine(grants + ["out 200 deny * * -> Internet : *"], tags: tags)
    allowed.storage("st", location: "")
    allowed.estate.storageAccounts.update(Builder.id("Microsoft.Storage/storageAccounts", "st")) {
      $0.location = .absent
    }
    let opposite: [Verdict: Verdict] = [
      .reachable: .unreachable, .unreachable: .reachable, .unknown: .unknown,
    ]
    let other = try ask(allowed, "storage/st")
    #expect(other.verdict == opposite[row.1], "\(other.told)")
  }

  @Test("N-15: of a region it takes the prefixes of that region's tag alone")
  func prefixesOfRegion() throws {
    let tags: KeyValuePairs = [
      "Storage": ["20.60.0.0/16", "20.150.0.0/17"],
      "Storage.WestEurope": ["20.60.0.0/24", "20.150.8.0/24"],
    ]
    let rules = ["out 100 deny * * -> 20.60.0.0/24 : *", "out 101 deny * * -> 20.150.8.0/24 : *"]
    var builder = machine(rules, tags: tags)
    builder.storage("st")
    #expect(try ask(builder, "storage/st").verdict == .unreachable)
    let region = try ask(builder, "service/Storage.westeurope")
    #expect(region.verdict == .unreachable, "\(region.told)")
    #expect(try ask(builder, "service/Storage").verdict == .unknown)
  }
}
