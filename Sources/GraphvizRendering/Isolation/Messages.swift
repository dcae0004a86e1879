/// What the process that draws is asked.
enum WorkerRequest: Hashable, Sendable {
  case layout(dot: String, strategy: LayoutStrategy)
  /// The images are in a folder of the asking process, which also removes it if this one crashes.
  case draw(dot: String, format: PictureFormat, imagePath: String)

  var bytes: [UInt8] {
    var writer = WireWriter()
    switch self {
    case .layout(let dot, let strategy):
      writer.write(1)
      writer.write(Int(strategy.rawValue))
      writer.write(dot)
    case .draw(let dot, let format, let imagePath):
      writer.write(2)
      writer.write(format.rawValue)
      writer.write(dot)
      writer.write(imagePath)
    }
    return writer.bytes
  }

  init(_ bytes: [UInt8]) throws(WireReader.Garbled) {
    var reader = WireReader(bytes)
    switch try reader.integer() {
    case 1:
      guard let strategy = LayoutStrategy(rawValue: UInt8(clamping: try reader.integer())) else {
        throw WireReader.Garbled()
      }
      self = .layout(dot: try reader.string(), strategy: strategy)
    case 2:
      guard let format = PictureFormat(rawValue: try reader.string()) else {
        throw WireReader.Garbled()
      }
      self = .draw(dot: try reader.string(), format: format, imagePath: try reader.string())
    default: throw WireReader.Garbled()
    }
    guard reader.isAtEnd else { throw WireReader.Garbled() }
  }
}

/// What it answers.
enum WorkerReply: Hashable, Sendable {
  case layout(Layout)
  case picture(DrawnPicture)
  case failure(RenderingFailure)

  var bytes: [UInt8] {
    var writer = WireWriter()
    switch self {
    case .layout(let layout):
      writer.write(1)
      layout.write(to: &writer)
    case .picture(let picture):
      writer.write(2)
      writer.write(picture.bytes)
      writer.write(picture.warnings) { $0.write($1) }
    case .failure(let failure):
      writer.write(3)
      failure.write(to: &writer)
    }
    return writer.bytes
  }

  init(_ bytes: [UInt8]) throws(WireReader.Garbled) {
    var reader = WireReader(bytes)
    switch try reader.integer() {
    case 1: self = .layout(try Layout(from: &reader))
    case 2:
      let bytes = try reader.data()
      let warnings = try reader.array { reader throws(WireReader.Garbled) in try reader.string() }
      self = .picture(DrawnPicture(bytes: bytes, warnings: warnings))
    case 3: self = .failure(try RenderingFailure(from: &reader))
    default: throw WireReader.Garbled()
    }
    guard reader.isAtEnd else { throw WireReader.Garbled() }
  }
}

extension Layout {
  fileprivate func write(to writer: inout WireWriter) {
    writer.write(Int(strategy.rawValue))
    bounds.write(to: &writer)
    writer.write(nodes.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $1.value.write(to: &$0)
    }
    writer.write(clusters.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $1.value.write(to: &$0)
    }
    writer.write(edges.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write($1.value.points) { $1.write(to: &$0) }
      $0.write($1.value.tip) { $1.write(to: &$0) }
      $0.write($1.value.label) { $1.write(to: &$0) }
    }
  }

  fileprivate init(from reader: inout WireReader) throws(WireReader.Garbled) {
    guard let strategy = LayoutStrategy(rawValue: UInt8(clamping: try reader.integer())) else {
      throw WireReader.Garbled()
    }
    self.init(
      bounds: try Rectangle(from: &reader), nodes: [:], clusters: [:], edges: [:],
      strategy: strategy)
    nodes = try Self.places(from: &reader)
    clusters = try Self.places(from: &reader)
    for _ in 0..<(try reader.integer()) {
      let name = try reader.string()
      let points = try reader.array { reader throws(WireReader.Garbled) in
        try Point(from: &reader)
      }
      let tip = try reader.optional { reader throws(WireReader.Garbled) in
        try Point(from: &reader)
      }
      let label = try reader.optional { reader throws(WireReader.Garbled) in
        try Rectangle(from: &reader)
      }
      edges[name] = Route(points: points, tip: tip, label: label)
    }
  }

  private static func places(
    from reader: inout WireReader
  ) throws(WireReader.Garbled) -> [String: Rectangle] {
    var places: [String: Rectangle] = [:]
    for _ in 0..<(try reader.integer()) {
      let name = try reader.string()
      places[name] = try Rectangle(from: &reader)
    }
    return places
  }
}

extension Layout.Point {
  fileprivate func write(to writer: inout WireWriter) {
    writer.write(x)
    writer.write(y)
  }

  fileprivate init(from reader: inout WireReader) throws(WireReader.Garbled) {
    self.init(x: try reader.double(), y: try reader.double())
  }
}

extension Layout.Rectangle {
  fileprivate func write(to writer: inout WireWriter) {
    for side in [left, bottom, right, top] { writer.write(side) }
  }

  fileprivate init(from reader: inout WireReader) throws(WireReader.Garbled) {
    self.init(
      left: try reader.double(), bottom: try reader.double(), right: try reader.double(),
      top: try reader.double())
  }
}

extension RenderingFailure {
  fileprivate func write(to writer: inout WireWriter) {
    func write(_ kind: Int, _ message: String = "", _ first: Int = 0, _ second: Int = 0) {
      writer.write(kind)
      writer.write(message)
      writer.write(first)
      writer.write(second)
    }
    switch self {
    case .notInstalled(let message): write(1, message)
    case .malformedDOT(let message): write(2, message)
    case .reported(let message): write(3, message)
    case .edgesMissing(let missing, let count): write(4, "", missing, count)
    case .noFonts: write(5)
    case .timedOut(let seconds): write(6, "", seconds)
    case .crashed(let signal): write(7, "", Int(signal))
    case .workerFailed(let message): write(8, message)
    }
  }

  fileprivate init(from reader: inout WireReader) throws(WireReader.Garbled) {
    let kind = try reader.integer()
    let message = try reader.string()
    let (first, second) = (try reader.integer(), try reader.integer())
    switch kind {
    case 1: self = .notInstalled(message)
    case 2: self = .malformedDOT(message)
    case 3: self = .reported(message)
    case 4: self = .edgesMissing(first, of: second)
    case 5: self = .noFonts
    case 6: self = .timedOut(seconds: first)
    case 7: self = .crashed(signal: Int32(clamping: first))
    case 8: self = .workerFailed(message)
    default: throw WireReader.Garbled()
    }
  }
}
