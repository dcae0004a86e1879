import EstateModel
import Testing
import TrafficSets

@testable import Reachability

struct TwoThreadsTests {
  @Test("both values are worked out, each in its place")
  func both() {
    let (first, second) = inTwoThreads({ (0..<1_000).reduce(0, +) }, { "second" })
    #expect(first == 499_500)
    #expect(second == "second")
  }

  @Test("a graph knows every interface, few of them or many", arguments: [3, 1_500])
  func interfaces(_ count: Int) throws {
    let source = SourcePosition(file: "a.json", line: 1, column: 1)
    let network = try #require(ResourceID("/providers/Microsoft.Network/virtualNetworks/n"))
    let subnet = network.child("subnets", "s")
    var estate = Estate()
    estate.networks.insert(VirtualNetwork(id: network, source: source))
    estate.subnets.insert(Subnet(id: subnet, network: network, source: source))
    for number in 0..<count {
      let id = try #require(
        ResourceID("/providers/Microsoft.Network/networkInterfaces/i\(number)"))
      var interface = NetworkInterface(id: id, source: source)
      var configuration = NetworkInterface.Configuration(name: "c", source: source)
      configuration.subnet = .known(Reference(subnet, at: source), source)
      configuration.privateAddress = .known(
        try #require(Address("10.0.\(number / 256).\(number % 256)")), source)
      interface.configurations = [configuration]
      estate.interfaces.insert(interface)
    }
    let graph = ReachabilityGraph(estate)
    #expect(graph.subnetsByNetwork[network]?.map(\.id) == [subnet])
    #expect(graph.interfacesBySubnet[subnet]?.map(\.id) == estate.interfaces.map(\.id))
    #expect(graph.interfacesByAddress.count == count)
    #expect(graph.selectors.entries.count == count + 2)
    let last = try #require(estate.interfaces.all.last?.id)
    #expect(graph.selectors.text(for: last) == "nic/i\(count - 1)")
    #expect(graph.book[.egress(.interface(last))] != nil)
  }
}
