import EstateModel
import Reachability

// Machines and computes of one place that a picture has nothing different to say of: one node for all.
extension Stage {
  /// From this many on, those that are alike are drawn as one.
  private static let fewestAlike = 4

  /// What is told of a machine but for its name and address.
  private struct Trait: Hashable {
    var container: Container
    var kind: Scene.Kind
    var facts: [String]
    var isFaded: Bool
    var publishers: [ResourceID]
  }

  /// Lets one of each lot that is alike stand for all of it.
  ///
  /// - Parameter publishers: The balancers and gateways before a machine.
  mutating func group(
    _ ids: [ResourceID], publishers: [ResourceID: [ResourceID]], isNamed: (String) -> Bool
  ) {
    var order: [Trait] = []
    var alike: [Trait: [ResourceID]] = [:]
    for id in ids where !isNamed(graph.selectors.text(for: id)) {
      let node = node(for: .resource(id))
      let isPublic = node.fact.hasSuffix(Self.publicAddressNote)
      let facts = node.kind == .compute ? [node.fact, node.secondFact] : [node.secondFact]
      let trait = Trait(
        container: container(of: .resource(id)), kind: node.kind,
        facts: facts + (isPublic ? [Self.publicAddressNote] : []), isFaded: node.isFaded,
        publishers: publishers[id] ?? [])
      if alike[trait] == nil { order.append(trait) }
      alike[trait, default: []].append(id)
    }
    for trait in order {
      guard let members = alike[trait], members.count >= Self.fewestAlike else { continue }
      groups[members[0]] = members
      for member in members { representatives[member] = members[0] }
    }
  }

  /// The node of a group, under an id of its own.
  func node(forGroup members: [ResourceID]) -> Scene.Node {
    let single = singleNode(for: members[0])
    let names = members.map { graph.selectors.text(for: $0) }
    let word = single.kind == .compute ? "computes" : "machines"
    let isPublic = single.fact.hasSuffix(Self.publicAddressNote)
    let facts = [
      single.kind == .compute ? single.fact : isPublic ? "with public addresses" : "",
      single.secondFact,
    ].filter { !$0.isEmpty }
    var node = Scene.Node(
      id: id(ofGroup: members), kind: single.kind, name: "\(members.count) \(word)",
      fact: "\(names[0]) to \(members[members.count - 1].name)",
      secondFact: facts.joined(separator: ", "), tooltip: names.joined(separator: ", "),
      isFaded: single.isFaded)
    node.count = members.count
    return node
  }

  func id(ofGroup members: [ResourceID]) -> String {
    "\(graph.selectors.text(for: members[0])) and \(members.count - 1) alike"
  }
}
