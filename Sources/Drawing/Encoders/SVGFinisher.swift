/// Turns the SVG that Graphviz writes into one that can be published.
///
/// The result stands alone: no document type, no scripts, no references out of it, icons once each
/// as symbols. It has a title and a description, tooltips that name the deciding rule, ids made of
/// the scene's own, and the scene's digest. Text stays text. In the theme `auto` it follows the
/// reader's setting.
package struct SVGFinisher: Hashable, Sendable {
  private let composition: Composition
  private let theme: Theme

  package init(_ composition: Composition, theme: Theme) {
    self.composition = composition
    self.theme = theme
  }

  /// The digest of the scene that an SVG was drawn from; nil where it names none.
  package static func digest(in svg: String) -> String? {
    guard let mark = svg.firstRange(of: "<!-- reachmap scene ") else { return nil }
    let digits = svg[mark.upperBound...].prefix(32)
    return digits.count == 32 && digits.allSatisfy(\.isHexDigit) ? String(digits) : nil
  }

  /// Nil where the bytes are not SVG as Graphviz writes it.
  package func finish(_ svg: [UInt8]) -> [UInt8]? {
    guard let tokens = MarkupToken.tokens(of: svg) else { return nil }
    var writer = SVGWriter(composition, theme: theme)
    for token in tokens { writer.write(token) }
    return writer.isWhole ? Array(writer.picture.utf8) : nil
  }
}

private struct SVGWriter {
  private var head = ""
  /// Ends ids that a page with several pictures must not have twice, and begins the rules of style.
  private let mark: String
  private var text = ""
  private let scene: Scene
  private let theme: Theme
  private let tooltips: [String: String]
  private var iconColors: [String: String] = [:]
  /// The properties and colours that have occurred, each pair as one word.
  private var colors: Set<String> = []
  private var depth = 0
  private var sawPicture = false
  /// The id of the group that was opened last, until its title has been seen.
  private var group = ""
  private var isInTitle = false
  private var isInText = false

  init(_ composition: Composition, theme: Theme) {
    scene = composition.scene
    mark = String(scene.digest.prefix(10))
    self.theme = theme
    tooltips = Tooltips(composition.scene).byName
  }

  var picture: String { head + (theme == .auto ? darkStyle : "") + text }

  var isWhole: Bool { sawPicture && depth == 0 }

  mutating func write(_ token: MarkupToken) {
    switch token {
    case .open("svg", let attributes, _): openPicture(attributes)
    case .open("title", _, _): isInTitle = true
    case .close("title"):
      isInTitle = false
      if let tooltip = tooltips[group] { text += "<title>\(tooltip)</title>\n" }
      group = ""
    case .open(let name, let attributes, let isEmpty):
      if name == "g" { group = Self.plain(attributes.value("id") ?? "") }
      element(name, attributes, isEmpty: isEmpty)
      if !isEmpty { depth += 1 }
      isInText = name == "text"
    case .close(let name):
      text += "</\(name)>\n"
      depth -= 1
      isInText = false
    case .text(let content):
      if isInText, !isInTitle { text += Self.plain(content) }
    }
  }

  private mutating func openPicture(_ attributes: [MarkupToken.Attribute]) {
    sawPicture = true
    depth += 1
    let box = attributes.value("viewBox") ?? ""
    let width = attributes.value("width") ?? ""
    let height = attributes.value("height") ?? ""
    head += """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- reachmap scene \(scene.digest) -->
      <svg id="reachmap.\(mark)" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      width="\(width)" height="\(height)" viewBox="\(box)" role="img" \
      aria-labelledby="picture.name.\(mark) picture.words.\(mark)" \
      font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">
      <title id="picture.name.\(mark)">\(DisplayText.xmlEscaped(name))</title>
      <desc id="picture.words.\(mark)">\(DisplayText.xmlEscaped(words))</desc>

      """
    text += "<defs>\n"
    for icon in PlacedDOTEncoder(theme: theme).icons(of: scene) {
      // A symbol takes the colour of where it is used, which the style of a picture reaches.
      iconColors[icon.name] = theme.color(icon.tone)
      text += """
        <symbol id="icon.\(icon.name).\(mark)" viewBox="0 0 24 24"><path \
        \(Icon.stroke) d="\(icon.icon.path)"/></symbol>

        """
    }
    text += "</defs>\n"
  }

  /// A picture without a title has a name all the same.
  private var name: String {
    scene.title.isEmpty ? scene.subtitle.first ?? "Reachability" : scene.title
  }

  /// The description, with what stands under the title, such as the verdict, if it lacks that.
  private var words: String {
    let missing = scene.subtitle.filter { !$0.isEmpty && !scene.description.contains($0) }
    return (missing.map { $0 + "." } + [scene.description]).joined(separator: " ")
  }

  /// Every light colour that occurs replaced by the dark one of the same tone.
  private var darkStyle: String {
    var style = "<style>@media (prefers-color-scheme: dark) {\n"
    for tone in Tone.all {
      for property in ["fill", "stroke"] where colors.contains(property + tone.light) {
        style +=
          "#reachmap\\.\(mark) [\(property)=\"\(tone.light)\"] { \(property): \(tone.dark) }\n"
      }
    }
    return style + "}</style>\n"
  }

  private mutating func element(
    _ name: String, _ attributes: [MarkupToken.Attribute], isEmpty: Bool
  ) {
    switch name {
    case "image": icon(attributes)
    case "path":
      if let rectangle = RoundRectangle(path: attributes.value("d") ?? "") {
        tag("rect", rectangle.attributes + attributes.without("d"), isEmpty: isEmpty)
      } else {
        tag(name, attributes, isEmpty: isEmpty)
      }
    case "text":
      let plain = attributes.without("font-family").without("text-anchor", "start")
      tag(name, Self.lowered(plain), isEmpty: isEmpty)
    case "g":
      tag(name, attributes.without("class"), isEmpty: isEmpty)
    default: tag(name, attributes, isEmpty: isEmpty)
    }
  }

  /// Text in the middle of its line: Graphviz, without the font, puts it a little too high.
  private static func lowered(_ attributes: [MarkupToken.Attribute]) -> [MarkupToken.Attribute] {
    guard let size = attributes.value("font-size").flatMap(Double.init),
      let y = attributes.value("y").flatMap(Double.init)
    else { return attributes }
    return attributes.map { attribute in
      attribute.name == "y"
        ? MarkupToken.Attribute(name: "y", value: DOTText.number(y + size * 0.15)) : attribute
    }
  }

  private mutating func icon(_ attributes: [MarkupToken.Attribute]) {
    let file = attributes.value("xlink:href") ?? ""
    let name = file.hasSuffix(".svg") ? String(file.dropLast(4)) : file
    let color = iconColors[name] ?? theme.color(.mutedInk)
    colors.insert("stroke" + color)
    text +=
      "<use stroke=\"\(color)\" xlink:href=\"#icon.\(name).\(mark)\" width=\"24\" height=\"24\""
    text += " x=\"\(attributes.value("x") ?? "0")\" y=\"\(attributes.value("y") ?? "0")\"/>\n"
  }

  private mutating func tag(
    _ name: String, _ attributes: [MarkupToken.Attribute], isEmpty: Bool
  ) {
    text += "<" + name
    for attribute in attributes {
      var value = Self.plain(attribute.value)
      if attribute.name == "transform" {
        value.replace("scale(1 1) rotate(0) ", with: "")
      } else if attribute.name == "stroke", value == "transparent" {
        value = "none"
      } else if attribute.name == "font-size", value.hasSuffix(".00") {
        value.removeLast(3)
      }
      if attribute.name == "fill" || attribute.name == "stroke" {
        colors.insert(attribute.name + value)
      }
      text += " \(attribute.name)=\"\(value)\""
    }
    text += isEmpty ? "/>\n" : (name == "text" ? ">" : ">\n")
  }

  /// Graphviz escapes more than need be, and the encoder kept literal entities apart.
  private static func plain(_ escaped: String) -> String {
    guard escaped.utf8.contains(UInt8(ascii: "&")) else { return escaped }
    return escaped.replacing("&#45;", with: "-").replacing("&amp;\u{2060}", with: "&amp;")
  }
}

extension [MarkupToken.Attribute] {
  fileprivate func value(_ name: String) -> String? { first { $0.name == name }?.value }

  fileprivate func without(_ name: String, _ value: String? = nil) -> Self {
    filter { $0.name != name || (value != nil && $0.value != value) }
  }
}

/// Graphviz draws a rectangle with round corners as eight curves; a `rect` says the same shorter.
private struct RoundRectangle {
  let attributes: [MarkupToken.Attribute]

  init?(path: String) {
    guard path.hasPrefix("M"), path.utf8.count(where: { $0 == UInt8(ascii: "C") }) == 1 else {
      return nil
    }
    let numbers = path.split { "MC, ".contains($0) }.compactMap { Double($0) }
    guard numbers.count == 50 else { return nil }
    let xs = stride(from: 0, to: 50, by: 2).map { numbers[$0] }
    let ys = stride(from: 1, to: 50, by: 2).map { numbers[$0] }
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max(),
      xs.first == xs.last, ys.first == ys.last
    else { return nil }
    let radius = max(xs[0] - left, 0)
    let isOnFrame = zip(xs, ys).allSatisfy { x, y in
      min(x - left, right - x) < 0.02 || min(y - top, bottom - y) < 0.02
    }
    guard isOnFrame, radius > 0, radius <= 13 else { return nil }
    attributes = [
      ("x", left), ("y", top), ("width", right - left), ("height", bottom - top), ("rx", radius),
    ].map { MarkupToken.Attribute(name: $0.0, value: DOTText.number($0.1)) }
  }
}
