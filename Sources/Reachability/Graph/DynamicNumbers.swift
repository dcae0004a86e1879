internal import EstateModel
package import TrafficSets

/// A named address whose number is one of some, in the blocks of these that the estate tells apart.
package struct DynamicNumber: Sendable {
  package let address: Address
  /// Disjoint, together all the numbers that the address may have.
  package let blocks: [AddressSet]
}

extension ReachabilityGraph {
  /// Past this many blocks the numbers of an address are not told apart.
  private static let mostBlocks = 64

  /// The addresses of a host whose numbers Azure picks, where prefixes that the estate names hold only
  /// some of the numbers: whatever names one of a block names all of it.
  package func dynamicNumbers(of host: Host) -> [DynamicNumber] {
    guard case .subnet(let subnet, _) = attachment(of: host), let numbers = freeNumbers[subnet],
      !numbers.isEmpty, let described = estate.subnets[subnet],
      described.prefixes.allSatisfy({ $0.value != nil })
    else { return [] }
    let dynamic = addresses(of: host).intersection(book.dynamicAddresses(in: subnet))
    if dynamic.isEmpty { return [] }
    let blocks = blocks(of: numbers)
    guard blocks.count > 1, blocks.count <= Self.mostBlocks else { return [] }
    return dynamic.namedAddresses.map { DynamicNumber(address: $0, blocks: blocks) }
  }

  /// The address of a service that the file of service tags places, where prefixes that the estate names
  /// hold only some of the numbers of its tags.
  package func placedNumbers(of destination: Destination) -> [DynamicNumber] {
    guard case .front(let front) = destination, let address = book[.front(front.name)],
      let place = book.place(of: address)
    else { return [] }
    let named = knownNetworks.prefixesBesidesTags.value(for: .estate) {
      estate.namedPrefixesBesidesTags
    }
    let blocks = blocks(of: place, toldApartBy: named)
    guard blocks.count > 1, blocks.count <= Self.mostBlocks else { return [] }
    return [DynamicNumber(address: address, blocks: blocks)]
  }

  private func blocks(of numbers: AddressSet) -> [AddressSet] {
    blocks(of: numbers, toldApartBy: ruleLists.namedPrefixes { estate.namedPrefixes })
  }

  private func blocks(
    of numbers: AddressSet, toldApartBy named: Set<AddressPrefix>
  ) -> [AddressSet] {
    var blocks = [numbers]
    for prefix in named.sorted(by: { ($0.first, $0.length) < ($1.first, $1.length) }) {
      let part = AddressSet(prefix)
      if part.isDisjoint(with: numbers) || numbers.isSubset(of: part) { continue }
      blocks = blocks.flatMap { block in
        [block.intersection(part), block.subtracting(part)].filter { !$0.isEmpty }
      }
      if blocks.count > Self.mostBlocks { break }
    }
    return blocks
  }
}
