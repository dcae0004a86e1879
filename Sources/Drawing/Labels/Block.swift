/// A piece of an HTML-like label whose size is fixed, so that no font can change it.
///
/// No block is smaller than what it holds: libgvc ends the process over a table that does not fit
/// into its cell.
///
/// Blocks are put side by side or on top of each other; the outermost becomes the label of a
/// Graphviz node.
struct Block: Hashable, Sendable {
  var width: Int
  var height: Int
  /// What stands between `<TD …>` and `</TD>`.
  var content: String
  var alignment: Alignment = .left

  enum Alignment: Hashable, Sendable {
    case left, center
  }

  static func space(width: Int = 0, height: Int = 0) -> Block {
    Block(width: max(width, 1), height: max(height, 1), content: "")
  }

  /// One line of text, of a whole size since Graphviz cuts fractions off, as wide as it is, or fitted into `width`.
  ///
  /// - Parameter isSnug: Whether the block is to end where the text does in the common faces; in a
  ///   wide one it then sticks out a little.
  static func text(
    _ text: String, size: Int, color: String, bold: Bool = false, width: Int? = nil,
    height: Int? = nil, alignment: Alignment = .left, isSnug: Bool = false
  ) -> Block {
    let shown = DisplayText.visible(text)
    let fitted = width.map {
      TextMetrics.fitted(shown, width: $0, size: size, bold: bold)
    }
    let line = fitted ?? shown
    let escaped = DisplayText.htmlEscaped(line)
    // The common faces are narrower than what text is measured by.
    let share = isSnug ? 90 : 100
    let weight = bold ? "<B>\(escaped)</B>" : escaped
    return Block(
      width: max(width ?? TextMetrics.width(of: line, size: size, bold: bold) * share / 100, 1),
      height: height ?? (size * 27 + 19) / 20,
      content: line.isEmpty
        ? "" : "<FONT POINT-SIZE=\"\(size)\" COLOR=\"\(color)\">\(weight)</FONT>",
      alignment: alignment)
  }

  static func image(_ name: String, side: Int) -> Block {
    Block(
      width: side, height: side, content: "<IMG SRC=\"\(name).svg\"/>", alignment: .center)
  }

  /// Side by side, each as high as the highest.
  static func row(_ blocks: [Block]) -> Block {
    let width = blocks.reduce(0) { $0 + $1.width }
    let height = blocks.map(\.height).max() ?? 1
    let cells = blocks.map { $0.cell(width: $0.width, height: height) }.joined()
    return Block(
      width: width, height: height, content: table("<TR>\(cells)</TR>", width, height))
  }

  /// On top of each other, each as wide as the widest.
  static func column(_ blocks: [Block]) -> Block {
    let width = blocks.map(\.width).max() ?? 1
    let height = blocks.reduce(0) { $0 + $1.height }
    let rows = blocks.map { "<TR>\($0.cell(width: width, height: $0.height))</TR>" }.joined()
    return Block(width: width, height: height, content: table(rows, width, height))
  }

  /// With room round it.
  func inset(left: Int = 0, right: Int = 0, top: Int = 0, bottom: Int = 0) -> Block {
    var rows = self
    if left > 0 || right > 0 {
      rows = .row(
        [left > 0 ? .space(width: left) : nil, rows, right > 0 ? .space(width: right) : nil]
          .compactMap { $0 })
    }
    if top > 0 || bottom > 0 {
      rows = .column(
        [top > 0 ? .space(height: top) : nil, rows, bottom > 0 ? .space(height: bottom) : nil]
          .compactMap { $0 })
    }
    return rows
  }

  /// In a frame with round corners.
  func framed(fill: String, stroke: String?) -> Block {
    let border = stroke == nil ? 0 : 1
    let color = stroke.map { " COLOR=\"\($0)\"" } ?? ""
    let outer = (width: width + 2 * border, height: height + 2 * border)
    return Block(
      width: outer.width, height: outer.height,
      content: Self.table(
        "<TR>\(cell(width: width, height: height))</TR>", outer.width, outer.height,
        border: border, look: color + " BGCOLOR=\"\(fill)\" STYLE=\"ROUNDED\""))
  }

  /// On a plain ground.
  func filled(_ fill: String) -> Block {
    Block(
      width: width, height: height,
      content: Self.table(
        "<TR>\(cell(width: width, height: height))</TR>", width, height,
        look: " BGCOLOR=\"\(fill)\""))
  }

  /// The label of a node: a table of its own, whatever the outermost block is.
  var label: String {
    content.hasPrefix("<TABLE")
      ? "<\(content)>"
      : "<\(Self.table("<TR>\(cell(width: width, height: height))</TR>", width, height))>"
  }

  private func cell(width: Int, height: Int) -> String {
    "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"\(width)\" HEIGHT=\"\(height)\""
      + (alignment == .left ? " ALIGN=\"LEFT\"" : "") + ">\(content)</TD>"
  }

  /// Graphviz stretches a table that may grow over the whole cell that it is in.
  private static func table(
    _ rows: String, _ width: Int, _ height: Int, border: Int = 0, look: String = ""
  ) -> String {
    "<TABLE ALIGN=\"LEFT\" FIXEDSIZE=\"TRUE\" WIDTH=\"\(width)\" HEIGHT=\"\(height)\" BORDER=\"\(border)\""
      + " CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"\(look)>\(rows)</TABLE>"
  }
}
