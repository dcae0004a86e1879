/// The key of one instance of a resource or module: a number with `count`, a text with `for_each`.
enum TerraformKey: Hashable, Sendable {
  case number(Int)
  case text(String)

  init?(_ value: ConfigurationValue?) {
    guard let value, !value.isNull else { return nil }
    if let number = value.integer {
      self = .number(number)
    } else if let text = value.string {
      self = .text(text)
    } else {
      return nil
    }
  }

  /// As people read it.
  var shown: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text): "'\(text)'"
    }
  }

  /// As an address writes it: `[0]`, `["a"]`.
  var description: String {
    switch self {
    case .number(let number): "[\(number)]"
    case .text(let text): "[\"\(text)\"]"
    }
  }
}

/// One step of an address or reference: `azurerm_subnet`, `a`, `[0]`.
enum TerraformStep: Hashable, Sendable {
  case name(String)
  case key(TerraformKey)

  var name: String? {
    if case .name(let name) = self { name } else { nil }
  }

  var key: TerraformKey? {
    if case .key(let key) = self { key } else { nil }
  }
}

/// An address such as `module.net["a"].azurerm_subnet.b[0].id`, step by step.
enum TerraformPath {
  static func steps(of text: String) -> [TerraformStep] {
    var steps: [TerraformStep] = []
    var rest = Substring(text)
    while let first = rest.first {
      switch first {
      case ".": rest.removeFirst()
      case "[":
        rest.removeFirst()
        let key: String
        if rest.first == "\"" {
          rest.removeFirst()
          key = quoted(&rest)
          steps.append(.key(.text(key)))
        } else {
          key = String(rest.prefix { $0 != "]" })
          rest = rest.dropFirst(key.count)
          // A splat stands for all of them.
          if let number = Int(key) { steps.append(.key(.number(number))) }
        }
        if rest.first == "]" { rest.removeFirst() }
      default:
        let name = rest.prefix { $0 != "." && $0 != "[" }
        rest = rest.dropFirst(name.count)
        if name != "*" { steps.append(.name(String(name))) }
      }
    }
    return steps
  }

  /// The text up to the closing quote, which is taken, too.
  private static func quoted(_ rest: inout Substring) -> String {
    var text = ""
    while let character = rest.popFirst() {
      if character == "\"" { break }
      if character == "\\", let escaped = rest.popFirst() {
        text.append(escaped)
      } else {
        text.append(character)
      }
    }
    return text
  }
}

/// One module on the way to a resource.
struct TerraformModuleStep: Hashable, Sendable {
  let name: String
  let key: TerraformKey?

  /// The modules that an address begins with.
  static func modules(of address: String) -> [TerraformModuleStep] {
    let steps = TerraformPath.steps(of: address)
    var modules: [TerraformModuleStep] = []
    var index = 0
    while index + 1 < steps.count, steps[index] == .name("module"),
      let name = steps[index + 1].name
    {
      index += 2
      var key: TerraformKey?
      if index < steps.count, let found = steps[index].key {
        key = found
        index += 1
      }
      modules.append(TerraformModuleStep(name: name, key: key))
    }
    return modules
  }
}
