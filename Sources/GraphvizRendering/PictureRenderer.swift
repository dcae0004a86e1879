/// Something that lays DOT text out and draws it: in this process, or in one of its own.
package protocol PictureRenderer {
  /// One attempt to lay out, which fails where an edge is missing.
  ///
  /// Only a renderer with a process of its own can end the attempt when its time is over.
  func layout(
    _ dot: String, strategy: LayoutStrategy, within limit: Duration
  ) throws(RenderingFailure) -> Layout

  /// Draws DOT text in which everything already has its place (`pos`, `bb`).
  func draw(_ picture: PlacedPicture) throws(RenderingFailure) -> DrawnPicture
}

/// What to draw: DOT text in which everything has its place, and the images that it names.
package struct PlacedPicture: Hashable, Sendable {
  package var dot: String
  package var format: PictureFormat
  /// SVG files by the name that `IMG SRC` has in the text: letters, digits, `-` and `.` only.
  package var images: [Image]

  package struct Image: Hashable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  package init(dot: String, format: PictureFormat, images: [Image] = []) {
    self.dot = dot
    self.format = format
    self.images = images
  }
}

/// What Graphviz writes; the raw value is Graphviz's own name.
package enum PictureFormat: String, Hashable, Sendable, CaseIterable {
  case svg, png, pdf, dot

  /// True where the bytes hang on nothing but the text: no fonts, no locale.
  var isFreeOfFonts: Bool { self == .svg || self == .dot }
}

/// A picture's bytes, and what a user should know about them.
package struct DrawnPicture: Hashable, Sendable {
  package var bytes: [UInt8]
  package var warnings: [String]

  package init(bytes: [UInt8], warnings: [String] = []) {
    self.bytes = bytes
    self.warnings = warnings
  }
}

extension PictureRenderer {
  /// The best layout that has every edge.
  ///
  /// Tries one way after another, as few as needed, and throws the last way's failure. Together
  /// they take no longer than `limit`: each may use half of what is left, the last one all of it.
  package func layout(
    _ dot: String, trying strategies: [LayoutStrategy] = LayoutStrategy.allCases,
    within limit: Duration = .seconds(10)
  ) throws(RenderingFailure) -> Layout {
    let end = ContinuousClock.now.advanced(by: limit)
    var failure = RenderingFailure.reported("no way to lay out was tried")
    for (index, strategy) in strategies.enumerated() {
      let left = ContinuousClock.now.duration(to: end)
      let share = index == strategies.count - 1 ? left : left / 2
      do {
        return try layout(dot, strategy: strategy, within: share)
      } catch {
        guard error.isWorthAnotherWay else { throw error }
        failure = error
      }
    }
    if case .timedOut = failure { throw .timedOut(seconds: Int(limit.components.seconds)) }
    throw failure
  }
}
