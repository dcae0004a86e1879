internal import TrafficSets

extension ReachabilityGraph {
  /// Past this many tags that may hold an address, cases of them are not tried.
  private static let mostTags = 4

  /// The cases that there are where no input tells which of the service tags that rules and routes name
  /// hold the address of a service, each complete in itself: two rules that name a tag mean the same.
  package func tagCases(of destination: Destination) -> [[String: Bool]] {
    guard case .front(let front) = destination, let address = book[.front(front.name)] else {
      return []
    }
    let open = ruleLists.namedTags { estate.tagsInRules }.sorted().filter { tag in
      let held = book.addresses(taggedWith: tag)
      return held.possible.contains(address) && !held.certain.contains(address)
    }
    if open.isEmpty || open.count > Self.mostTags { return [] }
    let cases = open.reduce([[:]]) { cases, tag in
      cases.flatMap { known in
        [true, false].map { known.merging([tag: $0]) { first, _ in first } }
      }
    }
    // What a region's part of a tag holds, the tag holds.
    return cases.filter { holds in
      !open.contains { narrow in
        open.contains {
          narrow.hasPrefix("\($0).") && holds[narrow] == true && holds[$0] == false
        }
      }
    }
  }

  /// The service tags that rules and routes name and that do not hold the address of the service, as far
  /// as is known: each may, where that is somebody's own.
  package func tagsWithout(_ destination: Destination) -> [String] {
    guard case .front(let front) = destination, let address = book[.front(front.name)] else {
      return []
    }
    return ruleLists.namedTags { estate.tagsInRules }.sorted().filter {
      !book.addresses(taggedWith: $0).possible.contains(address)
    }
  }

  /// The graph in which these tags hold the address of the service, or do not.
  package func assuming(tags: [String: Bool], of destination: Destination) -> ReachabilityGraph {
    guard case .front(let front) = destination, let address = book[.front(front.name)] else {
      return self
    }
    return assuming(tags: tags, of: address)
  }
}
