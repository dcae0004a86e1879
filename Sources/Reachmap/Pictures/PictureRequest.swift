internal import Drawing

/// What to draw, and how.
public struct PictureRequest: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    /// Every resource in its box.
    case topology
    /// The way of one answer; see ``LoadedEstate/ask(from:to:on:via:avoid:wantsFixes:)``.
    case query(from: String, to: String, on: [String])
    /// The flows of a documented scenario, by its name: `online-endpoint`.
    case scenario(String)
    /// A view that an overlay of the estate names.
    case named(String)
  }

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

  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case leftToRight = "LR"
    case topToBottom = "TB"
  }

  public enum Format: String, Hashable, Sendable, CaseIterable {
    case svg, png, pdf, dot
  }

  public var subject: Subject
  /// Instead of the view's own title.
  public var title: String?
  public var theme: Theme = .auto
  public var detail: Detail = .resources
  /// Only what is near these selectors; empty for everything.
  public var focus: [String] = []
  /// How many arrows away from the focus is still near.
  public var hops: Int = 1
  /// Not these selectors, nor what is in them.
  public var exclude: [String] = []
  public var direction: Direction = .leftToRight
  /// How many times as many pixels as usual a PNG has in each direction.
  public var scale: Double = 1

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
