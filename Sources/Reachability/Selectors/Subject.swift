package import EstateModel
package import TrafficSets

/// What a selector stands for: who sends, and what can be reached.
package struct Subject: Sendable {
  /// A sender, or a part of one.
  package struct Sender: Hashable, Sendable {
    package let host: Host
    /// Only these of its addresses, where the selector names a part.
    package let addresses: AddressSet?

    package init(_ host: Host, addresses: AddressSet? = nil) {
      self.host = host
      self.addresses = addresses
    }
  }

  /// How several destinations make up what was asked.
  package enum Goal: Sendable {
    /// Any of them will do: the addresses of one machine.
    case anyOf([Destination])
    /// All are needed: the names that an image pull asks.
    case allOf([Destination])
    /// Each is meant by itself: the addresses of a subnet.
    case each([Destination])

    package var destinations: [Destination] {
      switch self {
      case .anyOf(let all), .allOf(let all), .each(let all): all
      }
    }
  }

  /// The selector in its full form.
  package let selector: String
  package let senders: [Sender]
  package let goal: Goal
  /// Why nothing is sent from it or to it, where that is so.
  package let silence: String?
  /// Only these addresses of the goal's host, where the selector names a part.
  package let addresses: AddressSet?
  /// The name by which it is called; which part of the goal that leads to the sender decides.
  package let calledName: String?
  /// The resource of the estate that the selector names, where it names one.
  package internal(set) var resource: ResourceID?
  /// The service of that resource that is meant, where the selector says one.
  var part: String?
  /// The public address by which it is called, and by no other way that leads to the goal's host.
  package let calledAddress: Address?

  package init(
    selector: String, senders: [Sender] = [], goal: Goal = .anyOf([]), silence: String? = nil,
    addresses: AddressSet? = nil, calledName: String? = nil, calledAddress: Address? = nil
  ) {
    self.calledAddress = calledAddress
    self.calledName = calledName
    self.selector = selector
    self.senders = senders
    self.goal = goal
    self.silence = silence
    self.addresses = addresses
  }
}
