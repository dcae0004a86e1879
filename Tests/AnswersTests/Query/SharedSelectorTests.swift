import Answers
import Testing

/// Resources of one type and name in two groups, and kinds that begin with another kind's name.
@Suite struct SharedSelectorTests {
  private static func network(_ group: String, _ prefix: String) -> String {
    let id =
      "/subscriptions/s/resourceGroups/\(group)/providers/Microsoft.Network/virtualNetworks/v"
    return """
      {"id": "\(id)", "name": "v", "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
       "properties": {"addressSpace": {"addressPrefixes": ["\(prefix).0.0/16"]}, "subnets": [
         {"id": "\(id)/subnets/s", "name": "s", "properties": {"addressPrefix": "\(prefix).1.0/24"}}]}}
      """
  }

  @Test("an answer names those that share a selector by their ids, as the list does")
  func shared() throws {
    let estate = try TextEstate([
      "e.json": "[\(Self.network("one", "10.1")), \(Self.network("two", "10.2"))]"
    ])
    let ids = ["one", "two"].map {
      "/subscriptions/s/resourceGroups/\($0)/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    }
    let answer = try estate.ask(ids[0], ids[1], on: "tcp/22")
    #expect(answer.verdict == .unreachable)
    let nodes = answer.paths.joined().map(\.node) + answer.blockers.map(\.node)
    #expect(nodes.contains { $0.contains("/one/") }, "\(answer.told)")
    #expect(!nodes.contains { $0.hasPrefix("vnet/") || $0.hasPrefix("subnet/") }, "\(answer.told)")
    let list = ListAnswer(estate.query.graph)
    #expect(list.nodes.map(\.selector).contains(ids[0]))
    #expect(Set(list.nodes.compactMap(\.parent)).count == 2)
  }

  @Test("a matrix names those that share a selector as a question can, and tells them apart")
  func matrix() throws {
    func vault(_ group: String?, _ access: String) -> String {
      let place = group.map { "/subscriptions/s/resourceGroups/\($0)" } ?? ""
      return """
        {"id": "\(place)/providers/Microsoft.KeyVault/vaults/kv", "name": "kv",
         "type": "Microsoft.KeyVault/vaults", "location": "westeurope",
         "properties": {"publicNetworkAccess": "\(access)"}}
        """
    }
    let estate = try TextEstate([
      "e.json":
        "[\(vault("one", "Enabled")), \(vault("two", "Disabled")), \(vault(nil, "Disabled"))]"
    ])
    let answer = try estate.query.matrix(MatrixQuestion(from: "internet", to: "keyvault/*"))
    let names = answer.rows.flatMap { row in row.to.map { ($0, row.outcome.verdict) } }
    #expect(names.count == 3)
    for (name, verdict) in names {
      #expect(verdict == (name.contains("/one/") ? .reachable : .unreachable), "\(name)")
      let asked = try estate.ask("internet", name)
      #expect(asked.verdict == verdict, "\(asked.told)")
      #expect(asked.to == name)
    }
    #expect(Set(names.map(\.0)) == Set(ListAnswer(estate.query.graph).nodes.map(\.selector)))
  }

  @Test(
    "parts of one name in several wholes of a kind without a word of its own are told apart, too")
  func parts() throws {
    let group = "/subscriptions/s/resourceGroups/g/providers"
    func part(_ whole: String) -> String {
      """
      {"id": "\(group)/Microsoft.Some/wholes/\(whole)/parts/p", "name": "p",
       "type": "Microsoft.Some/wholes/parts", "properties": {"x": 1}}
      """
    }
    let estate = try TextEstate(["e.json": "[\(part("a")), \(part("b")), \(part("c"))]"])
    #expect(Set(ListAnswer(estate.query.graph).nodes.map(\.selector)).count == 3)
  }

  @Test("a glob for the names of a kind means no kind that is within it")
  func globs() throws {
    let group = "/subscriptions/s/resourceGroups/g/providers"
    let estate = try TextEstate([
      "e.json": """
      [{"id": "\(group)/Microsoft.Sql/servers/a", "name": "a", "type": "Microsoft.Sql/servers",
        "location": "westeurope", "properties": {"publicNetworkAccess": "Disabled"}},
       {"id": "\(group)/Microsoft.Sql/servers/a/databases/d", "name": "a/d",
        "type": "Microsoft.Sql/servers/databases", "location": "westeurope", "properties": {"x": 1}},
       \(Self.network("g", "10.1"))]
      """
    ])
    func matched(_ glob: String) throws -> [String] {
      try estate.query.answer(QueryQuestion(from: "internet", to: glob)).answers.map(\.to)
    }
    #expect(try matched("Microsoft.Sql/servers/*") == ["Microsoft.Sql/servers/a"])
    #expect(try matched("subnet/*") == ["subnet/v/s"])
    #expect(try matched("subnet/v/*") == ["subnet/v/s"])
    #expect(try matched("*servers/a*").contains("Microsoft.Sql/servers/a"))
  }
}
