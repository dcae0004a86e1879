import EstateModel
import EstateReading
import Testing

private func read(_ text: String) throws -> ReadEstate {
  try TemporaryFolder(["reachmap.yaml": text]).read(["reachmap.yaml"])
}

@Suite struct OverlayReaderTests {
  @Test("the whole format is read, each value with its place")
  func whole() throws {
    let estate = try read(
      """
      reachmap: 1
      workspace: ml
      scope: {subscription: s, resourceGroup: rg, location: westeurope}
      clients:
        - name: laptop
          address: 203.0.113.7
        - name: analyst
          subnet: hub/clients
        - name: office
          gateway: hub-vpn
          addresses: [192.168.0.0/16, "fd00::/8"]
          dns: hub
      appliances:
        - node: vm/nva
          forwards: [{from: 10.1.0.0/16, to: [10.2.0.0/16], on: [tcp/443]}]
      assumptions:
        - node: storage/mlstore
          property: publicNetworkAccess
          value: Disabled
      assertions:
        - name: scoring is private
          from: internet
          to: endpoint/score
          on: tcp/443
          expect: unreachable
        - name: spokes leave through the firewall
          from: subnet/spoke*/*
          to: internet
          via: firewall/hub
        - from: a
          to: b
          expect: {allowed: [tcp/443]}
      suppressions:
        - rule: RM0107
          node: vm/jump
          reason: reviewed
      views:
        - name: scoring
          title: How clients reach it
          show: query
          from: client/*
          to: endpoint/score
      """)
    #expect(estate.trouble == [])
    let overlay = try #require(estate.overlays.first)
    #expect(overlay.workspace?.value == "ml")
    #expect(overlay.workspace?.source.shortened == "reachmap.yaml:2:12")
    #expect(overlay.scope.resourceGroup?.value == "rg")
    #expect(overlay.clients.map(\.name.value) == ["laptop", "analyst", "office"])
    if case .gateway(let gateway, let addresses) = overlay.clients[2].place {
      #expect(gateway.value == "hub-vpn")
      #expect(addresses.map(\.value) == ["192.168.0.0/16", "fd00::/8"])
    } else {
      Issue.record("the office is behind a gateway")
    }
    #expect(overlay.clients[2].dns?.value == "hub")
    #expect(overlay.appliances.first?.forwards.first?.to.map(\.value) == ["10.2.0.0/16"])
    #expect(overlay.assumptions.first?.value.value == .string("Disabled"))
    #expect(overlay.assertions.map(\.name.value).last == "a to b")
    #expect(overlay.assertions[0].expect?.value == .verdict("unreachable"))
    #expect(overlay.assertions[1].via?.value == "firewall/hub")
    #expect(overlay.suppressions.first?.reason.value == "reviewed")
    #expect(overlay.views.first?.show.value == .query)
  }

  @Test(
    "what it does not know is an error at its place",
    arguments: [
      ("reachmap: 1\n↓cleints: []\n", "did you mean 'clients'?"),
      ("reachmap: ↓2\n", "reachmap: 1"),
      ("reachmap: 1\nclients:\n- name: a\n  address: ↓10.0.0.300\n", "neither an address"),
      ("reachmap: 1\nclients:\n- ↓name: a\n", "needs one of"),
      ("reachmap: 1\nclients:\n- ↓address: 10.0.0.1\n", "needs 'name'"),
      ("reachmap: 1\nclients: ↓{a: b}\n", "takes a list"),
      ("reachmap: 1\nclients:\n- ↓laptop\n", "is a mapping"),
      ("reachmap: 1\nassumptions:\n- ↓parameter: a\n", "needs 'value'"),
      ("reachmap: 1\nassumptions:\n- ↓node: a\n  value: 1\n", "'property'"),
      ("reachmap: 1\nassertions:\n- {from: a, to: b, expect: ↓open}\n", "'unreachable'"),
      ("reachmap: 1\nassertions:\n- ↓{from: a, to: b}\n", "needs 'expect'"),
      ("reachmap: 1\nsuppressions:\n- ↓rule: RM1\n", "needs 'reason'"),
      ("reachmap: 1\nviews:\n- {name: a, show: ↓all}\n", "'topology'"),
      ("reachmap: 1\nviews:\n- ↓{name: a, show: scenario}\n", "needs 'scenario'"),
      ("reachmap: 1\nscope: {↓group: x}\n", "no key of scope"),
      (
        "reachmap: 1\nclients:\n- {name: a, address: 10.0.0.1}\n- {name: ↓A, address: 10.0.0.2}\n",
        "second client"
      ),
    ])
  func errors(_ marked: String, _ says: String) throws {
    let marked = MarkedText(marked)
    let estate = try read(marked.text)
    #expect(estate.failure == .badInput)
    #expect(estate.diagnostics.first?.message.text.contains(says) == true, "\(estate.trouble)")
    #expect(estate.diagnostics.first?.source?.shortened == marked.place(in: "reachmap.yaml"))
  }

  @Test("an assumption about a parameter that no template has is a warning")
  func uselessAssumption() throws {
    let estate = try read("reachmap: 1\nassumptions:\n- {parameter: p, value: 1}\n")
    #expect(estate.failure == nil)
    #expect(estate.trouble.first?.hasPrefix("warning reachmap.yaml:3:25") == true)
  }
}
