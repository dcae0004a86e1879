import TestSupport

/// What a selector names: ends of which each packet has one.
struct GuardedSubject {
  let selector: String
  let ends: [GuardedEnd]
}

extension GuardedNetwork {
  /// Two subjects of which some end of one may call some end of the other.
  func question(
    using random: inout SeededGenerator
  ) -> (from: GuardedSubject, to: GuardedSubject) {
    while true {
      let from = sender(using: &random)
      let to = receiver(using: &random)
      let pairs = from.ends.flatMap { end in to.ends.map { (end, $0) } }
      if pairs.contains(where: Self.isCall) { return (from, to) }
    }
  }

  /// Somebody on the internet who calls somebody there passes nothing of the estate.
  static func isCall(_ from: GuardedEnd, _ to: GuardedEnd) -> Bool {
    switch (from, to) {
    case (.internet, .internet), (.internet, .site), (.site, _): false
    default: from != to
    }
  }

  private func sender(using random: inout SeededGenerator) -> GuardedSubject {
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<5: machine(using: &random)
    case 5, 6: subnet(using: &random)
    case 7, 8: stranger(using: &random)
    case 9, 10: internet
    default: account(using: &random)
    }
  }

  private func receiver(using random: inout SeededGenerator) -> GuardedSubject {
    switch Int.random(in: 0..<14, using: &random) {
    case 0..<4: machine(using: &random)
    case 4, 5: subnet(using: &random)
    case 6: stranger(using: &random)
    case 7: internet
    case 8, 9: site(using: &random)
    default: account(using: &random)
    }
  }

  private func machine(using random: inout SeededGenerator) -> GuardedSubject {
    let machines = hosts.indices.filter { !hosts[$0].isVacant }
    let host = machines.randomElement(using: &random) ?? 0
    return GuardedSubject(
      selector: Bool.random(using: &random) ? "nic/h\(host)-nic" : "vm/h\(host)",
      ends: [.host(host)])
  }

  private func subnet(using random: inout SeededGenerator) -> GuardedSubject {
    let index = subnets.indices.dropFirst().randomElement(using: &random) ?? 1
    return GuardedSubject(
      selector: "subnet/\(name(of: subnets[index].network))/\(subnets[index].name)",
      ends: hosts.indices.filter { hosts[$0].subnet == index }.map { .host($0) })
  }

  private func stranger(using random: inout SeededGenerator) -> GuardedSubject {
    let address = Self.strangers.randomElement(using: &random) ?? 0
    return GuardedSubject(
      selector: "internet/\(PlainNetwork.text(address))", ends: [.internet(address)])
  }

  private var internet: GuardedSubject {
    GuardedSubject(
      selector: "internet", ends: (Self.strangers + Self.others).map { .internet($0) })
  }

  private func account(using random: inout SeededGenerator) -> GuardedSubject {
    guard let index = accounts.indices.randomElement(using: &random) else { return internet }
    return GuardedSubject(selector: "storage/\(accounts[index].name)", ends: [.account(index)])
  }

  private func site(using random: inout SeededGenerator) -> GuardedSubject {
    let name = Self.sites.randomElement(using: &random) ?? ""
    return GuardedSubject(selector: "fqdn/\(name)", ends: [.site(name)])
  }
}
