internal import EstateModel

extension TemplateFunctions {
  /// [Object functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-object)
  static let objects = [
    PureFunction("createObject", 0..., createObject),
    PureFunction("items", 1, items),
    PureFunction("objectKeys", 1, objectKeys),
    PureFunction("shallowMerge", 1, shallowMerge),
    PureFunction("null", 0) { call throws(FunctionFailure) in
      ConfigurationValue(.null, at: call.place)
    },
    PureFunction("json", 1, json),
  ]

  private static func createObject(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    guard call.arguments.count.isMultiple(of: 2) else {
      throw call.refuse("each key needs a value, and \(call.arguments.count) arguments are given")
    }
    var keys: Set<String> = []
    var fields: [(String, ConfigurationValue)] = []
    for index in stride(from: 0, to: call.arguments.count, by: 2) {
      // An open key is its symbol.
      let key = try call.parts(index).symbolic
      guard keys.insert(key).inserted else { throw call.refuse("the key '\(key)' is given twice") }
      fields.append((key, call.arguments[index + 1]))
    }
    return call.object(fields)
  }

  /// Keys and values, in the order of the keys whatever the case of their letters.
  private static func items(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    var elements: [ConfigurationValue] = []
    for field in try call.object(0).rawFields.sortedByKey {
      elements.append(
        call.object([
          ("key", ConfigurationValue(.string(field.key), at: field.keyPlace)),
          ("value", field.value),
        ]))
    }
    return try call.array(elements)
  }

  private static func objectKeys(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let fields = try call.object(0).rawFields
    guard fields.map(\.key) == fields.sortedByKey.map(\.key) else {
      throw .undocumented("the order of keys that 'objectKeys' gives is not documented")
    }
    return try call.array(
      fields.map { ConfigurationValue(.string($0.key), at: $0.keyPlace) })
  }

  /// The objects of an array as one: what a later one says counts, objects in them whole.
  private static func shallowMerge(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    var merge = ObjectMerge(call: call, isDeep: false)
    for element in try call.array(0) {
      if let unknown = element.unknown { throw .open(unknown) }
      guard element.isObject else { throw call.refuse("an element of the array is no object") }
      try merge.add(element)
    }
    return merge.object
  }

  /// The value of a JSON text, in which texts may be open; an empty text is null.
  private static func json(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    if call.arguments[0].isNull { return call.arguments[0] }
    return try JSONTemplate.value(of: try call.parts(0), in: call)
  }
}

/// Objects one over the other.
struct ObjectMerge {
  let call: FunctionCall
  /// Whether objects within are merged, too; arrays never are.
  let isDeep: Bool
  private var fields: [ConfigurationValue.PlacedField] = []
  private var places: [String: Int] = [:]

  init(call: FunctionCall, isDeep: Bool) {
    self.call = call
    self.isDeep = isDeep
  }

  var object: ConfigurationValue { ConfigurationValue(.object(fields), at: call.place) }

  mutating func add(_ object: ConfigurationValue) throws(FunctionFailure) {
    for field in object.rawFields {
      let key = field.key.lowercased()
      guard let place = places[key] else {
        places[key] = fields.count
        fields.append(field)
        continue
      }
      let before = fields[place]
      fields[place] = ConfigurationValue.PlacedField(
        key: before.key, keyPlace: field.keyPlace,
        value: isDeep ? try merged(before.value, field.value) : field.value)
    }
  }

  private func merged(
    _ before: ConfigurationValue, _ later: ConfigurationValue
  ) throws(FunctionFailure) -> ConfigurationValue {
    // Whether there are two objects to merge.
    let mayBoth = (before.isObject || before.isUnknown) && (later.isObject || later.isUnknown)
    guard mayBoth else { return later }
    if let open = before.unknown ?? later.unknown {
      return call.unknown(
        open, canonical: TemplateEvaluator.canonical(call: call.name, [before, later]))
    }
    var merge = ObjectMerge(call: call, isDeep: true)
    try merge.add(before)
    try merge.add(later)
    return merge.object
  }
}

extension [ConfigurationValue.PlacedField] {
  /// As .NET's ordinal order that ignores the case: by capital letters.
  fileprivate var sortedByKey: Self {
    let capitals = map { Array<UInt16>($0.key.uppercased().utf16) }
    let order = indices.sorted { capitals[$0].lexicographicallyPrecedes(capitals[$1]) }
    return order.map { self[$0] }
  }
}
