internal import EstateModel

/// What the references of an expression lead to.
struct TerraformTargets {
  struct Target {
    let instance: Int
    /// What follows the instance in the reference.
    let path: [TerraformStep]
    let place: SourcePlace
    var value: ConfigurationValue?

    /// The names of the path; what follows an id is the key of an object that it was put into.
    var names: [String] {
      path.first == .name("id") ? ["id"] : path.compactMap(\.name)
    }
  }

  var found: [Target] = []
  /// What else it refers to, that no plan shows.
  var hidden: [String] = []
  /// Whether it may choose one of several.
  var mayChoose = false
  /// Which instances were chosen by a key, whatever the expression makes of the key.
  var choices: [TerraformChoice] = []

  /// Why there is no single value.
  var reason: String?

  /// The value where only one can be meant.
  var single: ConfigurationValue? {
    guard hidden.isEmpty, let value = found.first?.value,
      found.allSatisfy({ $0.value?.symbolicText == value.symbolicText })
    else { return nil }
    return value
  }

  /// As many values as there are, in the order of the references.
  func list(_ count: Int) -> [ConfigurationValue]? {
    guard hidden.isEmpty, found.count == count else { return nil }
    let values = found.compactMap(\.value)
    return values.count == count ? values : nil
  }

  /// The values of a list of which not even the length is told.
  var whole: [ConfigurationValue]? {
    guard !found.isEmpty, !mayChoose else { return nil }
    return list(found.count)
  }
}

extension TerraformValues {
  func targets(
    _ expression: ConfigurationValue, _ attribute: Attribute, _ context: TerraformContext
  ) -> TerraformTargets {
    var targets = TerraformTargets()
    let references = TerraformExpression.references(of: expression)
    var context = context
    context.attribute = attribute.meaning
    collect(references, context, rest: [], depth: 0, into: &targets)
    var seen: Set<String> = []
    targets.found = targets.found.filter { target in
      seen.insert("\(target.instance) \(target.path)").inserted
    }
    for index in targets.found.indices {
      targets.found[index].value = value(of: targets.found[index], for: attribute)
    }
    takePart(of: attribute, texts: references.compactMap { knownText($0, context) }, in: &targets)
    // What is open is none of what is known: a condition chose the other one.
    if targets.found.count > 1 {
      let open = targets.found.filter { !isKnown($0) && ($0.value != nil || mayBeID($0)) }
      if !open.isEmpty, open.count < targets.found.count { targets.found = open }
    }
    if targets.reason != nil { return targets }
    if !targets.hidden.isEmpty {
      targets.reason = "it depends on \(targets.hidden[0]), which a plan does not show"
    } else if targets.single == nil {
      let names = targets.found.map { instances[$0.instance].address }
      let distinct = names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }
        .map(\.element)
      if distinct.count > 1 {
        let shown = distinct.prefix(3).joined(separator: " or ")
        targets.reason = "it may be of \(shown)\(distinct.count > 3 ? " or another" : "")"
      }
    }
    return targets
  }

  /// Whether the plan itself tells what the target refers to.
  private func isKnown(_ target: TerraformTargets.Target) -> Bool {
    let values = instances[target.instance].values
    guard let first = target.path.first?.name else { return values.member("id") != nil }
    return values.member(first) != nil
  }

  /// Whether an attribute of which nothing is known may hold the value; a name never is an id, nor is
  /// the id of another kind.
  private func mayBeID(_ target: TerraformTargets.Target) -> Bool {
    guard let last = target.names.last else { return false }
    return !["id", "name", "location", "resource_group_name", "tags"].contains(last)
  }

  // MARK: Following references

  private func collect(
    _ references: [TerraformReference], _ context: TerraformContext, rest: [TerraformStep],
    depth: Int, into targets: inout TerraformTargets
  ) {
    guard depth < 32 else { return }
    let words = Set(references.map(\.text))
    // Beside other references nobody knows what the key is for.
    let others = Set(
      references.map(\.steps).filter { $0.first != .name("each") && $0.first != .name("count") }
        .map { $0.prefix(2).map { "\($0)" }.joined(separator: ".") })
    let followsKey =
      others.count < 2 && !words.contains("each.value")
      && (words.contains("each.key") || words.contains("count.index"))
    let keyTexts = references.compactMap { knownText($0, context) }
    for reference in references {
      let steps = reference.steps
      guard let first = steps.first?.name else { continue }
      switch first {
      case "path", "terraform", "count": break
      case "each":
        guard steps.count > 1, steps[1] == .name("value") else { continue }
        collectEach(reference, context, rest: rest, depth: depth, into: &targets)
      case "var":
        collectVariable(reference, context, rest: rest, depth: depth, into: &targets)
      case "local", "self": targets.hidden.append(reference.text)
      case "module":
        collectModule(
          reference, context, rest: rest, followsKey: followsKey, depth: depth, into: &targets)
      default:
        collectResource(
          reference, context, rest: rest, followsKey: followsKey, keys: keyTexts, into: &targets)
      }
    }
  }

  /// The text of a variable that the plan tells.
  private func knownText(_ reference: TerraformReference, _ context: TerraformContext) -> String? {
    guard reference.steps.count == 2, reference.steps[0] == .name("var"),
      let name = reference.steps[1].name
    else { return nil }
    if context.module.isEmpty { return configuration.variable(name)?.string }
    return configuration.call(context.module)?["expressions"]?[name]?["constant_value"]?.string
  }

  /// `each.value` of a resource made for each instance of another one is the one of the same key.
  private func collectEach(
    _ reference: TerraformReference, _ context: TerraformContext, rest: [TerraformStep],
    depth: Int, into targets: inout TerraformTargets
  ) {
    let sources = TerraformExpression.references(of: context.forEach)
    guard let key = context.key, sources.count == 1, let word = sources[0].steps.first?.name,
      !["local", "each", "count", "path", "terraform"].contains(word)
    else {
      targets.hidden.append(reference.text)
      return
    }
    let outer = context.inside(context.module, key: context.key)
    let before = targets.found.count
    collect(
      sources, outer, rest: [.key(key)] + reference.steps.dropFirst(2) + rest, depth: depth + 1,
      into: &targets)
    if targets.found.count == before { targets.hidden.append(reference.text) }
  }

  private func collectVariable(
    _ reference: TerraformReference, _ context: TerraformContext, rest: [TerraformStep],
    depth: Int, into targets: inout TerraformTargets
  ) {
    // A variable of the root module is known, and so is a default.
    guard let name = reference.steps.dropFirst().first?.name, let last = context.module.last,
      let call = configuration.call(context.module),
      let expression = call["expressions"]?[name], expression["constant_value"] == nil
    else { return }
    let outer = context.inside(
      context.module.dropLast(), key: last.key, forEach: call["for_each_expression"])
    collect(
      TerraformExpression.references(of: expression), outer,
      rest: reference.steps.dropFirst(2) + rest, depth: depth + 1, into: &targets)
  }

  private func collectModule(
    _ reference: TerraformReference, _ context: TerraformContext, rest: [TerraformStep],
    followsKey: Bool, depth: Int, into targets: inout TerraformTargets
  ) {
    var steps = reference.steps.dropFirst()
    guard let name = steps.popFirst()?.name else { return }
    let modules = (moduleKeys[context.module] ?? []).filter { $0.name == name }
    var chosen = modules
    var choice: TerraformChoice?
    let before = targets.found.count
    // Only a choice that leads to what the attribute takes says anything of it.
    defer {
      if let choice, targets.found.dropFirst(before).contains(where: { mayServe($0, context) }) {
        targets.choices.append(choice)
      }
    }
    // Of a map that is made of modules, what asks for the map has the key.
    let mapKey = steps.isEmpty ? rest.first?.key : nil
    if let key = steps.first?.key {
      steps = steps.dropFirst()
      chosen = modules.filter { $0.key == key }
    } else if modules.count > 1,
      let key = mapKey ?? (followsKey ? context.key : nil),
      modules.contains(where: { $0.key == key })
    {
      chosen = modules.filter { $0.key == key }
      choice = TerraformChoice(
        among: "\(context.place)module.\(name)", key: key, candidates: [])
    }
    if chosen.count > 1 { targets.mayChoose = true }
    guard let output = steps.popFirst()?.name else {
      collectOutputs(of: chosen, context, depth: depth, into: &targets)
      return
    }
    for module in chosen {
      let path = context.module + [module]
      guard let expression = configuration.output(output, of: path) else { continue }
      let known = (found: targets.found.count, hidden: targets.hidden.count)
      let references = TerraformExpression.references(of: expression)
      collect(
        references, context.inside(path), rest: Array(steps) + rest, depth: depth + 1,
        into: &targets)
      // Which of its resources a module chooses by a value of its own, no plan shows; of one there is no choice.
      if targets.found.count == known.found, targets.hidden.count > known.hidden,
        references.contains(where: { $0.steps.last == .name("id") }),
        let only = onlyResource(in: path, for: context.attribute)
      {
        targets.hidden.removeLast(targets.hidden.count - known.hidden)
        targets.found.append(
          TerraformTargets.Target(
            instance: only, path: [.name("id")] + steps + rest, place: reference.place))
        targets.choices.append(
          TerraformChoice(among: "\(context.place)module.\(name)", key: nil, candidates: []))
      }
    }
  }

  /// The one resource that a module makes of what an attribute takes.
  private func onlyResource(
    in module: [TerraformModuleStep], for attribute: String
  ) -> Int? {
    let areKnown = TerraformTypes.areKnown(for: attribute)
    let fitting = instances.indices.filter { index in
      let block = instances[index].block
      let type = instances[index].armType
      return block.module == module && !block.isData
        && (areKnown
          ? TerraformTypes.fit(attribute, type) : TerraformTypes.isConnected(attribute, type))
    }
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// Whether what an expression leads to can be, or hold, what the attribute takes.
  private func mayServe(_ target: TerraformTargets.Target, _ context: TerraformContext) -> Bool {
    let type = instances[target.instance].armType
    return TerraformTypes.fit(context.attribute, type)
      || TerraformTypes.fitWithin(context.attribute, type)
  }

  /// A module of which the key is an expression is named without the output: it is one that leads to
  /// what the attribute takes.
  private func collectOutputs(
    of modules: [TerraformModuleStep], _ context: TerraformContext, depth: Int,
    into targets: inout TerraformTargets
  ) {
    guard TerraformTypes.areKnown(for: context.attribute) else { return }
    for module in modules {
      let path = context.module + [module]
      for output in configuration.outputs(of: path) {
        var inner = TerraformTargets()
        collect(
          TerraformExpression.references(of: output), context.inside(path), rest: [],
          depth: depth + 1, into: &inner)
        targets.found += inner.found.filter { target in
          TerraformTypes.fit(context.attribute, instances[target.instance].armType)
            && (target.path.isEmpty || target.path == [.name("id")])
        }
      }
    }
  }

  private func collectResource(
    _ reference: TerraformReference, _ context: TerraformContext, rest: [TerraformStep],
    followsKey: Bool, keys: [String], into targets: inout TerraformTargets
  ) {
    var steps = reference.steps[...]
    let isData = steps.first == .name("data")
    if isData { steps = steps.dropFirst() }
    guard let type = steps.popFirst()?.name, let name = steps.popFirst()?.name else { return }
    let block = TerraformInstance.Block(
      module: context.module, isData: isData, type: type, name: name)
    let all = instances(of: block)
    guard let first = all.first else { return }
    if !["azurerm", "azapi"].contains(instances[first].provider) {
      targets.hidden.append(reference.text)
      return
    }
    var path = Array(steps) + rest
    var chosen = all
    func choose(_ instance: Int, by key: TerraformKey) {
      chosen = [instance]
      targets.choices.append(
        TerraformChoice(
          among: "\(context.place)\(isData ? "data." : "")\(type).\(name)", key: key,
          candidates: all))
    }
    if instances[first].key != nil {
      let named = keys.filter { instance(of: block, .text($0)) != nil }
      if case .key(let key)? = path.first {
        path.removeFirst()
        if !steps.isEmpty {
          chosen = instance(of: block, key).map { [$0] } ?? []
        } else if all.count > 1, let own = instance(of: block, key),
          !isName(key, ofAnotherThan: own, among: all)
        {
          // The keys of a map that is made of them may be others.
          choose(own, by: key)
        }
      } else if all.count > 1, followsKey, let key = context.key,
        let own = instance(of: block, key), hasSameKeys(all.count, of: block, as: context)
      {
        choose(own, by: key)
      } else if all.count > 1, named.count == 1, let own = instance(of: block, .text(named[0])) {
        choose(own, by: .text(named[0]))
      }
    } else if case .key? = path.first {
      path.removeFirst()
    }
    for index in chosen {
      targets.found.append(
        TerraformTargets.Target(instance: index, path: path, place: reference.place, value: nil))
    }
  }

  /// Whether a key is the name of another instance: then a map's keys may be the names.
  private func isName(_ key: TerraformKey, ofAnotherThan own: Int, among all: [Int]) -> Bool {
    guard case .text(let text) = key else { return false }
    return all.contains { $0 != own && instances[$0].values["name"]?.string == text }
  }

  /// Whether as many instances have the keys that those of the asking block have; a key that is a text
  /// tells by itself.
  private func hasSameKeys(
    _ count: Int, of target: TerraformInstance.Block, as context: TerraformContext
  ) -> Bool {
    let asking = instances[context.instance].block
    guard case .number? = context.key else {
      // An expression over the key, which looks the same, leads to other keys than its own.
      let keys = instances(of: asking).compactMap { instances[$0].key }
      return asking.module != context.module
        || keys.allSatisfy { instance(of: target, $0) != nil }
    }
    // Of a module that is made several times, the key is the module's own.
    guard asking.module == context.module else {
      let name = asking.module.dropFirst(context.module.count).first?.name
      return (moduleKeys[context.module] ?? []).filter { $0.name == name }.count == count
    }
    return instances(of: asking).count == count
  }

  // MARK: Values of targets

  /// What a reference means for an attribute; `nil` where it cannot be the whole of its value.
  private func value(
    of target: TerraformTargets.Target, for attribute: Attribute
  ) -> ConfigurationValue? {
    let wanted = attribute.name
    let isName = wanted == "name" || wanted.hasSuffix("_name") || wanted.hasSuffix("_names")
    let path = target.names
    guard let last = path.last else {
      if isName { return moved(name(of: target.instance), to: target.place) }
      if wanted == "location" { return attributes(of: target.instance).member("location") }
      return id(of: target, for: attribute)
    }
    if path == ["id"] { return isName ? nil : id(of: target, for: attribute) }
    if path == ["name"] {
      return isName ? moved(name(of: target.instance), to: target.place) : nil
    }
    if last == "id", let subnet = onlySubnet(path, of: target) { return subnet }
    if let known = privateAddress(path, of: target, for: wanted) { return known }
    if let number = publicNumber(path, of: target, for: wanted) { return number }
    // Of anything else the whole value may be more than what the reference is.
    let isID = wanted.hasSuffix("_id") || wanted.hasSuffix("_ids")
    guard last == wanted || isID && last.hasSuffix("_id") else { return nil }
    guard let value = attributes(of: target.instance).at(target.path), value.kind != .array else {
      return nil
    }
    return value
  }

  private func id(
    of target: TerraformTargets.Target, for attribute: Attribute
  ) -> ConfigurationValue? {
    guard TerraformTypes.fit(attribute.meaning, instances[target.instance].armType) else {
      return nil
    }
    return moved(id(of: target.instance), to: target.place)
  }

  /// The only subnet that a network has within itself.
  private func onlySubnet(
    _ path: [String], of target: TerraformTargets.Target
  ) -> ConfigurationValue? {
    guard path == ["subnet", "id"] || path == ["subnet"],
      let subnets = attributes(of: target.instance).member("subnet")?.array, subnets.count == 1,
      let name = subnets[0]["name"]?.string,
      let network = id(of: target.instance)?.symbolicText.flatMap({ ResourceID($0) })
    else { return nil }
    return ConfigurationValue(
      .string(network.child("subnets", name).description), at: target.place)
  }

  /// The value as it is said at another place.
  private func moved(_ value: ConfigurationValue?, to place: SourcePlace) -> ConfigurationValue? {
    guard let value else { return nil }
    if let unknown = value.unknown {
      return ConfigurationValue(.unknown(unknown, symbol: value.symbolicText), at: place)
    }
    return value.string.map { ConfigurationValue(.string($0), at: place) } ?? value
  }
}

extension ConfigurationValue {
  /// What a path of names and numbers leads to.
  func at(_ path: [TerraformStep]) -> ConfigurationValue? {
    path.reduce(Optional(self)) { value, step in
      switch step {
      case .name(let name): return value?.isArray == true ? value?.array.first?[name] : value?[name]
      case .key(.text(let key)): return value?[key]
      case .key(.number(let number)):
        guard let elements = value?.array, elements.indices.contains(number) else { return nil }
        return elements[number]
      }
    }
  }
}
