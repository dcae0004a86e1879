package import Answers

/// How a view is to be drawn.
package struct ViewOptions: Hashable, Sendable {
  /// How far into the boxes a picture looks.
  package enum Detail: String, Hashable, Sendable, CaseIterable {
    /// A network is one node.
    case overview
    /// A subnet is one node.
    case subnets
    case resources
  }

  package var detail: Detail
  /// Only what is near these: selectors, shell globs allowed.
  package var focus: [String]
  /// How many arrows away from the focus is still near.
  package var hops: Int
  /// Not these, nor what is in them: selectors, shell globs allowed.
  package var exclude: [String]
  /// Instead of the view's own title.
  package var title: String?
  package var theme: Theme
  package var direction: Scene.Direction
  /// What the picture is drawn from, such as `Examples/secured-workspace, 7 files`.
  package var source: String

  package init(
    detail: Detail = .resources, focus: [String] = [], hops: Int = 1, exclude: [String] = [],
    title: String? = nil, theme: Theme = .auto, direction: Scene.Direction = .leftToRight,
    source: String = ""
  ) {
    self.detail = detail
    self.focus = focus
    self.hops = hops
    self.exclude = exclude
    self.title = title
    self.theme = theme
    self.direction = direction
    self.source = source
  }
}

/// Why a view cannot be drawn.
package enum ViewError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No scenario has that name; the names that there are.
  case unknownScenario(String, known: [String])
  /// The estate lacks the scenario's parts.
  case notApplicable(scenario: String, title: String)
  case selector(SelectorError)

  package var description: String {
    switch self {
    case .unknownScenario(let name, let known):
      "no scenario is named '\(name)'; there are \(known.joined(separator: ", "))"
    case .notApplicable(let scenario, let title):
      "the estate has no parts of scenario '\(scenario)' (\(title)), so there is nothing to draw"
    case .selector(let error): error.message
    }
  }
}
