internal import TrafficSets

/// What filters let through between one host and all partners, worked out once for each way that they
/// see the host.
struct FlowProfiles {
  private var passages: [Use: Passage] = [:]
  /// What may come to filters at all: what is left of a long list there is short.
  private let asked: TrafficSet
  /// The addresses, at most, whose traffic each filter judges.
  private var users: [Use: AddressSet] = [:]
  /// Keeps what the identities stand for.
  private var lists: [RuleList] = []
  private var numbers: [Key: Int] = [:]
  private var profiles: [[HostFlows.Flow]] = []
  private var together: [[Int]: [HostFlows.Flow]] = [:]

  private struct Key: Hashable {
    let isSource: Bool
    let passage: Passage
  }

  /// Where packets meet a filter.
  enum Stand: Hashable {
    case sources, targets
    /// At an appliance, which anybody's packets pass.
    case between
  }

  private struct Use: Hashable {
    let identity: ObjectIdentifier
    let stand: Stand
  }

  /// - Parameters:
  ///   - sources: The addresses that packets come from, ascending.
  ///   - targets: The addresses that they go to, ascending.
  init(traffic: TrafficSet, from sources: [Address], to targets: [Address]) {
    asked = traffic.intersection(
      TrafficSet(sources: AddressSet(around: sources), destinations: AddressSet(around: targets)))
  }

  /// Says before any profile is asked for whose packets filters judge: what these hosts send, or what is
  /// sent to them.
  mutating func note(_ borders: [HostFlows.Border?], at stand: Stand) {
    var addresses: [Use: [Address]] = [:]
    for case let border? in borders {
      for filter in border.filters {
        addresses[Use(identity: filter.identity, stand: stand), default: []]
          .append(border.address)
      }
    }
    for (use, addresses) in addresses { users[use] = AddressSet(around: addresses.sorted()) }
  }

  mutating func profile(
    of filters: [HostFlows.Filter], at stand: Stand, sentBy source: Address, to targets: [Address],
    _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    let numbers = filters.map { filter in
      let passage = passage(filter, stand)
      let sent = Passage(
        certain: passage.certain.sent(by: source), possible: passage.possible.sent(by: source))
      return number(Key(isSource: true, passage: sent), &flows) { $0.parts(byDestination: targets) }
    }
    return profile(numbers, count: targets.count, &flows)
  }

  mutating func profile(
    of filters: [HostFlows.Filter], at stand: Stand, sentTo target: Address, by sources: [Address],
    _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    let numbers = filters.map { filter in
      let passage = passage(filter, stand)
      let sent = Passage(
        certain: passage.certain.sent(to: target), possible: passage.possible.sent(to: target))
      return number(Key(isSource: false, passage: sent), &flows) { $0.parts(bySource: sources) }
    }
    return profile(numbers, count: sources.count, &flows)
  }

  private mutating func passage(_ filter: HostFlows.Filter, _ stand: Stand) -> Passage {
    let use = Use(identity: filter.identity, stand: stand)
    if let known = passages[use] { return known }
    var judged = asked
    if let users = users[use] {
      judged.formIntersection(
        stand == .sources ? TrafficSet(sources: users) : TrafficSet(destinations: users))
    }
    let passage = filter.list.whole(of: judged)
    passages[use] = passage
    lists.append(filter.list)
    return passage
  }

  private mutating func number(
    _ key: Key, _ flows: inout FlowTable, parts: (TrafficSet) -> TrafficParts
  ) -> Int {
    if let known = numbers[key] { return known }
    let certain = parts(key.passage.certain)
    let possible =
      key.passage.possible == key.passage.certain ? certain : parts(key.passage.possible)
    let profile =
      certain.choices == possible.choices
      ? profile(certain, possible, &flows) : crossProfile(certain, possible, &flows)
    let number = profiles.count
    profiles.append(profile)
    numbers[key] = number
    return number
  }

  /// The flows of parts that both sides choose alike.
  private func profile(
    _ certain: TrafficParts, _ possible: TrafficParts, _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    var numbers: [HostFlows.Flow] = []
    for (sure, maybe) in zip(certain.parts, possible.parts) {
      numbers.append(flows.number(Passage(certain: sure, possible: maybe)))
    }
    return certain.choices.map { numbers[Int($0)] }
  }

  private func crossProfile(
    _ certain: TrafficParts, _ possible: TrafficParts, _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    var known: [UInt64: HostFlows.Flow] = [:]
    return zip(certain.choices, possible.choices).map { sure, maybe -> HostFlows.Flow in
      let pair = UInt64(UInt32(sure)) << 32 | UInt64(UInt32(maybe))
      if let flow = known[pair] { return flow }
      let flow = flows.number(
        Passage(certain: certain.parts[Int(sure)], possible: possible.parts[Int(maybe)]))
      known[pair] = flow
      return flow
    }
  }

  private mutating func profile(
    _ numbers: [Int], count: Int, _ flows: inout FlowTable
  ) -> [HostFlows.Flow] {
    guard let first = numbers.first else {
      return Array(repeating: HostFlows.everything, count: count)
    }
    if numbers.count == 1 { return profiles[first] }
    if let known = together[numbers] { return known }
    var profile = profiles[first]
    for number in numbers.dropFirst() {
      let other = profiles[number]
      for index in profile.indices {
        profile[index] = flows.product(profile[index], other[index])
      }
    }
    together[numbers] = profile
    return profile
  }
}

extension AddressSet {
  /// All between the first and the last of ascending addresses: one range makes for smaller sets than
  /// the addresses themselves, and what is asked of these is the same.
  fileprivate init(around addresses: [Address]) {
    guard let first = addresses.first, let last = addresses.last else {
      self = .empty
      return
    }
    let range = AddressSet(first...last)
    self = addresses.allSatisfy { range.contains($0) } ? range : .all
  }
}
