import TestSupport
import Testing

@testable import EstateModel

struct ResourceIDTests {
  private static let subnet =
    "/subscriptions/A1/resourceGroups/Net/providers/Microsoft.Network/virtualNetworks/Hub/subnets/S"

  @Test("an id reads back as it was written")
  func reading() throws {
    let id = try #require(ResourceID(Self.subnet))
    #expect(id.description == Self.subnet)
    #expect(id.type == "Microsoft.Network/virtualNetworks/subnets")
    #expect(id.name == "S")
    #expect(id.parent?.name == "Hub")
  }

  @Test("ids are the same whatever their case")
  func letterCase() throws {
    let id = try #require(ResourceID(Self.subnet))
    let other = try #require(ResourceID(Self.subnet.uppercased()))
    #expect(id == other)
    #expect(id.hashValue == other.hashValue)
    #expect(id.matches(other))
    #expect(id.parent?.child("subnets", "s") == id)
  }

  @Test("an id without subscription and group matches, and is another one")
  func incomplete() throws {
    let id = try #require(ResourceID(Self.subnet))
    let bare = try #require(
      ResourceID("/providers/Microsoft.Network/virtualNetworks/hub/subnets/s"))
    #expect(bare.matches(id))
    #expect(id.matches(bare))
    #expect(bare != id)
    let elsewhere = try #require(
      ResourceID("/subscriptions/other/providers/Microsoft.Network/virtualNetworks/hub/subnets/s"))
    #expect(elsewhere.matches(bare))
    #expect(!elsewhere.matches(id))
  }

  @Test("an extension keeps what it extends: two clusters' extensions are two")
  func extensions() throws {
    func id(_ cluster: String) throws -> ResourceID {
      try #require(
        ResourceID(
          "/subscriptions/a/resourceGroups/r/providers/Microsoft.ContainerService/managedClusters/"
            + "\(cluster)/providers/Microsoft.KubernetesConfiguration/extensions/azureml"))
    }
    let first = try id("one")
    #expect(first.type == "Microsoft.KubernetesConfiguration/extensions")
    #expect(first.scope?.name == "one")
    #expect(first.resourceGroup == "r")
    #expect(try first != id("two"))
    #expect(try !first.matches(id("two")))
    #expect(first.description.contains("managedClusters/one/providers"))
    let unscoped = try #require(
      ResourceID("/providers/Microsoft.KubernetesConfiguration/extensions/azureml"))
    #expect(unscoped.matches(first))
  }

  @Test(
    "a text without provider, type and name is no id",
    arguments: [
      "", "hub", "/subscriptions/a/resourceGroups/b", "/providers/Microsoft.Network", "a/b/c",
    ]
  )
  func noID(_ text: String) { #expect(ResourceID(text) == nil) }

  @Test("an id of the common form is read as any text is, part by part")
  func commonForm() {
    var random = SeededGenerator(seed: 7)
    let words = [
      "subscriptions", "Subscriptions", "resourceGroups", "resourcegroups", "providers",
      "PROVIDERS", "Microsoft.Network", "virtualNetworks", "hub", "Hub", "é", "", "{open/part}",
    ]
    let common = ["", "subscriptions", "S", "resourceGroups", "G", "providers", "P", "t", "N"]
    for _ in 0..<20_000 {
      var parts = common + (Bool.random(using: &random) ? ["u", "M"] : [])
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let place = Int.random(in: 0..<parts.count, using: &random)
        parts[place] = words[Int.random(in: 0..<words.count, using: &random)]
      }
      let text = parts.joined(separator: "/")
      let slow = ResourceID(
        text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }[...])
      let fast = ResourceID(text)
      #expect(fast == slow, "\(text)")
      #expect(fast?.hashValue == slow?.hashValue)
      #expect(fast.map(Self.parts) == slow.map(Self.parts), "\(text)")
      #expect(fast?.parent.map(Self.parts) == slow?.parent.map(Self.parts), "\(text)")
    }
  }

  @Test("a child's parts are those of an id that is read", arguments: ["s", "é", "{a/b}"])
  func child(_ name: String) throws {
    let network = try #require(ResourceID(Self.subnet)?.parent)
    let subnet = network.child("subnets", name)
    #expect(subnet.name == name)
    #expect(subnet.type == "Microsoft.Network/virtualNetworks/subnets")
    #expect(subnet.parent == network)
    #expect(
      Self.parts(subnet)
        == Self.parts(
          ResourceID(
            subscription: "A1", resourceGroup: "Net", provider: "Microsoft.Network",
            segments: [
              .init(type: "virtualNetworks", name: "Hub"), .init(type: "subnets", name: name),
            ])))
  }

  @Test("types and names are compared without case, and so are types", arguments: ["S", "é", "É"])
  func typeAndName(_ name: String) throws {
    let network = try #require(ResourceID(Self.subnet)?.parent)
    let subnet = network.child("subnets", name)
    let elsewhere = try #require(
      ResourceID("/providers/microsoft.network/VIRTUALNETWORKS/hub/Subnets/\(name.lowercased())"))
    #expect(subnet.typeAndName == elsewhere.typeAndName)
    #expect(subnet.typeAndName.hashValue == elsewhere.typeAndName.hashValue)
    #expect(subnet.typeAndName != network.child("subnets", "other").typeAndName)
    for id in [subnet, elsewhere, network] {
      let types = [
        "Microsoft.Network/virtualNetworks", "microsoft.network/virtualnetworks/SUBNETS",
      ]
      for type in types + ["Microsoft.Network", "Microsoft.Network/virtualNetworks/subnets/s"] {
        #expect(id.isOfType(type) == (id.type.lowercased() == type.lowercased()))
        #expect((id.hashOfType == ResourceID.hash(ofType: type.uppercased())) == id.isOfType(type))
      }
    }
  }

  @Test("an id has the hash of its text where the text is all of it")
  func hashOfText() throws {
    let id = try #require(ResourceID(Self.subnet))
    let hash = try #require(id.hashOfText)
    #expect(hash == ResourceID(Self.subnet.uppercased())?.hashOfText)
    #expect(hash == id.parent?.child("subnets", "S").hashOfText)
    #expect(Array(Self.subnet.lowercased().utf8).withUnsafeBufferPointer { id.isWritten(as: $0) })
    let others = ["/subnets/x/y", "/providers/A/b/c", "/é/f", "/providers/d"]
    for other in others { #expect(ResourceID(Self.subnet + other)?.hashOfText == nil) }
    #expect(id.child("a", "b/c/d").hashOfText == nil)
    #expect(id.child("a", "providers").hashOfText == nil)
  }

  /// All that an id tells of itself.
  private static func parts(_ id: ResourceID) -> [String] {
    [
      id.description, id.subscription ?? "-", id.resourceGroup ?? "-", id.provider, id.type,
      id.name,
      id.typeAndName.description, id.scope?.description ?? "-",
    ] + id.segments.flatMap { [$0.type, $0.name] }
  }
}
