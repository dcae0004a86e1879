internal import Dispatch
internal import EstateModel
internal import Synchronization

/// Reads what Azure's tools print of existing resources, in each of its shapes.
enum ExportReader {
  /// The resources of a document, in document order, in ARM's shape.
  static func read(_ root: ConfigurationValue, into output: inout ReadEstate) -> [Resource] {
    let elements = elements(of: root)
    let (resources, nameless) =
      elements.count < elementsForTwoThreads
      ? read(elements[...], in: { $0 }) : readInTwoThreads(elements)
    if nameless > 0 {
      output.ledger.note(
        "\(nameless) \(nameless == 1 ? "entry has" : "entries have") no resource id",
        at: root.position)
    }
    return resources
  }

  /// From this many resources on a second thread is worth its start.
  private static let elementsForTwoThreads = 2_000

  private typealias Part = (resources: [Resource], nameless: Int)

  private static func read(
    _ elements: ArraySlice<ConfigurationValue>,
    in copy: (ConfigurationValue) -> ConfigurationValue
  ) -> Part {
    var part: Part = ([], 0)
    part.resources.reserveCapacity(elements.count)
    for element in elements {
      append(copy(element), parent: nil, to: &part.resources, nameless: &part.nameless)
    }
    return part
  }

  /// The first half of the elements, and the second one in a copy of the document.
  private static func readInTwoThreads(_ elements: [ConfigurationValue]) -> Part {
    let half = elements.count / 2
    let parts = Mutex<[Part]>([([], 0), ([], 0)])
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      var part: Part
      if thread == 0 {
        part = read(elements[..<half], in: { $0 })
      } else {
        var twins: [ObjectIdentifier: DocumentTape] = [:]
        part = read(elements[half...], in: { $0.inTwin(&twins) })
      }
      parts.withLock { $0[thread] = part }
    }
    let (first, second) = parts.withLock { ($0[0], $0[1]) }
    return (first.resources + second.resources, first.nameless + second.nameless)
  }

  private static func append(
    _ element: ConfigurationValue, parent: ResourceID?, to resources: inout [Resource],
    nameless: inout Int
  ) {
    guard let id = id(of: element) else {
      nameless += 1
      return
    }
    let body = LiftedProperties.restored(element, id: id)
    resources.append(
      Resource(
        id: id,
        location: setting(element.member("location")),
        kind: setting(element.member("kind")),
        body: body,
        properties: body["properties"]
          ?? ConfigurationValue(.object([]), at: element.place),
        source: element.position, format: .export,
        apiVersion: element.member("apiVersion")?.string))
    for child in element.member("resources")?.array ?? [] {
      append(child, parent: id, to: &resources, nameless: &nameless)
    }
  }

  /// The id of a resource object: as it stands, or made of type, name, group and subscription.
  static func id(of element: ConfigurationValue) -> ResourceID? {
    guard element.isObject else { return nil }
    for key in ["id", "resourceId"] {
      if let text = element[key]?.string, let id = ResourceID(text) { return id }
    }
    guard let type = element["type"]?.string ?? element["resourceType"]?.string,
      let name = element["name"]?.string, element["properties"] != nil
    else { return nil }
    let types = type.split(separator: "/").map(String.init)
    let names = name.split(separator: "/").map(String.init)
    guard types.count > 1, types[0].contains("."), types.count == names.count + 1 else {
      return nil
    }
    return ResourceID(
      subscription: element["subscriptionId"]?.string,
      resourceGroup: element["resourceGroup"]?.string ?? element["resourceGroupName"]?.string,
      provider: types[0],
      segments: zip(types.dropFirst(), names).map { ResourceID.Segment(type: $0, name: $1) })
  }

  private static func elements(of root: ConfigurationValue) -> [ConfigurationValue] {
    if root.isArray { return root.array }
    if let value = root["value"], value.isArray, root["id"] == nil { return value.array }
    if let data = root["data"], root["id"] == nil {
      if data.isArray { return data.array }
      if let rows = data["rows"], let columns = data["columns"] {
        return objects(from: rows.array, columns: columns.array)
      }
    }
    return [root]
  }

  /// The table form of Azure Resource Graph as objects.
  private static func objects(
    from rows: [ConfigurationValue], columns: [ConfigurationValue]
  ) -> [ConfigurationValue] {
    let names = columns.map { ($0["name"]?.string ?? "", $0.place) }
    return rows.map { row in
      let fields = zip(names, row.array).map { name, value in
        ConfigurationValue.PlacedField(key: name.0, keyPlace: name.1, value: value)
      }
      return ConfigurationValue(.object(fields), at: row.place)
    }
  }

  static func setting(_ value: ConfigurationValue?) -> Setting<String> {
    guard let value else { return .absent }
    if let unknown = value.unknown { return .unknown(unknown) }
    guard let text = value.text else { return .absent }
    return text.isEmpty ? .absent : .known(text, value.position)
  }
}
