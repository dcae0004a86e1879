internal import EstateModel

/// What `--set`, parameter files and assumptions give to the parameters of templates.
struct TemplateSettings {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var failure: ReadingFailure?
  private(set) var notes: [Ledger.Note] = []

  private let templates: [LoadedDocument]
  private var supplied: [String: [String: SuppliedValue]] = [:]
  private let assumed: [String: SuppliedValue]
  private var qualified: Set<String> = []

  init(
    templates: [LoadedDocument], beside: [ParameterFile], given: [ParameterFile],
    settings: [String], assumed: [String: ConfigurationValue]
  ) {
    self.templates = templates
    self.assumed = assumed.mapValues { SuppliedValue($0) }
    for file in beside {
      let matching = templates.filter { file.isBeside($0.path) }
      if matching.isEmpty {
        notes.append(
          Ledger.Note(
            text: "no template is named like this parameter file; give it with --parameters",
            source: SourcePosition(file: file.path, line: 1, column: 1)))
      }
      for template in matching { apply(file, to: [template]) }
    }
    for file in given { apply(file, to: templates) }
    for setting in settings { apply(setting) }
    checkAssumptions(assumed)
    qualified = namesOpenTwice()
  }

  func inputs(
    for template: LoadedDocument, deployment: DeploymentScope, choosing chosen: [String: String]
  ) -> TemplateReader.Inputs {
    TemplateReader.Inputs(
      deployment: deployment, supplied: supplied[template.path] ?? [:], assumed: assumed,
      chosen: chosen, qualifiedParameters: qualified)
  }

  // MARK: Parameter files

  private mutating func apply(_ file: ParameterFile, to templates: [LoadedDocument]) {
    for (name, place, value) in file.values {
      let declaring = templates.filter { Self.declaration(of: name, in: $0) != nil }
      for template in declaring {
        supplied[template.path, default: [:]][name.lowercased()] = SuppliedValue(value)
      }
      if declaring.isEmpty {
        diagnostics.append(
          Diagnostic(
            .warning, .parameterOfNoTemplate(name, hint(for: name, among: templates)),
            at: place.position))
      }
    }
  }

  private static func declaration(
    of name: String, in template: LoadedDocument
  ) -> ConfigurationValue? {
    template.root.member("parameters")?.member(name)
  }

  private func hint(for name: String, among templates: [LoadedDocument]) -> String {
    NearMatches.hint(
      for: name,
      among: templates.flatMap { $0.root.member("parameters")?.rawFields.map(\.key) ?? [] })
  }

  // MARK: --set

  /// `[FILE:]NAME=VALUE`
  private mutating func apply(_ setting: String) {
    guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
      fail(.malformedSetting(setting))
      return
    }
    let target = setting[..<equals]
    let text = String(setting[setting.index(after: equals)...])
    let colon = target.lastIndex(of: ":")
    let name = String(colon.map { target[target.index(after: $0)...] } ?? target)
    var chosen = templates
    if let colon {
      let file = String(target[..<colon])
      chosen = templates.filter { $0.path == file || $0.path.hasSuffix("/\(file)") }
      guard !chosen.isEmpty else {
        fail(.settingOfNoFile(file, NearMatches.hint(for: file, among: templates.map(\.path))))
        return
      }
    }
    let declaring = chosen.filter { Self.declaration(of: name, in: $0) != nil }
    if declaring.isEmpty {
      fail(.settingOfNoParameter(name, hint(for: name, among: chosen)))
    }
    for template in declaring {
      guard let declaration = Self.declaration(of: name, in: template) else { continue }
      let value = Self.value(text, declared: declaration["type"]?.string ?? "string")
      guard let value else {
        fail(.settingOfOtherType(name, declaration["type"]?.string ?? "string", text))
        continue
      }
      if declaration["type"]?.string?.lowercased().hasPrefix("secure") == true {
        diagnostics.append(
          Diagnostic(.warning, .settingOfSecret(name), at: declaration.position))
      }
      supplied[template.path, default: [:]][name.lowercased()] =
        SuppliedValue(value, hasPlace: false)
    }
  }

  /// The text as a value of the declared type; `nil` when it is none.
  private static func value(_ text: String, declared type: String) -> ConfigurationValue? {
    let source = SourceText(file: "--set", bytes: Array(text.utf8))
    let literal = ConfigurationValue(.string(text), at: SourcePlace(text: source, offset: 0))
    let wanted: ConfigurationValue.Kind
    switch type.lowercased() {
    case "int": wanted = .number
    case "bool": wanted = .bool
    case "array": wanted = .array
    case "object", "secureobject": wanted = .object
    default: return literal
    }
    let folded = wanted == .bool ? text.lowercased() : text
    do {
      let value = try JSONReader.read(SourceText(file: "--set", bytes: Array(folded.utf8)))
      return value.kind == wanted ? value : nil
    } catch {
      // The caller says which type the parameter takes, which helps more than JSON's grammar.
      return nil
    }
  }

  private mutating func fail(_ message: Diagnostic.Message) {
    diagnostics.append(Diagnostic(.error, message, at: nil))
    failure = .wrongUsage
  }

  // MARK: Assumptions and open parameters

  private mutating func checkAssumptions(_ assumed: [String: ConfigurationValue]) {
    for name in assumed.keys.sorted() {
      guard let value = assumed[name],
        !templates.contains(where: { Self.declaration(of: name, in: $0) != nil })
      else { continue }
      diagnostics.append(
        Diagnostic(
          .warning, .parameterOfNoTemplate(name, hint(for: name, among: templates)),
          at: value.position))
    }
  }

  /// The parameters without a value in more than one template: each is an unknown of its own.
  private func namesOpenTwice() -> Set<String> {
    var counts: [String: Int] = [:]
    for template in templates {
      for field in template.root.member("parameters")?.rawFields ?? [] {
        let name = field.key.lowercased()
        if field.value["defaultValue"] == nil, assumed[name] == nil,
          supplied[template.path]?[name] == nil
        {
          counts[name, default: 0] += 1
        }
      }
    }
    return Set(counts.filter { $0.value > 1 }.keys)
  }
}

extension Diagnostic.Message {
  static func parameterOfNoTemplate(_ name: String, _ hint: String) -> Self {
    Self("no template declares a parameter '\(name)'\(hint)")
  }

  static func malformedSetting(_ setting: String) -> Self {
    Self("--set takes [FILE:]NAME=VALUE, not '\(setting)'")
  }

  static func settingOfNoFile(_ file: String, _ hint: String) -> Self {
    Self("--set names '\(file)', which is no template among the inputs\(hint)")
  }

  static func settingOfNoParameter(_ name: String, _ hint: String) -> Self {
    Self("--set names '\(name)', which no template declares as a parameter\(hint)")
  }

  static func settingOfSecret(_ name: String) -> Self {
    Self(
      "parameter '\(name)' is a secret: its value is not used, so that no answer shows it; declare it as "
        + "a string where addresses or names hang on it")
  }

  static func settingOfOtherType(_ name: String, _ type: String, _ text: String) -> Self {
    Self("--set gives '\(text)' to '\(name)', which takes a value of type '\(type)'")
  }
}
