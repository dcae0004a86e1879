internal import Reachability
internal import TrafficSets

// Parts of what was asked, in the words that people use for addresses.
extension ReachabilityQuery {
  /// Up to this many prefixes are told as they are.
  private static let fewPrefixes = 4

  /// Addresses as people read them: the whole with its exceptions where that is shorter.
  func text(_ stated: AddressSet, of asked: AddressSet) -> String {
    // That nobody sends from some ranges of IPv6 goes without saying.
    let isRouted =
      AddressBook.routedIPv6.isSubset(of: stated) && !AddressBook.publicIPv6.isSubset(of: asked)
    let part = isRouted ? stated.union(AddressBook.publicIPv6) : stated
    let whole = isRouted ? asked.union(AddressBook.publicIPv6) : asked
    guard part.prefixes.count > Self.fewPrefixes else { return graph.text(for: part) }
    if AddressBook.publicIPv4.isSubset(of: whole) { return text(part, ofInternet: whole) }
    return words(part.outline(), part)
  }

  /// The traffic as it is told where destinations are of both families: the family of each says of which
  /// the sender is, so that all of its senders need no word.
  func ofBothFamilies(_ traffic: TrafficSet, of asked: TrafficSet) -> TrafficSet {
    let six = graph.book.ipv6
    let destinations = asked.destinations
    guard !destinations.isDisjoint(with: six), !destinations.isSubset(of: six) else {
      return traffic
    }
    return [six, six.complement].reduce(TrafficSet.empty) { told, family in
      let limit = TrafficSet(destinations: family)
      let senders = asked.intersection(limit).sources
      return traffic.intersection(limit).bySource.reduce(told) { told, group in
        let isWhole = senders.isSubset(of: group.sources)
        return told.union(
          group.rest.intersection(
            TrafficSet(sources: isWhole ? asked.sources : group.sources)))
      }
    }
  }

  /// Of the internet the private ranges are no part, so that prefixes may hold them.
  private func text(_ part: AddressSet, ofInternet whole: AddressSet) -> String {
    let missing = whole.subtracting(part)
    let others = whole.union(.named).complement
    // All of IPv6 is told as its range on the internet.
    let isWholeSix = AddressBook.routedIPv6.isSubset(of: missing)
    let left =
      isWholeSix
      ? missing.subtracting(AddressBook.publicIPv6).prefixes(ignoring: others)
        + AddressBook.publicIPv6.prefixes
      : missing.prefixes(ignoring: others)
    let outline = part.outline(ignoring: others)
    let length = outline.reduce(part.namedAddresses.count) { $0 + $1.count }
    if left.isEmpty, missing.namedAddresses.isEmpty { return graph.text(for: part) }
    // What has none of the internet of IPv4 is no internet with exceptions.
    guard !part.isDisjoint(with: AddressBook.publicIPv4),
      left.count + missing.namedAddresses.count <= length
    else {
      return words(outline, part)
    }
    let exceptions = left.map(\.description) + labels(missing)
    return "internet (except \(exceptions.joined(separator: ", ")))"
  }

  private func words(_ outline: [AddressOutline], _ part: AddressSet) -> String {
    let numbers = outline.map { block in
      block.missing.isEmpty
        ? block.prefix.description
        : "\(block.prefix) (except \(block.missing.map(\.description).joined(separator: ", ")))"
    }
    return (numbers + labels(part)).joined(separator: ", ")
  }

  private func labels(_ addresses: AddressSet) -> [String] {
    addresses.namedAddresses.map { graph.book.label($0) }
  }
}
