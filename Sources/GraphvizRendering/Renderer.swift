internal import CGraphviz

/// Draws in this process.
///
/// Graphviz can abort or exhaust memory on some graphs, and then takes the process with it: a
/// program that must not end so uses `IsolatedRenderer`. One picture is drawn at a time; other
/// threads wait.
package struct Renderer: PictureRenderer, Sendable {
  package init() {}

  package func layout(
    _ dot: String, strategy: LayoutStrategy, within limit: Duration = .seconds(10)
  ) throws(RenderingFailure) -> Layout {
    try Self.inNeutralLocale { library throws(RenderingFailure) in
      let context = try library.closedContext()
      let graph = try ParsedGraph(dot)
      strategy.prepare(graph.pointer)
      guard gvLayout(context, graph.pointer, strategy.engine) == 0 else {
        throw .reported(GraphvizMessages.lastError)
      }
      // Not freed: gvFreeLayout of 2.42 frees twice after some layouts with edge labels.
      return try Layout(graph.pointer, strategy: strategy)
    }.value
  }

  package func draw(_ picture: PlacedPicture) throws(RenderingFailure) -> DrawnPicture {
    let images = try ImageFolder(picture.images)
    return try draw(dot: picture.dot, as: picture.format, imagePath: images.path)
  }

  /// Draws with images that are already in a folder.
  func draw(
    dot: String, as format: PictureFormat, imagePath: String
  ) throws(RenderingFailure) -> DrawnPicture {
    let (bytes, messages) = try Self.inNeutralLocale { library throws(RenderingFailure) in
      let isFree = format.isFreeOfFonts
      guard isFree || reachmapFontCount() != 0 else { throw .noFonts }
      let context = isFree ? try library.closedContext() : try library.openContext()
      let graph = try ParsedGraph(dot)
      reachmapSetGraphAttribute(graph.pointer, "imagepath", imagePath)
      guard gvLayout(context, graph.pointer, "nop2") == 0 else {
        throw .reported(GraphvizMessages.lastError)
      }
      defer { gvFreeLayout(context, graph.pointer) }
      if format == .dot { reachmapSetGraphAttribute(graph.pointer, "imagepath", "") }
      return try Self.render(graph.pointer, format, context)
    }
    let lacksImages = messages.contains { $0.contains("No loadimage plugin") }
    return DrawnPicture(
      bytes: format == .pdf ? Self.undated(bytes) : bytes,
      warnings: lacksImages
        ? [
          "drawn without icons, since Graphviz has no plugin to read SVG; "
            + "install the rsvg plugin (librsvg2), or draw to SVG"
        ] : [])
  }

  /// A PDF without the second in which it was drawn, so that two drawings have the same bytes.
  ///
  /// The date is replaced by one of the same length: a PDF counts its bytes.
  private static func undated(_ bytes: [UInt8]) -> [UInt8] {
    guard let mark = bytes.firstRange(of: Array("/CreationDate (D:".utf8)) else { return bytes }
    let epoch = Array("19700101000000".utf8)
    let place = mark.upperBound..<(mark.upperBound + epoch.count)
    guard place.upperBound <= bytes.count else { return bytes }
    var undated = bytes
    undated.replaceSubrange(place, with: epoch)
    return undated
  }

  private static func render(
    _ graph: UnsafeMutablePointer<Agraph_t>, _ format: PictureFormat,
    _ context: OpaquePointer
  ) throws(RenderingFailure) -> [UInt8] {
    var pointer: UnsafeMutablePointer<CChar>?
    var count = 0
    let status = reachmapRender(context, graph, format.rawValue, &pointer, &count)
    guard status == 0, let pointer else { throw .reported(GraphvizMessages.lastError) }
    defer { gvFreeRenderData(pointer) }
    return [UInt8](UnsafeRawBufferPointer(start: pointer, count: count))
  }

  private static func inNeutralLocale<Value: Sendable>(
    _ body: (inout GraphvizLibrary) throws(RenderingFailure) -> Value
  ) throws(RenderingFailure) -> (value: Value, messages: [String]) {
    try GraphvizLibrary.shared.withLock { library throws(RenderingFailure) in
      let locale = reachmapEnterNeutralLocale()
      defer { reachmapLeaveNeutralLocale(locale) }
      return try GraphvizMessages.during { () throws(RenderingFailure) in try body(&library) }
    }
  }
}

/// A graph that libcgraph has read, closed when it goes out of scope.
private struct ParsedGraph: ~Copyable {
  let pointer: UnsafeMutablePointer<Agraph_t>

  init(_ dot: String) throws(RenderingFailure) {
    guard let pointer = reachmapParse(dot) else {
      throw .malformedDOT(GraphvizMessages.lastError)
    }
    self.pointer = pointer
  }

  deinit { agclose(pointer) }
}

extension LayoutStrategy {
  fileprivate var engine: String {
    self == .packed ? "osage" : "dot"
  }

  fileprivate func prepare(_ graph: UnsafeMutablePointer<Agraph_t>) {
    switch self {
    case .ranked: break
    case .rankedAcrossClusters:
      reachmapSetGraphAttribute(graph, "newrank", "true")
    case .rankedRoughly:
      reachmapSetGraphAttribute(graph, "newrank", "true")
      for (name, value) in [
        ("splines", "line"), ("nslimit", "0.5"), ("nslimit1", "0.5"), ("mclimit", "0.1"),
        ("searchsize", "10"),
      ] {
        reachmapSetGraphAttribute(graph, name, value)
      }
      graph.forEachEdge { edge in reachmapRemoveLabel(edge) }
    case .packed:
      reachmapSetGraphAttribute(graph, "splines", "line")
      graph.forEachEdge { edge in reachmapRemoveLabel(edge) }
    }
  }
}
