internal import EstateModel
internal import TrafficSets

extension Estate {
  /// Past this many parts it is left open by which address of a prefix somebody leaves.
  private static let mostParts = 64

  /// By public IP prefix whose range is known: one address for each part of the range that something in
  /// the estate tells from the rest. Whoever leaves by the prefix has some address of it, and those of one
  /// part are all alike.
  var partsOfPublicPrefixes: [ResourceID: [Address]] {
    let known = publicPrefixes.filter { $0.range.value != nil }
    if known.isEmpty { return [:] }
    let named = namedPrefixes
    var parts: [ResourceID: [Address]] = [:]
    for prefix in known {
      guard let range = prefix.range.value else { continue }
      var blocks = [AddressSet(range)]
      for other in named where other.family == range.family && other.length > range.length {
        let inside = AddressSet(other)
        if inside.isDisjoint(with: AddressSet(range)) { continue }
        blocks = blocks.flatMap { block in
          [block.intersection(inside), block.subtracting(inside)].filter { !$0.isEmpty }
        }
        if blocks.count > Self.mostParts { break }
      }
      let first = blocks.compactMap(\.firstAddress)
      guard blocks.count <= Self.mostParts, first.count == blocks.count else { continue }
      parts[prefix.id] = first.sorted()
    }
    return parts
  }
}

extension ReachabilityGraph {
  /// The addresses by which somebody leaves who has a public IP prefix, by name where its range is not
  /// known; `nil` where the prefix is not.
  func publicExits(ofPrefix setting: Setting<Reference>) -> [PublicExit]? {
    guard case .known(let reference, let source) = setting else { return nil }
    let name = selectors.text(for: reference.id)
    if let address = book[.publicPrefix(reference.id)] {
      let isIPv6 = estate.publicPrefixes[reference.id]?.family.value == .ipv6
      return [PublicExit(name: name, address: address, source: source, isIPv6: isIPv6)]
    }
    guard let parts = book.partsOfPrefixes[reference.id] else { return nil }
    return parts.map { address in
      PublicExit(
        name: parts.count == 1 ? name : "\(address) of \(name)", address: address, source: source,
        isIPv6: address.family == .ipv6)
    }
  }
}
