internal import EstateModel
internal import Yams

/// Reads one YAML document, as the tools of Azure ML do.
///
/// `true`, `false`, `null` and numbers are such, everything else is text; each scalar also keeps the
/// text that the file has. Aliases and merge keys are written out.
package enum YAMLReader {
  package static func read(_ text: SourceText) throws(DocumentFailure) -> ConfigurationValue {
    guard text.bytes.count <= DocumentLimits.yamlBytes else {
      throw DocumentFailure(
        .fileTooLarge(text.bytes.count, limit: DocumentLimits.yamlBytes, format: "YAML"),
        at: text.position(at: 0))
    }
    if let offset = UTF8Text.firstInvalidByte(of: text.view) {
      throw DocumentFailure(.invalidUTF8, at: text.position(at: offset))
    }
    let start = text.bytes.withUnsafeBufferPointer { $0.startsWithByteOrderMark ? 3 : 0 }
    try YAMLPreflight.check(text, from: start)
    let marks = YAMLMarks(bytes: text.bytes, from: start)
    let root: Node?
    do {
      // No rules of the parser's own: it would try each of its patterns on every key. Nor its own
      // choice of an encoding, for which it looks through the environment at every file.
      root = try Yams.compose(
        yaml: String(decoding: text.bytes[start...], as: UTF8.self), Resolver.basic, .default,
        .utf8)
    } catch {
      throw failure(from: error, in: text, marks: marks)
    }
    guard let root else { throw DocumentFailure(.emptyFile, at: text.position(at: 0)) }
    var builder = YAMLTapeBuilder(text: text, marks: marks)
    try builder.append(root, depth: 0)
    return ConfigurationValue(
      .parsed(
        DocumentTape(
          text: text, entries: DocumentTape.Entries(builder.entries), strings: builder.strings), 0))
  }

  private static func failure(
    from error: any Error, in text: SourceText, marks: YAMLMarks
  ) -> DocumentFailure {
    func position(_ mark: Mark) -> SourcePosition {
      text.position(at: marks.offset(line: mark.line, column: mark.column))
    }
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _):
      let offset = marks.offset(line: mark.line, column: mark.column)
      if offset < text.bytes.count, text.bytes[offset] == 0x09 {
        return DocumentFailure(.tabInYAML, at: text.position(at: offset))
      }
      if problem.contains("nesting level") {
        return DocumentFailure(.tooDeep(DocumentLimits.depth), at: text.position(at: offset))
      }
      return DocumentFailure(
        .malformedYAML(problem, context: context?.text), at: text.position(at: offset),
        related: context.map { position($0.mark) })
    case YamlError.composer(let context, let problem, let mark, _):
      if context?.text.contains("single document") == true {
        return DocumentFailure(.severalDocuments, at: position(mark))
      }
      return DocumentFailure(.malformedYAML(problem, context: nil), at: position(mark))
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      return DocumentFailure(
        .duplicateYAMLKeys(duplicates), at: position(context.mark))
    case YamlError.reader(let problem, _, _, _):
      return DocumentFailure(.malformedYAML(problem, context: nil), at: text.position(at: 0))
    default:
      return DocumentFailure(.malformedYAML("\(error)", context: nil), at: text.position(at: 0))
    }
  }
}

/// Writes the parser's nodes as a tape.
private struct YAMLTapeBuilder {
  let text: SourceText
  let marks: YAMLMarks
  var entries: [DocumentTape.Entry] = []
  var strings: [String] = []
  /// Fields looked at; a merge key can show one field many times.
  private var visited = 0
  /// A value that is written out has a byte of its own; only aliases make more.
  private let nodeLimit: Int

  init(text: SourceText, marks: YAMLMarks) {
    self.text = text
    self.marks = marks
    nodeLimit = min(max(text.bytes.count, 100_000), DocumentLimits.yamlNodes)
  }

  mutating func append(_ node: Node, depth: Int) throws(DocumentFailure) {
    let offset = offset(of: node)
    guard depth <= DocumentLimits.depth else {
      throw DocumentFailure(.tooDeep(DocumentLimits.depth), at: text.position(at: offset))
    }
    guard entries.count < nodeLimit else {
      throw DocumentFailure(.tooManyNodes(nodeLimit), at: text.position(at: offset))
    }
    switch node {
    case .scalar(let scalar): append(scalar, at: offset)
    case .sequence(let sequence):
      let index = open(.array, at: offset)
      for element in sequence { try append(element, depth: depth + 1) }
      close(index, count: sequence.count)
    case .mapping(let mapping):
      let index = open(.object, at: offset)
      var names: Set<String> = []
      try appendFields(of: mapping, depth: depth, names: &names)
      close(index, count: names.count)
    case .alias:
      // The parser has replaced every alias by its node.
      append(.storedNull, text: "null", flag: false, at: offset)
    }
  }

  /// The mapping's own fields, then those of its merge keys that it has not itself.
  private mutating func appendFields(
    of mapping: Node.Mapping, depth: Int, names: inout Set<String>
  ) throws(DocumentFailure) {
    guard depth <= DocumentLimits.depth else {
      throw DocumentFailure(
        .tooDeep(DocumentLimits.depth), at: text.position(at: offset(of: .mapping(mapping))))
    }
    var merged: [Node] = []
    for (key, value) in mapping {
      visited += 1
      guard visited < nodeLimit else {
        throw DocumentFailure(.tooManyNodes(nodeLimit), at: text.position(at: offset(of: key)))
      }
      guard case .scalar(let scalar) = key else {
        throw DocumentFailure(.complexKey, at: text.position(at: offset(of: key)))
      }
      if scalar.string == "<<", scalar.style == .plain {
        if case .sequence(let sequence) = value { merged += sequence } else { merged.append(value) }
        continue
      }
      guard names.insert(scalar.string).inserted else { continue }
      append(.storedString, text: scalar.string, flag: false, at: offset(of: key))
      try append(value, depth: depth + 1)
    }
    for node in merged {
      guard case .mapping(let other) = node else {
        throw DocumentFailure(.mergeOfNoMapping, at: text.position(at: offset(of: node)))
      }
      try appendFields(of: other, depth: depth + 1, names: &names)
    }
  }

  private mutating func append(_ scalar: Node.Scalar, at offset: Int) {
    let string = scalar.string
    guard scalar.style == .plain, scalar.tag == .implicit else {
      append(.storedString, text: string, flag: false, at: offset)
      return
    }
    switch string {
    case "", "~", "null", "Null", "NULL":
      append(.storedNull, text: string, flag: false, at: offset)
    case "true", "True", "TRUE": append(.storedBool, text: string, flag: true, at: offset)
    case "false", "False", "FALSE": append(.storedBool, text: string, flag: false, at: offset)
    default:
      append(
        Self.isNumber(string) ? .storedNumber : .storedString, text: string, flag: false,
        at: offset)
    }
  }

  /// JSON's numbers, and a leading plus sign.
  private static func isNumber(_ string: String) -> Bool {
    guard let first = string.utf8.first(where: { $0 != 0x2B && $0 != 0x2D }), first >= 0x30,
      first <= 0x39, string.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) })
    else { return false }
    let digits = string.utf8.drop { $0 == 0x2B || $0 == 0x2D }
    if digits.count > 1, digits.first == 0x30, let second = digits.dropFirst().first,
      second >= 0x30, second <= 0x39
    {
      return false
    }
    return Double(string) != nil
  }

  private func offset(of node: Node) -> Int {
    guard let mark = node.mark else { return 0 }
    return marks.offset(line: mark.line, column: mark.column)
  }

  private mutating func append(
    _ tag: DocumentTape.Tag, text: String, flag: Bool, at offset: Int
  ) {
    entries.append(
      DocumentTape.Entry(
        tag: tag, flag: flag, offset: UInt32(offset), first: UInt32(strings.count), end: 0))
    strings.append(text)
  }

  private mutating func open(_ tag: DocumentTape.Tag, at offset: Int) -> Int {
    entries.append(
      DocumentTape.Entry(tag: tag, flag: false, offset: UInt32(offset), first: 0, end: 0))
    return entries.count - 1
  }

  private mutating func close(_ index: Int, count: Int) {
    let entry = entries[index]
    entries[index] = DocumentTape.Entry(
      tag: entry.tag, flag: false, offset: entry.offset, first: UInt32(count),
      end: UInt32(entries.count))
  }
}

extension Diagnostic.Message {
  static func fileTooLarge(_ bytes: Int, limit: Int, format: String) -> Self {
    Self(
      "the file has \(bytes) bytes, over the limit of \(limit >> 20) MiB for \(format); "
        + "split it or leave it out")
  }

  static var tabInYAML: Self {
    Self("YAML does not allow a tab here; indent with spaces")
  }

  static var severalDocuments: Self {
    Self("a second YAML document begins here; put each document into a file of its own")
  }

  static func malformedYAML(_ problem: String, context: String?) -> Self {
    let context = context.map { " \($0)" } ?? ""
    return Self("this is no YAML: \(problem)\(context)")
  }

  static func duplicateYAMLKeys(_ keys: [String]) -> Self {
    let names = keys.map { "'\($0)'" }.joined(separator: ", ")
    return Self(
      "\(keys.count == 1 ? "key" : "keys") \(names) stands twice in this mapping; remove one")
  }

  static func tooManyNodes(_ limit: Int) -> Self {
    Self(
      "the file has more than \(limit) values once its aliases are written out; use fewer aliases")
  }

  static var mergeOfNoMapping: Self {
    Self("'<<' merges mappings, and this is none")
  }
}
