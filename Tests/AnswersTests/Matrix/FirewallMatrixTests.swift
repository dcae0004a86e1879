import Testing
import TrafficSets

@testable import Answers

@Suite("A matrix past an Azure Firewall says of each pair what its query says")
struct FirewallMatrixTests {
  typealias Firewall = FirewallEstate

  /// Estates that differ in what the firewall does with addresses, names and replies.
  private static let estates: [(String, Firewall)] = {
    var ordinary = Firewall()
    ordinary.allow(
      Firewall.network("web", from: ["10.6.0.0/16"], to: ["10.7.0.0/16"], ["443", "80"]),
      Firewall.application("store", from: ["*"], to: ["*.blob.core.windows.net"]))
    ordinary.others = [ExportedText.storage("store", "\"kind\": \"StorageV2\"")]
    var every = ordinary
    every.allow(Firewall.application("every", from: ["*"], to: ["*"], https: [80, 8443]))
    var translating = ordinary
    translating.policy = "\"snat\": {\"privateRanges\": [\"255.255.255.255/32\"]}"
    var oneWay = ordinary
    oneWay.isServerRouted = false
    var lost = ordinary
    lost.firewallTable = [Firewall.route("lost", "10.7.0.0/16", "None")]
    var leading = ordinary
    leading.translate(
      Firewall.translation("in", from: ["*"], to: ["203.0.113.4"], "8443", "10.7.0.4", "443"))
    var open = ordinary
    open.policy = "\"basePolicy\": {\"id\": \"\(Firewall.id("firewallPolicies", "parent"))\"}"
    return [
      ("ordinary", ordinary), ("every", every), ("translating", translating), ("oneWay", oneWay),
      ("lost", lost), ("leading", leading), ("open", open),
    ]
  }()

  @Test("each estate", arguments: estates.map(\.0))
  func twins(_ name: String) throws {
    let (_, firewall) = try #require(Self.estates.first { $0.0 == name })
    try MatrixTwin.compare(try firewall.estate().query, name)
  }
}
