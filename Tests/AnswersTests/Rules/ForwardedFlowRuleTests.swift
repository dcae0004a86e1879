import EstateModel
import Testing
import TrafficSets

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
@Suite("What an overlay says that an appliance forwards")
struct ForwardedFlowRuleTests {
  private static let everybody = "      - {on: tcp/443}"

  /// The example with this flow in the place of https from anybody.
  private func estate(_ flow: String) throws -> TextEstate {
    try HubAndSpokeExample.read(["reachmap.yaml": [(Self.everybody, "      - \(flow)")]])
  }

  private func expect(
    _ estate: TextEstate, _ from: String, _ to: String, _ verdict: Verdict,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let answer = try estate.ask(from, to, on: "tcp/443")
    #expect(answer.verdict == verdict, "\(answer.told)", sourceLocation: location)
  }

  @Test("V-2: ranges take in senders that have no number of their own, by their subnet")
  func unnumberedSenders() throws {
    let estate = try estate("{from: 10.1.0.0/16, on: tcp/443}")
    for to in ["vm/app", "fqdn/github.com", "registry/mcr"] {
      try expect(estate, "compute/gpu-cluster", to, .reachable)
    }
    try expect(estate, "vm/app", "fqdn/github.com", .unreachable)
    // A part of the subnet may hold the node or not.
    let part = try self.estate("{from: 10.1.1.0/25, on: tcp/443}")
    try expect(part, "compute/gpu-cluster", "vm/app", .unknown)
    try expect(
      try self.estate("{from: 10.9.0.0/16, on: tcp/443}"), "compute/gpu-cluster", "vm/app",
      .unreachable)
  }

  @Test("V-2: a range of all numbers takes in the names of the internet")
  func names() throws {
    let estate = try estate("{from: 10.2.0.0/16, to: 0.0.0.0/0, on: tcp/443}")
    for to in ["fqdn/github.com", "registry/mcr", "localgateway/office"] {
      try expect(estate, "vm/app", to, .reachable)
    }
    try expect(estate, "compute/gpu-cluster", "fqdn/github.com", .unreachable)
    try expect(
      try self.estate("{from: 10.2.0.0/16, to: 10.0.0.0/8, on: tcp/443}"), "vm/app",
      "fqdn/github.com", .unreachable)
  }

  @Test("V-2: ranges take in receivers that have no number of their own")
  func unnumberedReceivers() throws {
    let denial = """
      { "name": "DenyAll", "properties": { "priority": 4000, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*" } }
      """
    for (to, verdict) in [
      ("10.1.0.0/16", Verdict.reachable), ("[10.1.1.0/24]", .reachable),
      ("10.1.1.128/25", .unknown), ("10.1.2.0/24", .unreachable),
    ] {
      let estate = try HubAndSpokeExample.read([
        "network.json": [(denial, denial.replacing("\"Deny\"", with: "\"Allow\""))],
        "reachmap.yaml": [(Self.everybody, "      - {to: \(to), on: tcp/443}")],
      ])
      try expect(estate, "vm/app", "compute/gpu-cluster", verdict)
    }
  }

  @Test("V-2: the flow that lets it through is shown at its own place")
  func place() throws {
    let estate = try estate("{from: 10.1.0.0/16, on: tcp/443}")
    let answer = try estate.ask("compute/gpu-cluster", "vm/app", on: "tcp/443")
    #expect(answer.places.contains(try estate.line(of: "10.1.0.0/16, on", in: "reachmap.yaml")))
    #expect(answer.evidence.contains { $0.rule == "enableIPForwarding: true" }, "\(answer.told)")
  }
}
