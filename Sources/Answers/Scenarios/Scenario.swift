package import Reachability
package import TrafficSets

/// A documented task of Azure Machine Learning, told as the flows that it needs in an estate.
///
/// See <https://learn.microsoft.com/azure/machine-learning/concept-secure-network-traffic-flow>. A new
/// scenario is one new file and one line in ``all``.
package struct Scenario: Sendable {
  /// As users name it: `online-endpoint`.
  package let name: String
  package let title: String
  /// The questions to ask of an estate; `nil` where it lacks the scenario's parts.
  package let plan: @Sendable (ReachabilityGraph) -> ScenarioPlan?

  package init(
    name: String, title: String, plan: @escaping @Sendable (ReachabilityGraph) -> ScenarioPlan?
  ) {
    self.name = name
    self.title = title
    self.plan = plan
  }

  package static let all: [Scenario] = [
    .onlineEndpoint,
    .dockerImages,
    .kubernetes,
  ]

  /// The scenario of that name, without case.
  package static func named(_ name: String) -> Scenario? {
    all.first { $0.name == name.lowercased() }
  }
}

/// What a scenario asks of one estate.
package struct ScenarioPlan: Sendable {
  /// A flow before it is asked.
  package struct Request: Sendable {
    package let from: String
    package let to: String
    /// Empty: the documented ports of `to`.
    package let traffic: [TrafficTerm]
    /// What the flow is for, in words.
    package let title: String
    /// Whether the scenario fails without it; other flows are asked to show where the border is.
    package let isNeeded: Bool
    /// How newer guidance differs, where it does.
    package let guidance: String?
    /// Of all flows with the same name here one at least has to get through.
    package let oneOf: String?
  }

  package private(set) var requests: [Request] = []
  /// What the scenario finds lacking that is no flow.
  package var remarks: [Remark] = []

  package init() {}

  /// Adds a flow; one that is asked already keeps its first place and title.
  package mutating func ask(
    _ from: String, _ to: String, on traffic: [TrafficTerm] = [], _ title: String,
    isNeeded: Bool = true, guidance: String? = nil, oneOf: String? = nil
  ) {
    guard !requests.contains(where: { $0.from == from && $0.to == to && $0.traffic == traffic })
    else { return }
    requests.append(
      Request(
        from: from, to: to, traffic: traffic, title: title, isNeeded: isNeeded,
        guidance: guidance, oneOf: oneOf))
  }
}

extension TrafficTerm {
  static let https = TrafficTerm.transport(.tcp, ports: 443...443)
}
