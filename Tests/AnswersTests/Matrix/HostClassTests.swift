import EstateModel
import Reachability
import Testing
import TrafficSets

@testable import Answers

@Suite("Classes of hosts")
struct HostClassTests {
  /// Two machines in one subnet, alike but for what the change does.
  private func areAlike(
    _ change: (inout EstateBuilder, ResourceID) -> Void = { _, _ in },
    interface: (inout NetworkInterface) -> Void = { _ in }
  ) -> Bool {
    var builder = EstateBuilder()
    let network = builder.network("hub", ["10.0.0.0/16"])
    let subnet = builder.subnet(network, "hosts", "10.0.1.0/24")
    let one = builder.interface("one", in: subnet, "10.0.1.8")
    let other = builder.interface("other", in: subnet, "10.0.1.9", interface)
    change(&builder, other)
    let classes = HostClasses(ReachabilityGraph(builder.estate))
    return classes.hostClass(of: .interface(one)) == classes.hostClass(of: .interface(other))
  }

  @Test("hosts in one subnet are alike")
  func alike() { #expect(areAlike()) }

  @Test("rules that take in both or neither do not tell them apart")
  func wideRules() {
    for peer in ["10.0.1.0/24", "10.0.1.8/31", "10.0.1.16/28", "VirtualNetwork", "*"] {
      #expect(
        areAlike { builder, _ in
          builder.group("g", [EstateBuilder.rule("in 100 allow tcp \(peer) -> * : 22")])
        }, "\(peer)")
    }
  }

  @Test("a rule that takes in only one tells them apart, wherever it stands")
  func narrowRules() {
    for peer in ["10.0.1.9", "10.0.0.0/30,10.0.1.8", "192.168.0.0/16,10.0.1.9/32"] {
      for rule in ["in 100 allow tcp \(peer) -> * : 22", "out 100 deny * * -> \(peer) : *"] {
        #expect(
          !areAlike { builder, _ in builder.group("g", [EstateBuilder.rule(rule)]) }, "\(rule)")
      }
    }
  }

  @Test("groups, public addresses, name servers, forwarding and a second address tell them apart")
  func interfaces() {
    let group = EstateBuilder.id("Microsoft.Network/networkSecurityGroups", "g")
    let application = EstateBuilder.id("Microsoft.Network/applicationSecurityGroups", "a")
    let address = EstateBuilder.id("Microsoft.Network/publicIPAddresses", "p")
    #expect(!areAlike(interface: { $0.securityGroup = EstateBuilder.reference(group) }))
    #expect(!areAlike(interface: { $0.dnsServers = [EstateBuilder.address("10.0.0.4")] }))
    #expect(!areAlike(interface: { $0.forwardsTraffic = EstateBuilder.known(true) }))
    #expect(
      !areAlike(interface: {
        $0.configurations[0].publicAddress = EstateBuilder.reference(address)
      }))
    #expect(
      !areAlike(interface: {
        $0.configurations[0].applicationSecurityGroups = [
          EstateBuilder.reference(application)
        ]
      }))
    #expect(
      !areAlike(interface: {
        $0.configurations[0].applicationSecurityGroups = [
          .unknown(UnknownValue(key: "groups", because: "not known", source: nil))
        ]
      }))
    #expect(!areAlike(interface: { $0.configurations[0].privateAddress = .absent }))
    #expect(!areAlike(interface: { $0.configurations.append($0.configurations[0]) }))
  }

  @Test("the family of an address without a number tells hosts apart")
  func unnumberedFamily() {
    func areAlike(_ family: AddressFamily?) -> Bool {
      var builder = EstateBuilder()
      let network = builder.network("hub", ["10.0.0.0/16", "fd00::/48"])
      let subnet = builder.subnet(network, "hosts", "10.0.1.0/24")
      let one = builder.interface("one", in: subnet, nil)
      let other = builder.interface("other", in: subnet, nil) {
        $0.configurations[0].family = family.map { EstateBuilder.known($0) } ?? .absent
      }
      let classes = HostClasses(ReachabilityGraph(builder.estate))
      return classes.hostClass(of: .interface(one)) == classes.hostClass(of: .interface(other))
    }
    #expect(areAlike(nil))
    #expect(areAlike(.ipv4))
    #expect(!areAlike(.ipv6))
  }

  @Test("a public address at another interface of its machine tells a host apart")
  func publicMachine() {
    #expect(
      !areAlike { builder, other in
        let network = builder.network("other", ["10.7.0.0/16"])
        builder.interface("front", in: builder.subnet(network, "s", "10.7.1.0/24"), "10.7.1.9")
        let front = EstateBuilder.id("Microsoft.Network/networkInterfaces", "front")
        builder.estate.interfaces.update(front) {
          $0.configurations[0].publicAddress = EstateBuilder.reference(
            EstateBuilder.id("Microsoft.Network/publicIPAddresses", "p"))
        }
        var machine = VirtualMachine(
          id: EstateBuilder.id("Microsoft.Compute/virtualMachines", "vm"),
          source: EstateBuilder.place)
        machine.interfaces = [EstateBuilder.reference(other), EstateBuilder.reference(front)]
        builder.estate.machines.insert(machine)
      })
  }

  @Test("whoever has the address of a group's member is taken in by the group's rules")
  func sharedAddress() {
    #expect(
      !areAlike { builder, _ in
        let application = builder.applicationGroup("a")
        let network = builder.network("other", ["10.0.0.0/16"])
        let subnet = builder.subnet(network, "s", "10.0.1.0/24")
        builder.interface("twin", in: subnet, "10.0.1.9", members: [application])
      })
  }
}
