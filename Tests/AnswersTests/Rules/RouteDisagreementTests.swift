import EstateModel
import Testing
import TrafficSets

@testable import Answers

// Where the sets once differed from the walk of one packet; each the smallest estate that showed it.
@Suite("Routes, where sets and the walk of one packet once differed")
struct RouteDisagreementTests {
  typealias Builder = EstateBuilder

  /// One network: a machine `f` in front, `b` in the back, whose routes take the replies of `b`.
  private func answer(
    space: String = "10.0", back routes: String..., forwards: Bool? = nil
  ) throws -> QueryAnswer {
    var builder = Builder()
    let network = builder.network("n", ["\(space).0.0/16"])
    let front = builder.subnet(network, "front", "\(space).1.0/24")
    let back = builder.subnet(network, "back", "\(space).2.0/24")
    let middle = builder.subnet(network, "middle", "\(space).100.0/24")
    builder.machine("f", in: front, "\(space).1.4")
    builder.machine("b", in: back, "\(space).2.4")
    builder.appliance("nva", in: middle, "\(space).100.4", forwards: forwards)
    builder.routes(routes, at: back)
    return try builder.query.ask("vm/f", "vm/b", on: ["tcp/443"])
  }

  @Test("V-1, R-22 (c): a reply to a machine that does not forward is lost, not open")
  func replyToPlainMachine() throws {
    let told = try answer(back: "10.0.1.0/24 -> 10.0.100.4")
    #expect(told.verdict == .unreachable, "\(told.told)")
    let forwarded = try answer(back: "10.0.1.0/24 -> 10.0.100.4", forwards: true)
    #expect(forwarded.verdict == .unknown, "\(forwarded.told)")
  }

  @Test("R-27, R-22 (c): a reply whose next hop is out of reach is lost, not open")
  func replyOutOfReach() throws {
    let told = try answer(back: "10.0.1.0/24 -> 10.99.0.4")
    #expect(told.verdict == .unreachable, "\(told.told)")
  }

  @Test("R-19: a reply whose next hop is the sender itself arrives")
  func replyToSenderItself() throws {
    let told = try answer(back: "10.0.1.0/24 -> 10.0.1.4")
    #expect(told.verdict == .reachable, "\(told.told)")
  }

  @Test("R-28: a public range used privately is not on the internet, for replies either")
  func replyByInternet() throws {
    let told = try answer(space: "11.0", back: "11.0.1.0/24 -> Internet")
    #expect(told.verdict == .unreachable, "\(told.told)")
  }

  @Test("R-27: an address of a range that no subnet shows has an owner that is not known")
  func ownerOutsideSubnets() throws {
    var builder = Builder()
    let network = builder.network("n", ["10.0.0.0/16"])
    let front = builder.subnet(network, "front", "10.0.1.0/24")
    let back = builder.subnet(network, "back", "10.0.2.0/24")
    builder.machine("f", in: front, "10.0.1.4")
    builder.machine("b", in: back, "10.0.2.4")
    builder.routes("10.0.2.0/24 -> 10.0.255.4", at: front)
    let told = try builder.query.ask("vm/f", "vm/b", on: ["udp/53"])
    #expect(told.verdict == .unknown, "\(told.told)")
  }

  @Test("a reply that a route keeps in the network does not come to a peered one")
  func replyKeptInNetwork() throws {
    var hub = HubAndSpokes()
    hub.builder.peer(hub.spokes[0], hub.spokes[1])
    hub.builder.routes("10.1.0.0/16 -> VnetLocal", at: hub.subnets[1])
    #expect(try hub.ask("vm/vm2", "vm/vm1", on: "udp/53").verdict == .unreachable)
    let told = try hub.ask()
    #expect(told.verdict == .unreachable, "\(told.told)")
  }

  @Test("P-1: a peering that is not connected makes no route that a default route would lose to")
  func peeringDown() throws {
    var hub = HubAndSpokes()
    hub.builder.peer(hub.spokes[0], hub.spokes[1]) { $0.state = Builder.known(.disconnected) }
    for subnet in hub.subnets { hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: subnet) }
    let told = try hub.ask()
    #expect(told.verdict == .reachable, "\(told.told)")
  }

  @Test("V-5: a reply that comes back to the appliance it left goes in circles")
  func replyInCircles() throws {
    var hub = HubAndSpokes()
    hub.builder.machine("near", in: hub.middle, "10.0.100.9")
    hub.builder.routes("10.0.0.0/16 -> 10.0.100.4", at: hub.subnets[0])
    hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: hub.middle)
    let told = try hub.ask("vm/vm1", "vm/near")
    #expect(told.verdict == .unreachable, "\(told.told)")
  }

  @Test("V-1: what is for the next hop itself arrives there, whether it forwards or not")
  func openingToNextHop() throws {
    for flag in [true, false, nil] as [Bool?] {
      var hub = HubAndSpokes(forwards: flag)
      hub.builder.routes("10.0.0.0/16 -> 10.0.100.4", at: hub.subnets[0])
      let told = try hub.ask("vm/vm1", "vm/nva")
      #expect(told.verdict == .reachable, "\(told.told)")
    }
  }

  @Test("R-27: a reply whose next hop is the sender, but out of reach, is lost")
  func replyToSenderOutOfReach() throws {
    var hub = HubAndSpokes()
    hub.builder.routes("10.0.0.0/8 -> 10.0.100.4", at: hub.subnets[0])
    hub.builder.routes("0.0.0.0/0 -> 10.1.1.4", at: hub.subnets[1])
    let told = try hub.ask()
    #expect(told.verdict == .unreachable, "\(told.told)")
  }

  @Test("R-22: who takes the opening on is not known, and may be who gets the reply")
  func replyToUnknown() throws {
    var builder = Builder()
    let near = builder.network("near", ["10.0.0.0/16"])
    let far = builder.network("far", ["10.1.0.0/16"])
    let front = builder.subnet(near, "front", "10.0.1.0/24")
    let back = builder.subnet(far, "back", "10.1.1.0/24")
    builder.machine("f", in: front, "10.0.1.4")
    builder.machine("b", in: back, "10.1.1.4")
    builder.routes("10.1.0.0/16 -> 10.0.255.4", at: front)
    builder.routes("0.0.0.0/0 -> 10.0.1.4", at: back)
    let told = try builder.query.ask("vm/f", "vm/b", on: ["tcp/443"])
    #expect(told.verdict == .unknown, "\(told.told)")
  }

  @Test("R-2: a default route wins for certain over no peering whose other network is not known")
  func defaultRouteAgainstOpenPeering() throws {
    for isNamed in [true, false] {
      var hub = HubAndSpokes()
      hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", at: hub.subnets[0])
      hub.builder.routes("10.1.0.0/16 -> 10.0.100.4", at: hub.subnets[1])
      #expect(try hub.ask().verdict == .reachable)
      let far = hub.builder.network("far", [], isDescribed: false)
      hub.builder.peerOneSide(hub.spokes[0], far) {
        if !isNamed { $0.remote = Builder.open("remote") }
      }
      let told = try hub.ask()
      #expect(told.verdict == .unknown, "\(told.told)")
      // What a range of a network cannot be shorter than is decided, and so is what peers hold.
      #expect(try hub.ask("vm/vm1", "vm/nva").verdict == .reachable)
      #expect(try hub.ask("vm/vm1", "internet/203.0.113.9").verdict == .reachable)
      hub.builder.routes("0.0.0.0/0 -> 10.0.100.4", "10.2.1.4/32 -> 10.0.100.4", at: hub.subnets[0])
      let narrow = try hub.ask()
      #expect(narrow.verdict == .reachable, "\(narrow.told)")
    }
  }
}
