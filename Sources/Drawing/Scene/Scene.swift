/// A picture before anything is placed: boxes in boxes, nodes in them, arrows between.
///
/// Every view builds one and every encoder reads one, so a scene holds words and meaning only, no
/// colours and no coordinates. Boxes, nodes and steps are drawn in the order given here, which must
/// not come from a hash. Ids are unique over boxes and nodes; `SceneProblem` says where they are not.
package struct Scene: Hashable, Sendable {
  package var title: String
  /// Lines under the title, such as the question that the picture answers.
  package var subtitle: [String]
  /// What the picture was drawn from, such as `Examples/secured-workspace, 7 files`.
  package var source: String
  /// The picture told in words, for readers who cannot see it.
  package var description: String
  package var direction: Direction
  /// The outermost boxes, such as the Azure boundary.
  package var boxes: [Box]
  /// The nodes in no box, such as the internet and clients.
  package var nodes: [Node]
  package var arrows: [Arrow]
  /// The steps told in words under the picture.
  package var steps: [Step]
  /// Lines in small print under the picture, such as what was folded or assumed.
  package var notes: [String]

  package enum Direction: String, Hashable, Sendable {
    case leftToRight = "LR"
    case topToBottom = "TB"
  }

  package init(
    title: String, subtitle: [String] = [], source: String = "", description: String = "",
    direction: Direction = .leftToRight, boxes: [Box] = [], nodes: [Node] = [],
    arrows: [Arrow] = [], steps: [Step] = [], notes: [String] = []
  ) {
    self.title = title
    self.subtitle = subtitle
    self.source = source
    self.description = description
    self.direction = direction
    self.boxes = boxes
    self.nodes = nodes
    self.arrows = arrows
    self.steps = steps
    self.notes = notes
  }

  /// What an arrow or a step says about traffic.
  package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case allowed, denied
    /// Denied, which is no fault: nothing needs it.
    case closed
    case undecided
    /// Says nothing about traffic: a link, such as a peering or an attachment.
    case relation
    /// A link that is there but carries nothing, such as a peering on one side only.
    case broken

    /// In words, for readers who cannot see the picture.
    package var told: String { self == .closed ? "closed, not needed" : rawValue }
  }
}

extension Scene {
  /// A frame round nodes and other boxes: a boundary, a network, a subnet.
  package struct Box: Hashable, Sendable {
    /// The selector of what it stands for, such as `subnet/hub/endpoints`.
    package var id: String
    package var style: Style
    /// The words at its top left, usually the selector.
    package var label: String
    /// The smaller words after the label, usually the address prefix; in lines of their own.
    package var detail: String
    package var tooltip: String
    package var boxes: [Box]
    package var nodes: [Node]

    package enum Style: String, Hashable, Sendable, CaseIterable {
      /// Azure itself, or a region of it.
      case azure
      case resourceGroup
      case virtualNetwork
      case subnet
      /// Managed by Microsoft or by somebody else: drawn dashed.
      case managed
      /// A workspace or a cluster drawn as a frame round its parts.
      case service
      /// A place outside Azure, such as a network on premises.
      case outside
    }

    package init(
      id: String, style: Style, label: String, detail: String = "", tooltip: String = "",
      boxes: [Box] = [], nodes: [Node] = []
    ) {
      self.id = id
      self.style = style
      self.label = label
      self.detail = detail
      self.tooltip = tooltip
      self.boxes = boxes
      self.nodes = nodes
    }
  }

  /// One thing that traffic comes from, goes to or passes.
  package struct Node: Hashable, Sendable {
    /// The selector of what it stands for, such as `endpoint/score`.
    package var id: String
    package var kind: Kind
    package var name: String
    /// The one fact that matters here, such as `public access: disabled`.
    package var fact: String
    /// A second fact, on a line of its own; empty for none.
    package var secondFact: String
    package var tooltip: String
    package var placement: Placement
    /// Drawn pale, as what a view shows only for orientation.
    package var isFaded: Bool
    /// How many things it stands for.
    package var count = 1

    /// Where a node wants to stand; `automatic` leaves it to the arrows.
    package enum Placement: String, Hashable, Sendable {
      case automatic
      /// Before everything else: to the left, or on top.
      case first
      /// After everything else.
      case last
      /// On the edge of its box, as a private endpoint on that of its subnet.
      case edge
    }

    package init(
      id: String, kind: Kind, name: String, fact: String = "", secondFact: String = "",
      tooltip: String = "", placement: Placement? = nil, isFaded: Bool = false
    ) {
      self.id = id
      self.kind = kind
      self.name = name
      self.fact = fact
      self.secondFact = secondFact
      self.tooltip = tooltip
      self.placement = placement ?? kind.usualPlacement
      self.isFaded = isFaded
    }
  }

  /// Traffic, or a relation, from one node or box to another.
  package struct Arrow: Hashable, Sendable {
    /// The id of a node or a box.
    package var from: String
    package var to: String
    package var verdict: Verdict
    /// The number of the step in `Scene.steps` that it belongs to.
    package var step: Int?
    /// Those of the other steps that it belongs to as well.
    package var otherSteps: [Int] = []
    /// What travels, such as `tcp/443`.
    package var label: String
    /// The deciding line, such as `endpoint.yml:5 public_network_access: disabled`; drawn where
    /// traffic is denied or undecided, told in the tooltip everywhere.
    package var rule: String
    package var tooltip: String
    /// What a line that says nothing of traffic stands for, for the legend: `peering`.
    package var meaning: String
    /// False for an arrow that must not pull its target to the right of its source.
    package var shapesLayout: Bool

    /// All steps that it belongs to.
    package var steps: [Int] { (step.map { [$0] } ?? []) + otherSteps }

    package init(
      from: String, to: String, verdict: Verdict, step: Int? = nil, label: String = "",
      rule: String = "", tooltip: String = "", meaning: String = "", shapesLayout: Bool = true
    ) {
      self.from = from
      self.to = to
      self.verdict = verdict
      self.step = step
      self.label = label
      self.rule = rule
      self.tooltip = tooltip
      self.meaning = meaning
      self.shapesLayout = shapesLayout
    }
  }

  /// A row of the table under the picture.
  package struct Step: Hashable, Sendable {
    package var number: Int
    /// What happens, such as `office → workspace/ml`.
    package var text: String
    package var traffic: String
    package var verdict: Verdict
    /// The rule and its place, or what would decide it.
    package var because: String
    package init(
      number: Int, text: String, traffic: String = "", verdict: Verdict, because: String = ""
    ) {
      self.number = number
      self.text = text
      self.traffic = traffic
      self.verdict = verdict
      self.because = because
    }
  }
}
