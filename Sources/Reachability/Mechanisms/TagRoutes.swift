internal import EstateModel
internal import TrafficSets

// Routes by service tag stand for each of the tag's prefixes, as long as that is.
// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview
extension ReachabilityGraph {
  /// What the prefixes of one length of a service tag hold.
  struct TagPart: Sendable {
    let length: Int
    let extent: Extent
  }

  /// Longer than all prefixes of tags, but for single addresses: where no file tells the numbers.
  static let lengthOfTags = 31

  /// The parts of a tag whose numbers the file of service tags gives, the longest prefixes first; `nil`
  /// where it does not.
  ///
  /// A named address counts with the shortest prefix among whose numbers it may be: a route that holds all
  /// of these numbers and is longer is so than any of them, and one that holds some is told apart by cases.
  func parts(ofTag tag: String) -> [TagPart]? {
    guard book.holds(tag: tag) else { return nil }
    return knownNetworks.tagParts.value(for: tag.lowercased()) { newParts(ofTag: tag) }
  }

  private func newParts(ofTag tag: String) -> [TagPart] {
    let wanted = tag.lowercased()
    var numbers: [Int: [AddressPrefix]] = [:]
    for (name, prefixes) in estate.serviceTags where name.lowercased() == wanted {
      for prefix in prefixes { numbers[prefix.length, default: []].append(prefix) }
    }
    let groups = numbers.map { (length: $0.key, numbers: AddressSet($0.value)) }
      .sorted { $0.length < $1.length }
    let whole = meaning(ofServiceTag: tag)
    var lengths: [AddressSet: Int] = [:]
    var named: [Int: [Address]] = [:]
    for address in whole.possible.namedAddresses {
      var length = Self.lengthOfTags
      if let place = assumedNumbers[address] ?? book.place(of: address) {
        length =
          lengths[place]
          ?? groups.first { !$0.numbers.isDisjoint(with: place) }?.length ?? length
        lengths[place] = length
      }
      named[length, default: []].append(address)
    }
    let all = Set(groups.map(\.length)).union(named.keys)
    return all.sorted(by: >).map { length in
      let part = AddressSet(numbers[length] ?? []).union(AddressSet(named[length] ?? []))
      return TagPart(
        length: length,
        extent: Extent(
          certain: whole.certain.intersection(part), possible: whole.possible.intersection(part)))
    }
  }
}
