internal import EstateModel

// The loops that `copy` makes, of resources, properties, variables and outputs.
//
// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-resources>.
extension TemplateEvaluator {
  /// Azure takes no loop with more turns.
  static let mostTurns = 800

  /// How often a loop runs.
  enum Turns {
    case count(Int)
    case open(UnknownValue)
    case wrong
  }

  /// How often a loop runs; what is no count that Azure takes is an error.
  mutating func turns(of loop: ConfigurationValue) -> Turns {
    guard let declared = loop.member("count") else {
      report(.loopWithoutCount(Self.name(ofLoop: loop)), at: loop.place)
      return .wrong
    }
    let count = evaluate(declared)
    if let unknown = count.unknown { return .open(unknown) }
    let number = count.integer ?? count.string.flatMap { Int($0) }
    guard let number, (0...Self.mostTurns).contains(number) else {
      report(.loopOfOtherCount(Self.name(ofLoop: loop), count.text), at: declared.place)
      return .wrong
    }
    return .count(number)
  }

  static func name(ofLoop loop: ConfigurationValue) -> String { loop["name"]?.string ?? "copy" }

  /// The loops that stand in the place of properties: `"copy": [{"name", "count", "input"}]`.
  static func valueLoops(_ field: ConfigurationValue.PlacedField) -> [ConfigurationValue]? {
    guard field.key.equalsIgnoringASCIICase("copy"), field.value.isArray else { return nil }
    let loops = field.value.array
    let areLoops = loops.allSatisfy {
      $0["name"]?.string != nil && $0["count"] != nil && $0["input"] != nil
    }
    return areLoops ? loops : nil
  }

  /// The property that a loop makes.
  mutating func copiedField(
    _ loop: ConfigurationValue, at place: SourcePlace
  ) -> ConfigurationValue.PlacedField {
    ConfigurationValue.PlacedField(
      key: Self.name(ofLoop: loop), keyPlace: place, value: copiedList(loop))
  }

  /// The list that a loop makes of its `input`.
  mutating func copiedList(_ loop: ConfigurationValue) -> ConfigurationValue {
    let name = Self.name(ofLoop: loop)
    guard let input = loop["input"] else {
      report(.loopWithoutInput(name), at: loop.place)
      return unknown("loop '\(name)' has no input", canonical: "copy \(name)", at: loop.place)
    }
    switch turns(of: loop) {
    case .count(let count):
      var elements: [ConfigurationValue] = []
      for index in 0..<count {
        frame.loops.append(TemplateLoop(name: name, kind: .value, index: index))
        elements.append(evaluate(input))
        frame.loops.removeLast()
      }
      return ConfigurationValue(.array(elements), at: loop.place)
    case .open(let open):
      let key = "copy \(name) \(loop.position.line):\(loop.position.column)\(frame.turn)"
      return ConfigurationValue(
        .unknown(
          UnknownValue(
            key: scope.key + key, because: open.because, source: loop.position,
            parameters: open.parameters), symbol: "{copy \(name)}"), at: loop.place)
    case .wrong:
      return unknown(
        "the count of loop '\(name)' is no number of turns", canonical: "copy \(name)",
        at: loop.place)
    }
  }

  /// `copyIndex([loop], [offset])`.
  mutating func copyIndex(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let name = arguments.first?.string
    let offset = (name == nil ? arguments.first : arguments.dropFirst().first)
    guard arguments.count <= (name == nil ? 1 : 2), offset.map({ $0.integer != nil }) ?? true else {
      if let open = arguments.lazy.compactMap(\.unknown).first {
        return unknown(
          open.because, canonical: Self.canonical(call: "copyIndex", arguments), at: place)
      }
      reportValue(.copyIndexArguments, at: place)
      return unknown("'copyIndex' takes a name and an offset", canonical: "copyIndex", at: place)
    }
    let loop =
      if let name {
        frame.loops.last { $0.name.equalsIgnoringASCIICase(name) }
      } else {
        frame.loops.last { $0.kind == .resource } ?? frame.loops.last
      }
    guard let loop else {
      reportValue(.copyIndexOutside(name), at: place)
      return unknown("'copyIndex' stands in no loop", canonical: "copyIndex", at: place)
    }
    guard let index = loop.index else {
      return unknown(
        "nobody knows how often loop '\(loop.name)' runs",
        canonical: Self.canonical(call: "copyIndex", arguments), at: place)
    }
    let (sum, overflow) = index.addingReportingOverflow(offset?.integer ?? 0)
    return ConfigurationValue(.number(String(overflow ? index : sum)), at: place)
  }
}

extension Diagnostic.Message {
  static func loopWithoutCount(_ name: String) -> Self {
    Self("loop '\(name)' has no count; add 'count'")
  }

  static func loopWithoutInput(_ name: String) -> Self {
    Self("loop '\(name)' has no input; add 'input', the value of each turn")
  }

  static func loopOfOtherCount(_ name: String, _ found: String?) -> Self {
    Self(
      "loop '\(name)' runs from 0 to \(TemplateEvaluator.mostTurns) times, not "
        + (found.map { "\($0) times" } ?? "this often"))
  }

  static var copyIndexArguments: Self {
    Self("'copyIndex' takes the name of a loop, an offset, or both in this order")
  }

  static func copyIndexOutside(_ name: String?) -> Self {
    Self(
      name.map { "there is no loop '\($0)' around this 'copyIndex'" }
        ?? "there is no loop around this 'copyIndex'")
  }
}
