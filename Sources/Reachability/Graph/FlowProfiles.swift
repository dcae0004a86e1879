internal import TrafficSets

/// What filters let through between one host and all partners, worked out once for each way that they
/// see the host.
struct FlowProfiles {
  private var passages: [Use: Passage] = [:]
  let traffic: TrafficSet
  /// Between which addresses packets come to filters: what is left of a long list there is short.
  /// `nil` where there are none.
  private let limits: TrafficLimits?
  /// Between which addresses of its own side a filter's packets are.
  private var users: [Use: ClosedRange<Address>] = [:]
  /// Keeps what the identities stand for.
  private var lists: [RuleList] = []
  private var numbers: [Key: Int] = [:]
  private(set) var profiles: [[HostFlows.Flow]] = []
  /// Profiles by those that they are the product of.
  private var products: [[Int]: Int] = [:]

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
    self.traffic = traffic
    limits = Self.range(sources).flatMap { sources in
      Self.range(targets).map { TrafficLimits(sources: sources, destinations: $0) }
    }
  }

  /// One range makes for smaller sets than the addresses themselves, and says the same of these.
  private static func range(_ ascending: [Address]) -> ClosedRange<Address>? {
    guard let first = ascending.first, let last = ascending.last else { return nil }
    return first...last
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
    for (use, addresses) in addresses { users[use] = Self.range(addresses.sorted()) }
  }

  /// By place of the target: what the filters let through of what a source sends.
  func flows(_ profile: Int) -> [HostFlows.Flow] { profiles[profile] }

  /// The number of the profile of what the filters let through from a source to each target.
  mutating func profile(
    of filters: [HostFlows.Filter], at stand: Stand, sentBy source: Address, to targets: [Address],
    _ flows: inout FlowTable
  ) -> Int {
    let numbers = filters.map { filter in
      let passage = passage(filter, stand)
      let certain = passage.certain.sent(by: source)
      let sent = Passage(
        certain: certain,
        possible: passage.isDecided ? certain : passage.possible.sent(by: source))
      return number(Key(isSource: true, passage: sent), &flows) { $0.parts(byDestination: targets) }
    }
    return profile(numbers, count: targets.count, &flows)
  }

  /// Likewise from each source to a target.
  mutating func profile(
    of filters: [HostFlows.Filter], at stand: Stand, sentTo target: Address, by sources: [Address],
    _ flows: inout FlowTable
  ) -> Int {
    let numbers = filters.map { filter in
      let passage = passage(filter, stand)
      let certain = passage.certain.sent(to: target)
      let sent = Passage(
        certain: certain,
        possible: passage.isDecided ? certain : passage.possible.sent(to: target))
      return number(Key(isSource: false, passage: sent), &flows) { $0.parts(bySource: sources) }
    }
    return profile(numbers, count: sources.count, &flows)
  }

  private mutating func passage(_ filter: HostFlows.Filter, _ stand: Stand) -> Passage {
    let use = Use(identity: filter.identity, stand: stand)
    if let known = passages[use] { return known }
    var limits = limits
    if let users = users[use] {
      switch stand {
      case .sources: limits?.sources = users
      case .targets: limits?.destinations = users
      case .between: break
      }
    }
    let passage = limits.map { filter.list.whole(of: traffic, within: $0) } ?? .nothing
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
  ) -> Int {
    if numbers.count == 1 { return numbers[0] }
    if let known = products[numbers] { return known }
    var profile =
      numbers.first.map { profiles[$0] }
      ?? Array(repeating: HostFlows.everything, count: count)
    for number in numbers.dropFirst() {
      for index in profile.indices {
        profile[index] = flows.product(profile[index], profiles[number][index])
      }
    }
    products[numbers] = profiles.count
    profiles.append(profile)
    return profiles.count - 1
  }
}
