import EstateModel
import Testing

@testable import EstateReading

/// A Terraform plan or state, put together of its resources.
struct TerraformText {
  struct Part {
    var type: String
    var name: String
    /// The attributes, without the braces.
    var values: String
    /// The attributes that are known after the apply, likewise.
    var unknown: String?
    /// The expressions of the configuration, likewise.
    var expressions: String?
    /// `0` or `"a"`.
    var index: String?
    /// `net` or `net["a"]`.
    var module: String?
    var isData = false
    /// Beside the expressions: `"count_expression": {…}`.
    var beside: String?

    init(
      _ type: String, _ name: String, _ values: String, unknown: String? = nil,
      expressions: String? = nil, index: String? = nil, module: String? = nil, isData: Bool = false,
      beside: String? = nil
    ) {
      self.type = type
      self.name = name
      self.values = values
      self.unknown = unknown
      self.expressions = expressions
      self.index = index
      self.module = module
      self.isData = isData
      self.beside = beside
    }

    var address: String {
      (module.map { "module.\($0)." } ?? "") + (isData ? "data." : "") + "\(type).\(name)"
        + (index.map { "[\($0)]" } ?? "")
    }

    var planned: String {
      """
      {"address": \(quoted(address)), "mode": "\(isData ? "data" : "managed")", "type": "\(type)",
       "name": "\(name)", \(index.map { "\"index\": \($0), " } ?? "")"values": {\(values)}}
      """
    }

    var change: String {
      """
      {"address": \(quoted(address)), "type": "\(type)", "change": {"actions": ["create"],
       "after_unknown": {\(unknown ?? "")}}}
      """
    }

    var configured: String {
      """
      {"address": "\(type).\(name)", "mode": "\(isData ? "data" : "managed")", "type": "\(type)",
       "name": "\(name)", \(beside.map { $0 + ", " } ?? "")"expressions": {\(expressions ?? "")}}
      """
    }
  }

  static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\"", with: "\\\""))\""
  }

  /// A plan of these resources.
  ///
  /// - Parameters:
  ///   - calls: of modules: `"net": {"expressions": {…}, "module": {"outputs": {…}, "resources": @}}`,
  ///     where `@` stands for the blocks of the module's resources.
  ///   - isConfigured: whether the plan has a configuration at all.
  static func plan(
    _ parts: [Part], calls: String = "", version: String? = nil, isConfigured: Bool = true,
    beside: String = ""
  ) -> String {
    func blocks(of module: String?) -> String {
      var seen: Set<String> = []
      let own = parts.filter { part in
        part.module.map { String($0.prefix { $0 != "[" }) } == module
          && seen.insert("\(part.isData) \(part.type).\(part.name)").inserted
      }
      return "[\(own.map(\.configured).joined(separator: ",\n"))]"
    }
    let modules = parts.compactMap(\.module)
    let children = Set(modules).sorted().map { module in
      """
      {"address": \(quoted("module.\(module)")), "resources": [
        \(parts.filter { $0.module == module }.map(\.planned).joined(separator: ",\n"))]}
      """
    }
    var calls = calls
    for module in Set(modules.map { String($0.prefix { $0 != "[" }) }) {
      calls = calls.replacing("@\(module)", with: blocks(of: module))
    }
    let provider = version.map { "\"version_constraint\": \"\($0)\", " } ?? ""
    let configuration = """
      , "configuration": {"provider_config": {"azurerm": {\(provider)"name": "azurerm"}},
        "root_module": {"resources": \(blocks(of: nil)), "module_calls": {\(calls)}}}
      """
    return """
      {"format_version": "1.2", "terraform_version": "1.9.0"\(beside), "planned_values": {"root_module": {
        "resources": [\(parts.filter { $0.module == nil }.map(\.planned).joined(separator: ",\n"))],
        "child_modules": [\(children.joined(separator: ",\n"))]}},
       "resource_changes": [\(parts.map(\.change).joined(separator: ",\n"))]
      \(isConfigured ? configuration : "")}
      """
  }

  /// What `terraform show -json` prints of a state with these resources.
  static func state(_ parts: [Part]) -> String {
    """
    {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {
      "resources": [\(parts.map(\.planned).joined(separator: ",\n"))]}}}
    """
  }
}

/// What is read of a Terraform file.
struct TerraformRead {
  let resources: [Resource]
  let notes: [String]
  let estate: Estate
  let diagnostics: [Diagnostic]
  let ledger: DecodingLedger
  let marks: [SourcePosition]

  static let file = "plan.json"

  init(_ text: String, format: InputFormat = .terraformPlan) throws {
    let (plain, marks) = DecodedText.unmarked(text, file: Self.file)
    let root = try JSONReader.read(SourceText(file: Self.file, bytes: Array(plain.utf8)))
    let reader = TerraformReader(root: root, format: format)
    var merger = ResourceMerger()
    resources = merger.merge(reader.resources)
    notes = reader.notes.map(\.text)
    let decoded = EstateDecoder.estate(from: resources, overlays: [])
    estate = decoded.estate
    ledger = decoded.ledger
    diagnostics = reader.diagnostics + merger.diagnostics + decoded.diagnostics
    self.marks = marks
    #expect(estate.danglingReferences == [], "the estate holds whatever it refers to")
  }

  /// `TYPE NAME`, in the order of the file.
  var list: [String] {
    resources.map { "\($0.type) \($0.id.segments.map(\.name).joined(separator: "/"))" }
  }

  func resource(_ name: String) throws -> Resource {
    try #require(resources.first { $0.name == name }, "no resource '\(name)' in \(list)")
  }
}

/// A value as JSON with its keys in order, an open value as its symbol or `?`.
func canonical(_ value: ConfigurationValue) -> String {
  if value.isUnknown { return value.symbolicText.map { "<\($0)>" } ?? "?" }
  if value.isArray { return "[\(value.array.map { canonical($0) }.joined(separator: ", "))]" }
  if value.isObject {
    let fields = value.fields.sorted { $0.key < $1.key }
      .map { "\"\($0.key)\": \(canonical($0.value))" }
    return "{\(fields.joined(separator: ", "))}"
  }
  return value.string.map { "\"\($0)\"" } ?? value.text ?? "null"
}

func canonical(json: String) throws -> String {
  canonical(try JSONReader.read(SourceText(file: "expected", bytes: Array(json.utf8))))
}

/// One resource of Terraform's and what ARM has of it.
struct TerraformMapping: Sendable, CustomTestStringConvertible {
  let type: String
  let values: String
  let armType: String
  let names: String
  let properties: String
  /// Keys beside the properties, `sku` and `kind`.
  let beside: [String: String]

  init(
    _ type: String, _ values: String, _ armType: String, _ names: String = "x",
    _ properties: String, beside: [String: String] = [:]
  ) {
    self.type = type
    self.values = values
    self.armType = armType
    self.names = names
    self.properties = properties
    self.beside = beside
  }

  var testDescription: String { type }

  /// Reads it as the only resource of a state and compares.
  func check() throws {
    let part = TerraformText.Part(
      type, "this", "\"name\": \"x\", \"resource_group_name\": \"g\", \(values)")
    let read = try TerraformRead(TerraformText.state([part]), format: .terraformState)
    let resource = try #require(
      read.resources.first { $0.isOfType(armType) }, "no \(armType) in \(read.list)")
    #expect(resource.id.segments.map(\.name).joined(separator: "/") == names)
    let wanted = try canonical(json: properties)
    #expect(canonical(resource.properties) == wanted)
    for (key, value) in beside {
      let found = resource.body.member(key).map { canonical($0) }
      let wanted = try canonical(json: value)
      #expect(found == wanted)
    }
    #expect(read.diagnostics.filter { $0.severity == .error } == [])
  }
}
