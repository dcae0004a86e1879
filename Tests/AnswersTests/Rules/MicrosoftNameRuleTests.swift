import EstateModel
import Testing

@testable import Answers

/// Names of Microsoft's services that no resource of the estate has, against rules by service tags; further
/// names of the estate's own services.
///
/// https://learn.microsoft.com/azure/virtual-network/service-tags-overview
@Suite("Names of Microsoft's services")
struct MicrosoftNameRuleTests {
  private typealias Builder = EstateBuilder
  private typealias Text = ExportedText

  private func asked(_ host: String, _ rules: [String], port: Int = 443) throws -> Verdict {
    var builder = Builder()
    let network = builder.network("net", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "s", "10.0.1.0/24")
    builder.machine(
      "a", in: subnet, "10.0.1.4", group: builder.group("nsg", rules.map { Builder.rule($0) }))
    builder.publicAddress(at: "a", "20.1.2.3")
    return try builder.query.ask("vm/a", "fqdn/\(host)", on: ["tcp/\(port)"]).verdict
  }

  @Test(
    "N-15: a name of a service lies in the tag that is documented for its host",
    arguments: [
      ("westeurope.experiments.azureml.net", "AzureMachineLearning"),
      ("ci.westeurope.instances.azureml.ms", "AzureMachineLearning"),
      ("shop.azure-devices.net", "AzureIoTHub"), ("shop.azconfig.io", "AppConfiguration"),
      ("shop.service.signalr.net", "AzureSignalR"), ("shop.database.windows.net", "Sql"),
      ("dc.services.visualstudio.com", "AzureMonitor"), ("aka.ms", "AzureFrontDoor.Frontend"),
    ])
  func tagOfHost(host: String, tag: String) throws {
    let only = ["out 100 allow tcp * -> \(tag) : 443", "out 200 deny * * -> Internet : *"]
    #expect(try asked(host, only) == .reachable)
    let without = ["out 100 deny tcp * -> \(tag) : 443"]
    #expect(try asked(host, without) == .unreachable)
  }

  @Test("N-15: Microsoft's registry lies in the tag of the region in which its callers are")
  func regionalRegistry() throws {
    func verdict(_ region: String, elsewhere: String? = nil) throws -> Verdict {
      var builder = Builder()
      let network = builder.network("net", ["10.0.0.0/16"])
      builder.estate.networks.update(network) { $0.location = Builder.known("West Europe") }
      if let elsewhere {
        let other = builder.network("other", ["10.1.0.0/16"])
        builder.estate.networks.update(other) { $0.location = Builder.known(elsewhere) }
      }
      let subnet = builder.subnet(network, "s", "10.0.1.0/24")
      let group = builder.group(
        "nsg",
        [
          Builder.rule("out 100 allow tcp * -> MicrosoftContainerRegistry.\(region) : 443"),
          Builder.rule("out 110 allow tcp * -> AzureFrontDoor.FirstParty : 443"),
          Builder.rule("out 200 deny * * -> * : *"),
        ])
      builder.machine("a", in: subnet, "10.0.1.4", group: group)
      builder.publicAddress(at: "a", "20.1.2.3")
      let name = try builder.query.ask("vm/a", "fqdn/mcr.microsoft.com", on: ["tcp/443"])
      let answer = try builder.query.ask("vm/a", "registry/mcr", on: ["tcp/443"])
      #expect(name.verdict == answer.verdict, "\(answer.told)")
      return answer.verdict
    }
    #expect(try verdict("WestEurope") == .reachable)
    #expect(try verdict("NorthEurope") == .unknown)
    #expect(try verdict("WestEurope", elsewhere: "westeurope") == .reachable)
    #expect(try verdict("WestEurope", elsewhere: "northeurope") == .unknown)
  }

  @Test(
    "N-15: a name under a domain of Azure's may lie in any tag that no article gives it",
    arguments: [
      "adb-1.2.azuredatabricks.net", "app.env.westeurope.azurecontainerapps.io",
      "shop.servicebus.windows.net", "score.westeurope.inference.ml.azure.com",
      "shop.developer.azure-api.net",
    ])
  func openTag(host: String) throws {
    let only = ["out 100 allow tcp * -> AzureCloud : 443", "out 200 deny * * -> Internet : *"]
    #expect(try asked(host, only) == .unknown)
  }

  @Test("names that only end like a domain of Microsoft's, and the studio's own, are decided")
  func others() throws {
    let only = [
      "out 100 allow tcp * -> AzureMachineLearning : 443", "out 200 deny * * -> Internet : *",
    ]
    #expect(try asked("notazure.com", only) == .unreachable)
    #expect(try asked("ml.azure.com", only) == .unreachable)
  }

  // MARK: - Further names of the estate's services

  /// A network `v`, and services without public access.
  private static let closed = [
    Text.network("v", "10.0.0.0/16", ["s": "10.0.0.0/24"]),
    Text.resource(
      "Microsoft.Storage/storageAccounts", "shop",
      #""publicNetworkAccess": "Disabled""#),
    Text.resource(
      "Microsoft.ContainerRegistry/registries", "shopacr",
      #""publicNetworkAccess": "Disabled""#),
    Text.resource(
      "Microsoft.DocumentDB/databaseAccounts", "shopdb",
      #""publicNetworkAccess": "Disabled""#),
    Text.resource(
      "Microsoft.AppConfiguration/configurationStores", "shopconf",
      #""publicNetworkAccess": "Disabled""#),
  ]

  @Test(
    "S-13, D-20: further names of a service lead to it",
    arguments: [
      "shop-secondary.blob.core.windows.net", "shop.z6.web.core.windows.net",
      "shopacr.northeurope.data.azurecr.io", "shopacr.westeurope.geo.azurecr.io",
      "shopacr.regionofnolist.data.azurecr.io",
      "shopdb-northeurope.documents.azure.com", "shopconf-westeurope.azconfig.io",
    ])
  func further(host: String) throws {
    let estate = try TextEstate(["export.json": Text.list(Self.closed)])
    let answer = try estate.query.ask("internet", "fqdn/\(host)", on: ["tcp/443"])
    #expect(answer.verdict == .unreachable, "\(host): \(answer.told)")
  }

  @Test("names that look like further ones and name no region are somebody else's")
  func somebodyElse() throws {
    let estate = try TextEstate(["export.json": Text.list(Self.closed)])
    for host in ["shopdb-at-home.documents.azure.com", "shop.zone.web.core.windows.net"] {
      let answer = try estate.query.ask("internet", "fqdn/\(host)", on: ["tcp/443"])
      #expect(answer.verdict == .reachable, "\(host): \(answer.told)")
    }
  }

  @Test("D-20: a further name may be that of a region which no list has, or somebody else's")
  func openRegion() throws {
    for (access, verdict) in [("Disabled", Verdict.unknown), ("Enabled", .reachable)] {
      let closed = Self.closed.map { $0.replacing("Disabled", with: access) }
      let estate = try TextEstate(["export.json": Text.list(closed)])
      for host in ["shopdb-farnorth2.documents.azure.com", "shopconf-farnorth2.azconfig.io"] {
        let answer = try estate.query.ask("internet", "fqdn/\(host)", on: ["tcp/443"])
        #expect(answer.verdict == verdict, "\(host): \(answer.told)")
      }
    }
  }

  @Test("D-5, D-16: names of Azure Monitor are looked for in its zone, where that is linked")
  func monitor() throws {
    let zone = Text.id("Microsoft.Network/privateDnsZones", "privatelink.monitor.azure.com")
    let estate = try TextEstate([
      "export.json": Text.list([
        Text.network("v", "10.0.0.0/16", ["s": "10.0.0.0/24"]),
        Text.network("w", "10.1.0.0/16", ["s": "10.1.0.0/24"]),
        Text.resource("Microsoft.Network/privateDnsZones", "privatelink.monitor.azure.com", ""),
        """
        {"id": "\(zone)/virtualNetworkLinks/l", "name": "l",
          "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
          "properties": {"registrationEnabled": false,
            "virtualNetwork": {"id": "\(Text.id("Microsoft.Network/virtualNetworks", "v"))"}}}
        """,
        """
        {"id": "\(zone)/A/westeurope-1.in.ai", "name": "westeurope-1.in.ai",
          "type": "Microsoft.Network/privateDnsZones/A",
          "properties": {"ttl": 300, "aRecords": [{"ipv4Address": "10.0.0.9"}]}}
        """,
      ])
    ])
    let here = "fqdn/westeurope-1.in.applicationinsights.azure.com"
    let recorded = try estate.query.ask("subnet/v/s", here, on: ["tcp/443"])
    #expect(recorded.verdict == .reachable, "\(recorded.told)")
    for host in ["eastus-2.in.applicationinsights.azure.com", "dc.services.visualstudio.com"] {
      let answer = try estate.query.ask("subnet/v/s", "fqdn/\(host)", on: ["tcp/443"])
      #expect(answer.verdict == .unknown, "\(host): \(answer.told)")
    }
    let elsewhere = try estate.query.ask("subnet/w/s", here, on: ["tcp/443"])
    #expect(elsewhere.verdict == .reachable, "\(elsewhere.told)")
  }
}
