internal import EstateModel

/// Evaluates the expressions of a template and of those that it nests.
///
/// What it cannot evaluate becomes an unknown value that says why; the rest goes on. The work is
/// bounded: what would take longer than any template does is an error at its place.
struct TemplateEvaluator {
  /// The file's own template first, then those nested in it as they are opened.
  var deployments: [TemplateDeployment]
  /// Where the expression stands that is being evaluated.
  var frame: TemplateFrame
  let surroundings: TemplateSurroundings
  /// Whether an open group or subscription that is not the template's own stays in ids as a symbol;
  /// else it is left out, and the id stands for one of any group.
  let keepsOpenScopes: Bool
  /// Whether a deployment or a resource goes to such a group or subscription.
  var hasOpenScopes = false
  private(set) var diagnostics: [Diagnostic] = []
  /// The files that links of deployments led to.
  var followedLinks: Set<String> = []
  /// The files that deployments link to which are not made.
  var unusedLinks: Set<String> = []
  /// The parameter files that links of deployments led to.
  var followedParameters: Set<String> = []
  /// The templates that links of deployments lead to and nobody has.
  var unreadTemplates: [UnreadTemplate] = []
  var notes: [Ledger.Note] = []
  /// The parameters with few values that are used and have none, each once.
  private(set) var openParameters: [OpenParameter] = []
  /// The declared resources of all deployments that are opened, for references by id.
  var declaredIDs: [ResourceID.TypeAndName: [DeclarationIndex]] = [:]
  /// The names of declared resources that have as many parts as their types.
  var declaredNames: Set<String> = []
  /// Deployments whose templates are not there.
  var unreadable: Set<DeclarationIndex> = []
  /// Deployments that are being opened: what says where they go may not ask for them.
  var opening: Set<DeclarationIndex> = []
  /// How many outputs are being worked out, one for the other.
  var outputDepth = 0
  var declarationCount = 0
  /// Whether it asked for what neither it nor its surroundings describe.
  var asksBeyond = false
  /// Whether it is told already that the cloud is Azure's public one.
  var isPublicCloudNoted = false
  /// The conditions that do not hold.
  var absences: [SourcePosition] = []
  /// Above zero within the arguments of a call that is not evaluated: `if` for one uses only some of
  /// them, so what a value lacks there is no error.
  var unusedDepth = 0
  private var depth = 0
  private var effort = 0
  private var isExhausted = false

  struct DeclarationIndex: Hashable, Sendable {
    let deployment: Int
    let resource: Int
  }

  init(
    root: TemplateDeployment, surroundings: TemplateSurroundings, keepsOpenScopes: Bool = false
  ) {
    deployments = [root]
    frame = root.frame
    self.surroundings = surroundings
    self.keepsOpenScopes = keepsOpenScopes
  }

  /// The parameters and variables that count where the expression stands.
  var scope: TemplateScope {
    get { deployments[frame.deployment].scope }
    _modify { yield &deployments[frame.deployment].scope }
  }

  /// Where the declarations of the template stand whose parameters count.
  var ownFrame: TemplateFrame {
    let own = deployments[frame.deployment].frame
    return own.deployment == frame.deployment ? own : TemplateFrame(deployment: frame.deployment)
  }

  /// Does something as if it stood elsewhere.
  mutating func inFrame<Result>(
    _ other: TemplateFrame, _ work: (inout TemplateEvaluator) -> Result
  ) -> Result {
    let before = frame
    frame = other
    defer { frame = before }
    return work(&self)
  }

  // MARK: Bounds

  /// Calls and values nest no deeper, through parameters and variables, too.
  private static let deepest = 600
  /// About ten times what the largest templates of Azure's own modules take.
  private static let mostEffort = 4_000_000

  /// Counts work; whether there may be more.
  mutating func spend(_ amount: Int, at place: SourcePlace) -> Bool {
    effort += amount
    if effort <= Self.mostEffort { return true }
    if !isExhausted {
      isExhausted = true
      report(.tooMuchWork, at: place)
    }
    return false
  }

  /// What a value costs beyond being looked at: long texts and lists are copied.
  private static func size(of value: ConfigurationValue) -> Int {
    guard case .made(let made) = value.storage else { return 1 }
    return switch made.content {
    case .string(let text): 1 + text.utf8.count >> 6
    case .array(let elements): 1 + elements.count
    case .object(let fields): 1 + fields.count
    case .null, .bool, .number, .unknown, .open: 1
    }
  }

  // MARK: Values

  /// The value with every expression in it evaluated; the same handle where it has none.
  mutating func evaluate(_ value: ConfigurationValue) -> ConfigurationValue {
    switch value.kind {
    case .string:
      guard let text = value.string, text.utf8.first == UInt8(ascii: "[") else { return value }
      return evaluate(text, at: value.place)
    case .array, .object:
      guard Self.hasExpression(value) else { return value }
      depth += 1
      defer { depth -= 1 }
      guard depth <= Self.deepest else { return tooDeep(at: value.place) }
      if value.isObject { return evaluateObject(value) }
      return bounded(ConfigurationValue(.array(value.array.map { evaluate($0) }), at: value.place))
    case .null, .bool, .number, .unknown: return value
    }
  }

  private mutating func tooDeep(at place: SourcePlace) -> ConfigurationValue {
    report(.valuesTooDeep, at: place)
    return unknown("calls and values are nested too deep", canonical: "…", at: place)
  }

  private mutating func evaluateObject(_ value: ConfigurationValue) -> ConfigurationValue {
    var fields: [ConfigurationValue.PlacedField] = []
    for field in value.rawFields {
      if let loops = Self.valueLoops(field) {
        fields += loops.map { copiedField($0, at: field.keyPlace) }
        continue
      }
      var key = field.key
      if key.utf8.first == UInt8(ascii: "[") {
        key = evaluate(key, at: field.keyPlace).symbolicText ?? key
      }
      fields.append(
        ConfigurationValue.PlacedField(
          key: key, keyPlace: field.keyPlace, value: evaluate(field.value)))
    }
    return bounded(ConfigurationValue(.object(fields), at: value.place))
  }

  private static func hasExpression(_ value: ConfigurationValue) -> Bool {
    switch value.kind {
    case .string: value.string?.utf8.first == UInt8(ascii: "[")
    case .array: value.array.contains(where: hasExpression)
    case .object:
      value.rawFields.contains {
        $0.key.utf8.first == UInt8(ascii: "[") || valueLoops($0) != nil
          || hasExpression($0.value)
      }
    case .null, .bool, .number, .unknown: false
    }
  }

  /// The value of a string that may be an expression.
  mutating func evaluate(_ text: String, at place: SourcePlace) -> ConfigurationValue {
    do {
      switch try TemplateString(text) {
      case .literal(let literal):
        if let own = frame.escapes, text.utf8.dropFirst().first == UInt8(ascii: "["),
          text != literal
        {
          var inside = TemplateFrame(deployment: own)
          if own == frame.deployment { inside.loops = frame.loops }
          return inFrame(inside) { $0.evaluate(literal, at: place) }
        }
        return ConfigurationValue(.string(literal), at: place)
      case .expression(let expression): return evaluate(expression, at: place)
      }
    } catch {
      report(.malformedExpression(error.problem), at: place)
      return unknown("the expression is malformed", canonical: text, at: place)
    }
  }

  mutating func evaluate(
    _ expression: TemplateExpression, at place: SourcePlace
  ) -> ConfigurationValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { return tooDeep(at: place) }
    guard spend(1, at: place) else {
      return unknown("evaluating the template takes too long", canonical: "…", at: place)
    }
    let value = bounded(worth(of: expression, at: place))
    guard spend(Self.size(of: value), at: place) else {
      return unknown("evaluating the template takes too long", canonical: "…", at: place)
    }
    return value
  }

  private mutating func worth(
    of expression: TemplateExpression, at place: SourcePlace
  ) -> ConfigurationValue {
    switch expression {
    case .string(let text): return ConfigurationValue(.string(text), at: place)
    case .integer(let value): return ConfigurationValue(.number(String(value)), at: place)
    case .property, .index:
      if let output = referencedOutput(expression, at: place) { return output }
      return accessed(expression, at: place)
    case .call(let name, let arguments): return call(name, arguments, at: place)
    }
  }

  private mutating func accessed(
    _ expression: TemplateExpression, at place: SourcePlace
  ) -> ConfigurationValue {
    switch expression {
    case .property(let base, let name):
      return member(name, of: evaluate(base, at: place), at: place)
    case .index(let base, let index):
      return element(evaluate(index, at: place), of: evaluate(base, at: place), at: place)
    case .string, .integer, .call: return evaluate(expression, at: place)
    }
  }

  // MARK: Open values

  /// An open value of this template; its symbol and key follow from `canonical`.
  func unknown(
    _ because: String, canonical: String, key: String? = nil, at place: SourcePlace,
    candidates: [String] = []
  ) -> ConfigurationValue {
    let unknown = UnknownValue(
      key: key ?? scope.key + canonical, because: because, source: place.position,
      candidates: candidates)
    return ConfigurationValue(
      .unknown(unknown, symbol: TemplateSymbol.symbol(for: canonical)), at: place)
  }

  mutating func note(_ parameter: OpenParameter) {
    if !openParameters.contains(where: { $0.key == parameter.key }) {
      openParameters.append(parameter)
    }
  }

  mutating func report(_ message: Diagnostic.Message, at place: SourcePlace) {
    report(Diagnostic(.error, message, at: place.position))
  }

  /// What Azure would refuse when it comes to this value. Only what hangs on the value is open then,
  /// so this is a warning.
  mutating func reportValue(_ message: Diagnostic.Message, at place: SourcePlace) {
    if unusedDepth == 0 { report(Diagnostic(.warning, message, at: place.position)) }
  }

  mutating func report(_ diagnostic: Diagnostic) {
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  static func canonical(call name: String, _ arguments: [ConfigurationValue]) -> String {
    "\(name)(\(arguments.map(canonical).joined(separator: ", ")))"
  }

  /// The same text for the same value, open ones by their symbol.
  static func canonical(_ value: ConfigurationValue) -> String {
    switch value.kind {
    case .null: "null()"
    case .bool, .number: value.text ?? ""
    case .string: "'\(value.string ?? "")'"
    case .unknown:
      TemplateSymbol.withoutBraces(
        TemplateSymbol.withShortScope(value.symbolicText ?? value.unknown?.key ?? ""))
    case .array: "[\(value.array.map(canonical).joined(separator: ", "))]"
    case .object:
      "{\(value.rawFields.map { "\($0.key): \(canonical($0.value))" }.joined(separator: ", "))}"
    }
  }
}

extension Diagnostic.Message {
  static func malformedExpression(_ problem: String) -> Self {
    Self("this is no expression: \(problem); a text that begins with '[' is written '[['")
  }

  static var valuesTooDeep: Self {
    Self("calls and values are nested too deep; give some of it a variable of its own")
  }

  static var tooMuchWork: Self {
    Self("evaluating this template takes too long; look for loops and lambdas over large lists")
  }
}
