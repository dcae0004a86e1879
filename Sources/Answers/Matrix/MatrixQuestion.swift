package import TrafficSets

/// A question: who reaches whom, on what traffic.
package struct MatrixQuestion: Sendable {
  /// A selector, with globs where wanted; `nil` for every host and service.
  package var from: String?
  package var to: String?
  /// Empty: a service on its documented ports, anything else on all of tcp, udp and icmp.
  package var traffic: [TrafficTerm]

  package init(from: String? = nil, to: String? = nil, traffic: [TrafficTerm] = []) {
    self.from = from
    self.to = to
    self.traffic = traffic
  }
}
