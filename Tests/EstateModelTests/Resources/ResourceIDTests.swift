import EstateModel
import Testing

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
}
