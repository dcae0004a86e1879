internal import EstateModel

/// The attributes of all instances, with what is known only after the apply put in as far as the
/// configuration tells what it will be: a reference to another resource is that resource's id.
final class TerraformValues {
  let document: TerraformDocument
  var instances: [TerraformInstance] { document.instances }
  var configuration: TerraformConfiguration { document.configuration }

  private let byBlock: [TerraformInstance.Block: [Int]]
  private let byKey: [TerraformInstance.Block: [TerraformKey: Int]]
  private var attributes: [Int: ConfigurationValue] = [:]
  private var inProgress: Set<Int> = []
  private var blocks: [[String]: [String: ConfigurationValue]] = [:]
  private var ids: [Int: ConfigurationValue?] = [:]
  private(set) var moduleKeys: [[TerraformModuleStep]: [TerraformModuleStep]] = [:]
  /// Which instances were taken for those that expressions mean, by the instance that asked.
  private(set) var choices: [Int: [TerraformSupposition]] = [:]

  init(_ document: TerraformDocument) {
    self.document = document
    var byBlock: [TerraformInstance.Block: [Int]] = [:]
    var byKey: [TerraformInstance.Block: [TerraformKey: Int]] = [:]
    var seen: Set<[TerraformModuleStep]> = []
    for (index, instance) in document.instances.enumerated() {
      byBlock[instance.block, default: []].append(index)
      if let key = instance.key { byKey[instance.block, default: [:]][key] = index }
      var path = instance.block.module
      while let last = path.popLast(), seen.insert(path + [last]).inserted {
        moduleKeys[path, default: []].append(last)
      }
    }
    self.byBlock = byBlock
    self.byKey = byKey
  }

  func instances(of block: TerraformInstance.Block) -> [Int] { byBlock[block] ?? [] }

  func instance(of block: TerraformInstance.Block, _ key: TerraformKey?) -> Int? {
    key.flatMap { byKey[block]?[$0] }
  }

  /// The configuration of an instance's block; `nil` where the plan has none, as in a state.
  func configured(_ block: TerraformInstance.Block) -> ConfigurationValue? {
    let path = block.module.map(\.name)
    let known = blocks[path] ?? configuration.resources(of: block.module)
    blocks[path] = known
    return known["\(block.isData ? "data." : "")\(block.type).\(block.name)"]
  }

  /// The attributes of an instance, in its own shape.
  func attributes(of index: Int) -> ConfigurationValue {
    if let known = attributes[index] { return known }
    let instance = instances[index]
    let mask = instance.unknown ?? ConfigurationValue(.object([]), at: instance.place)
    guard mask.isObject, inProgress.insert(index).inserted else { return instance.values }
    defer { inProgress.remove(index) }
    let block = configured(instance.block)
    let nothing = ConfigurationValue(.object([]), at: instance.place)
    let expression =
      block.map { TerraformExpression.block($0["expressions"] ?? nothing) } ?? .notShown
    let context = TerraformContext(
      instance: index, module: instance.block.module, key: instance.key,
      forEach: block?["for_each_expression"])
    let result =
      merged(
        instance.values, mask, expression, Attribute(instance, []), context) ?? instance.values
    let whole = withWriteOnly(result, block?["expressions"], instance, context)
    attributes[index] = whole
    return whole
  }

  /// Attributes that are only written, and so stand in no plan and no state: the configuration has what
  /// they refer to, and a state the version of what was written last.
  private func withWriteOnly(
    _ attributes: ConfigurationValue, _ expressions: ConfigurationValue?,
    _ instance: TerraformInstance, _ context: TerraformContext
  ) -> ConfigurationValue {
    var result = attributes
    for field in attributes.rawFields where field.key.hasSuffix("_wo_version") {
      let name = String(field.key.dropLast(11))
      if field.value.isNull || attributes.member(name) != nil { continue }
      let attribute = Attribute(instance, [name])
      let expression = expressions?["\(name)_wo"]
      let constant = expression?.member("constant_value")
      let referred = expression.flatMap { self.targets($0, attribute, context).single }
      let value =
        constant ?? referred
        ?? unknown(attribute, "it is only written", at: field.value.place)
      result = result.setting([
        ConfigurationValue.PlacedField(key: name, keyPlace: value.place, value: value)
      ])
    }
    return result
  }

  /// A place within the attributes of an instance.
  struct Attribute {
    let instance: TerraformInstance
    let path: [String]

    init(_ instance: TerraformInstance, _ path: [String]) {
      self.instance = instance
      self.path = path
    }

    func child(_ key: String) -> Attribute { Attribute(instance, path + [key]) }

    /// The innermost name, without the number of an element.
    var name: String { path.last { Int($0) == nil } ?? "" }

    /// As people read it, without the numbers of elements.
    var shown: String { path.filter { Int($0) == nil }.joined(separator: ".") }

    /// What it is for, however it is spelled: `subnetid` of `subnet_id`, of `subnetId` and of the `id` of
    /// a `subnet`.
    var meaning: String {
      let names = path.filter { Int($0) == nil }
      guard let last = names.last else { return "" }
      let isWithin = last == "id" && names.count > 1
      return (isWithin ? names[names.count - 2] + last : last).lowercased().filter { $0 != "_" }
    }

    /// Whether it is a list, by its name, and not one of its elements.
    var isList: Bool {
      path.last == name
        && ["_ids", "_names", "addresses", "prefixes"].contains { name.hasSuffix($0) }
    }

    /// Why the value is not known, and what the reason is where there is more to say.
    func unknown(_ reason: String?, at place: SourcePlace) -> UnknownValue {
      UnknownValue(
        key: "\(place.position.file)#\(instance.address).\(path.joined(separator: "."))",
        because: "'\(shown)' of \(instance.address) is known after the apply"
          + (reason.map { ": \($0)" } ?? ""),
        source: place.position)
    }
  }

  // MARK: Merging

  private func merged(
    _ value: ConfigurationValue?, _ mask: ConfigurationValue, _ expression: TerraformExpression,
    _ attribute: Attribute, _ context: TerraformContext
  ) -> ConfigurationValue? {
    if mask.bool == true { return open(mask, expression, attribute, context) }
    if mask.isObject {
      guard value.map({ $0.isObject || $0.isNull }) ?? true else { return value }
      var additions: [ConfigurationValue.PlacedField] = []
      for field in mask.rawFields where field.value.bool != false {
        guard
          let found = merged(
            value?[field.key], field.value, expression.child(field.key),
            attribute.child(field.key), context)
        else { continue }
        additions.append(
          ConfigurationValue.PlacedField(key: field.key, keyPlace: found.place, value: found))
      }
      let base = value ?? ConfigurationValue(.object([]), at: mask.place)
      return additions.isEmpty ? value : base.setting(additions)
    }
    if mask.isArray, value.map({ $0.isArray || $0.isNull }) ?? true {
      return elements(value, mask, expression, attribute, context)
    }
    return value
  }

  private func elements(
    _ value: ConfigurationValue?, _ mask: ConfigurationValue, _ expression: TerraformExpression,
    _ attribute: Attribute, _ context: TerraformContext
  ) -> ConfigurationValue? {
    let masks = mask.array
    let values = value?.array ?? []
    guard masks.contains(where: { $0.bool != false }) else { return value }
    let open = masks.indices.filter { masks[$0].bool == true }
    var several: [ConfigurationValue]?
    if open.count > 1, case .leaf(let leaf) = expression {
      let found = targets(leaf, attribute, context)
      several = found.list(open.count)
      if several != nil { note(found, of: attribute, context) }
    }
    var result: [ConfigurationValue] = []
    for index in 0..<max(masks.count, values.count) {
      let own = index < values.count ? values[index] : nil
      guard index < masks.count else {
        if let own { result.append(own) }
        continue
      }
      let place = attribute.child("\(index)")
      if masks[index].bool == true, open.count > 1 {
        if let several, let order = open.firstIndex(of: index) {
          result.append(several[order])
        } else {
          result.append(unknown(place, nil, at: masks[index].place))
        }
        continue
      }
      let inner = expression.element(index, of: masks.count, own, named: attribute.name)
      if let found = merged(own, masks[index], inner, place, context) { result.append(found) }
    }
    return ConfigurationValue(.array(result), at: value?.place ?? mask.place)
  }

  /// A value that the plan says nothing of.
  private func open(
    _ mask: ConfigurationValue, _ expression: TerraformExpression, _ attribute: Attribute,
    _ context: TerraformContext
  ) -> ConfigurationValue? {
    switch expression {
    // What nobody has read yet is not what Azure fills in.
    case .absent:
      return attribute.instance.isData ? unknown(attribute, nil, at: mask.place) : nil
    case .notShown, .block, .blocks: return unknown(attribute, nil, at: mask.place)
    case .leaf(let leaf):
      let targets = targets(leaf, attribute, context)
      // A body that is one text is JSON, of which the references are parts.
      if attribute.path == ["body"], attribute.instance.provider == "azapi" {
        return unknown(attribute, targets.reason, at: mask.place)
      }
      if attribute.isList {
        if let list = targets.whole {
          note(targets, of: attribute, context)
          return ConfigurationValue(.array(list), at: list.first?.place ?? mask.place)
        }
        return unknown(attribute, targets.reason, at: mask.place)
      }
      guard let single = targets.single else {
        return unknown(attribute, targets.reason, at: mask.place)
      }
      note(targets, of: attribute, context)
      return single
    }
  }

  /// Remembers which choices a value that is taken hangs on.
  private func note(
    _ targets: TerraformTargets, of attribute: Attribute, _ context: TerraformContext
  ) {
    for choice in targets.choices {
      let instance = attribute.instance
      let isOwnKey = choice.key != nil && instance.key == choice.key
      let taken =
        choice.key.map { isOwnKey ? "one of the same key" : "one of the key \($0.shown)" }
        ?? "only one that may be meant"
      let supposition = TerraformSupposition(
        choice: choice, attribute: attribute.shown,
        because: "which of \(choice.among) '\(attribute.shown)' of "
          + "\(isOwnKey ? instance.addressWithoutKey : instance.address) means stands in no plan: "
          + "taken for the \(taken)",
        source: targets.found.first?.place.position ?? attribute.instance.place.position)
      if choices[context.instance]?.contains(supposition) != true {
        choices[context.instance, default: []].append(supposition)
      }
    }
  }

  func unknown(
    _ attribute: Attribute, _ reason: String?, at place: SourcePlace, symbol: String? = nil
  ) -> ConfigurationValue {
    ConfigurationValue(.unknown(attribute.unknown(reason, at: place), symbol: symbol), at: place)
  }

  // MARK: Ids and names

  /// The id of an instance: Azure's own where it is known, else made of what its attributes say.
  func id(of index: Int) -> ConfigurationValue? {
    if let known = ids[index] { return known }
    let id = TerraformIdentity.id(of: index, in: self)
    ids[index] = .some(id)
    return id
  }

  /// The name of an instance, a symbol where it is not known.
  func name(of index: Int, attribute: String = "name") -> ConfigurationValue? {
    let instance = instances[index]
    guard let name = attributes(of: index).member(attribute) else { return nil }
    guard let unknown = name.unknown else { return name }
    if name.symbolicText != nil { return name }
    return ConfigurationValue(
      .unknown(unknown, symbol: Self.symbol("\(instance.address).\(attribute)")), at: name.place)
  }

  /// `{azurerm_virtual_network.a.name}`, without what would divide an id.
  static func symbol(_ text: String) -> String {
    "{\(text.replacing("/", with: ".").replacing("{", with: "").replacing("}", with: ""))}"
  }
}

/// Where an expression is evaluated.
struct TerraformContext {
  /// The instance whose attribute it is.
  let instance: Int
  let module: [TerraformModuleStep]
  let key: TerraformKey?
  let forEach: ConfigurationValue?
  /// What the attribute is for.
  var attribute = ""

  /// `module.net.`, with which the addresses there begin.
  var place: String {
    module.map { "module.\($0.name)\($0.key?.description ?? "")." }.joined()
  }

  /// The same attribute seen from another module.
  func inside(
    _ module: [TerraformModuleStep], key: TerraformKey? = nil, forEach: ConfigurationValue? = nil
  ) -> TerraformContext {
    TerraformContext(
      instance: instance, module: module, key: key, forEach: forEach, attribute: attribute)
  }
}
