internal import Drawing

/// What to draw, and how.
public struct PictureRequest: Hashable, Sendable {
  /// What a picture shows.
  public enum Subject: Hashable, Sendable {
    /// Every resource in its box.
    case topology
    /// The ways of an answer; see ``LoadedEstate/ask(from:to:on:via:avoid:wantsFixes:)``. A glob that
    /// matches several nodes makes a picture of several pairs, each a numbered step.
    case query(from: String, to: String, on: [String])
    /// The flows of a documented scenario, by its name: `online-endpoint`.
    case scenario(String)
    /// A view that an overlay of the estate names.
    case named(String)
  }

  /// The colours of a picture.
  public enum Theme: String, Hashable, Sendable, CaseIterable {
    /// Light; an SVG follows the reader's own setting.
    case auto
    case light
    case dark
  }

  /// How far into the boxes a picture looks.
  public enum Detail: String, Hashable, Sendable, CaseIterable {
    case overview, subnets, resources
  }

  /// Where arrows lead, by and large.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case leftToRight = "LR"
    case topToBottom = "TB"
  }

  /// What a picture is written as: an image, or Graphviz's own text.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    case svg, png, pdf, dot
  }

  /// What the picture shows.
  public var subject: Subject
  /// Instead of the view's own title.
  public var title: String?
  /// The colours.
  public var theme: Theme = .auto
  /// How far into the boxes it looks.
  public var detail: Detail = .resources
  /// Only what is near these selectors; empty for everything.
  public var focus: [String] = []
  /// How many arrows away from the focus is still near.
  public var hops: Int = 1
  /// Not these selectors, nor what is in them.
  public var exclude: [String] = []
  /// Where its arrows lead.
  public var direction: Direction = .leftToRight
  /// How many times as many pixels as usual a PNG has in each direction.
  public var scale: Double = 1

  /// A picture of the subject, everything else as the command draws it by default.
  public init(_ subject: Subject = .topology) { self.subject = subject }
}

extension PictureRequest {
  func options(source: String) -> ViewOptions {
    ViewOptions(
      detail: ViewOptions.Detail(rawValue: detail.rawValue) ?? .resources, focus: focus,
      hops: hops, exclude: exclude, title: title, theme: drawingTheme,
      direction: direction == .leftToRight ? .leftToRight : .topToBottom, source: source)
  }

  var drawingTheme: Drawing.Theme {
    switch theme {
    case .auto: .auto
    case .light: .light
    case .dark: .dark
    }
  }
}
