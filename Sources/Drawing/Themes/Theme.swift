/// Which colours a picture has.
package enum Theme: String, Hashable, Sendable, CaseIterable {
  /// Light; an SVG follows the reader's own setting.
  case auto
  case light
  case dark

  /// The colour of a tone in this theme.
  package func color(_ tone: Tone) -> String { self == .dark ? tone.dark : tone.light }
}

/// A colour by what it is for, in both themes.
///
/// No two tones share a light colour unless they share the dark one, since an SVG that follows the
/// reader's setting replaces the one by the other.
package struct Tone: Hashable, Sendable {
  package let light: String
  package let dark: String

  init(_ light: String, _ dark: String) {
    self.light = light
    self.dark = dark
  }
}

extension Tone {
  package static let canvas = Tone("#fbfcfd", "#0f141a")
  package static let ink = Tone("#1b2733", "#e8edf3")
  package static let mutedInk = Tone("#516070", "#a9b6c4")
  package static let nodeFill = Tone("#ffffff", "#1b2430")
  package static let labelFill = Tone("#fdfefd", "#161d26")
  package static let badgeInk = Tone("#fffffe", "#0b1016")
  package static let rule = Tone("#d5dde5", "#2f3b48")
  package static let tableFill = Tone("#fefefe", "#141b23")
  package static let tableHead = Tone("#edf2f7", "#1d2732")
}

/// The three tones of something framed.
package struct Finish: Hashable, Sendable {
  package let fill: Tone
  package let stroke: Tone
  /// What is written or drawn inside.
  package let ink: Tone
}

extension Scene.Box.Style {
  package var finish: Finish {
    switch self {
    case .azure:
      Finish(
        fill: Tone("#f1f6fb", "#131b25"), stroke: Tone("#b5c6d8", "#34475c"),
        ink: Tone("#33526f", "#a9c3de"))
    case .resourceGroup:
      Finish(
        fill: Tone("#f7f9fa", "#171f28"), stroke: Tone("#c6cfd9", "#3d4957"),
        ink: Tone("#4a5968", "#b3c0ce"))
    case .virtualNetwork:
      Finish(
        fill: Tone("#e3eefa", "#14263b"), stroke: Tone("#7fa8d4", "#3f6ea3"),
        ink: Tone("#17508f", "#8fc0f5"))
    case .subnet:
      Finish(
        fill: Tone("#fafdff", "#0f1c2c"), stroke: Tone("#8fb3da", "#4474a8"),
        ink: Tone("#1d5594", "#93c2f4"))
    case .managed:
      Finish(
        fill: Tone("#f4f2fd", "#1d1a33"), stroke: Tone("#a79fdd", "#6a5fb8"),
        ink: Tone("#4f41a6", "#bfb5fa"))
    case .service:
      Finish(
        fill: Tone("#f8f7fe", "#1a1a2b"), stroke: Tone("#bfb9e8", "#5a5296"),
        ink: Tone("#54479f", "#bdb5f0"))
    case .outside:
      Finish(
        fill: Tone("#f4f5f6", "#171c21"), stroke: Tone("#b8c0c8", "#485461"),
        ink: Tone("#4a5866", "#b5c0cb"))
    }
  }
}

extension Scene.Family {
  package var finish: Finish {
    switch self {
    case .network:
      Finish(
        fill: .nodeFill, stroke: Tone("#9dbde0", "#4877aa"), ink: Tone("#1f5fa8", "#7fb3f0"))
    case .machineLearning:
      Finish(
        fill: .nodeFill, stroke: Tone("#bab2ea", "#6f64bd"), ink: Tone("#5b4bb5", "#b0a4f8"))
    case .data:
      Finish(
        fill: .nodeFill, stroke: Tone("#93c9b6", "#2f7d66"), ink: Tone("#0f7055", "#5fd0ae"))
    case .privateEndpoint:
      Finish(
        fill: Tone("#fff6ee", "#2b1f15"), stroke: Tone("#e0a97d", "#a8683a"),
        ink: Tone("#a94c17", "#f2a26b"))
    case .outside:
      Finish(
        fill: .nodeFill, stroke: Tone("#bcc6d1", "#4c5a69"), ink: Tone("#4b5a69", "#aab7c5"))
    }
  }
}

extension Scene.Verdict {
  /// The colour of arrows and badges, and of text in it.
  package var tone: Tone {
    switch self {
    case .allowed: Tone("#21703e", "#62d18c")
    case .denied: Tone("#b3261e", "#ff8d83")
    case .undecided, .broken: Tone("#865700", "#f0b84d")
    case .closed, .relation: Tone("#5d6b79", "#93a1b0")
    }
  }

  /// Whether it speaks of traffic, which has a direction.
  package var isTraffic: Bool { self != .relation && self != .broken }

  /// Graphviz's word for the line, so that a verdict is not told by colour alone.
  package var lineStyle: String {
    switch self {
    case .allowed, .relation: "solid"
    case .denied, .closed: "dashed"
    case .undecided, .broken: "dotted"
    }
  }

  /// The sign in labels, for the same reason; empty where traffic passes.
  package var sign: String {
    switch self {
    case .allowed, .relation, .broken: ""
    case .denied: "×"
    case .closed: "–"
    case .undecided: "?"
    }
  }
}

extension Tone {
  /// Every tone that a picture may contain, in a fixed order, each once.
  package static let all: [Tone] = {
    let plain: [Tone] = [
      .canvas, .ink, .mutedInk, .nodeFill, .labelFill, .badgeInk, .rule, .tableFill, .tableHead,
    ]
    let framed =
      Scene.Box.Style.allCases.map(\.finish) + Scene.Family.allCases.map(\.finish)
    let tones =
      plain + framed.flatMap { [$0.fill, $0.stroke, $0.ink] }
      + Scene.Verdict.allCases.map(\.tone)
    var seen: Set<Tone> = []
    return tones.filter { seen.insert($0).inserted }
  }()
}
