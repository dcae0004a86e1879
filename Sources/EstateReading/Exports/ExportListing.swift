internal import EstateModel

/// The objects of an exported document, out of all that its tool wraps them in.
///
/// Arrays, single objects, the pages of an API (`{"value": […]}`), answers of Resource Graph with rows
/// as objects or as a table, and lists of any of these.
struct ExportListing {
  struct Element {
    let value: ConfigurationValue
    /// Whether it is a row of a query, which has what the query asks for and no more.
    let isRow: Bool
  }

  private(set) var elements: [Element] = []
  /// Where the document says that there is more than it holds, and how.
  private(set) var omissions: [(text: String, source: SourcePosition)] = []

  init(_ root: ConfigurationValue) { collect(root, depth: 0) }

  private mutating func collect(_ value: ConfigurationValue, depth: Int) {
    if value.isArray {
      let all = value.array
      // Pages that were put into one list, as `jq -s` does.
      guard depth < Self.depthLimit, all.contains(where: Self.isWrapper) else {
        elements.reserveCapacity(elements.count + all.count)
        for element in all { elements.append(Element(value: element, isRow: false)) }
        return
      }
      for element in all { collect(element, depth: depth + 1) }
      return
    }
    let before = elements.count
    switch Self.content(of: value) {
    case .page(let list): collect(list, depth: depth + 1)
    case .rows(let rows):
      for row in rows.array { elements.append(Element(value: row, isRow: true)) }
    case .table(let columns, let rows):
      for row in Self.objects(from: rows.array, columns: columns.array) {
        elements.append(Element(value: row, isRow: true))
      }
    case .object:
      elements.append(Element(value: value, isRow: false))
      return
    }
    noteOmissions(of: value, holding: elements.count - before)
  }

  /// Lists of lists deeper than this are of no tool.
  private static let depthLimit = 4

  // MARK: Wrappers

  private enum Content {
    case object
    case page(ConfigurationValue)
    case rows(ConfigurationValue)
    case table(columns: ConfigurationValue, rows: ConfigurationValue)
  }

  private static func content(of value: ConfigurationValue) -> Content {
    guard value.isObject, value["id"] == nil else { return .object }
    if let list = value["value"], list.isArray { return .page(list) }
    if let made = made(by: value) { return .page(made) }
    guard let data = value["data"] else { return .object }
    if data.isArray { return .rows(data) }
    if let columns = data["columns"], columns.isArray, let rows = data["rows"], rows.isArray {
      return .table(columns: columns, rows: rows)
    }
    return .object
  }

  /// The resource that `az network … create` has made: `{"NewNIC": {…}}`.
  private static func made(by value: ConfigurationValue) -> ConfigurationValue? {
    let fields = value.rawFields
    guard fields.count == 1, let only = fields.first?.value, only.isObject, only["id"] != nil,
      ExportReader.id(of: only) != nil
    else { return nil }
    return only
  }

  private static func isWrapper(_ value: ConfigurationValue) -> Bool {
    if value.isArray { return true }
    if case .object = content(of: value) { return false }
    return true
  }

  /// Whether a document holds resources in one of these shapes; a list of nothing does.
  static func isKnown(_ root: ConfigurationValue, depth: Int = 0) -> Bool {
    guard depth <= depthLimit else { return false }
    if root.isArray {
      let all = root.array
      return all.isEmpty
        || all.contains {
          ExportReader.id(of: $0) != nil || isWrapper($0) && isKnown($0, depth: depth + 1)
        }
    }
    switch content(of: root) {
    case .object: return ExportReader.id(of: root) != nil
    case .page(let list):
      return list.isArray ? isKnown(list, depth: depth + 1) : ExportReader.id(of: list) != nil
    case .table: return true
    case .rows(let rows):
      // What Resource Graph answers says how much there is.
      if ["count", "totalRecords", "total_records"].contains(where: { root[$0]?.integer != nil }) {
        return true
      }
      let all = rows.array
      return all.isEmpty || all.contains { ExportReader.id(of: $0, isRow: true) != nil }
    }
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

  // MARK: What is left out

  private mutating func noteOmissions(of page: ConfigurationValue, holding count: Int) {
    for key in ["nextLink", "@odata.nextLink", "skip_token", "skipToken", "$skipToken"] {
      guard let next = page.member(key), next.text?.isEmpty == false else { continue }
      omissions.append(
        (
          "more resources follow on a page that begins where this one ends ('\(key)'); give it, too",
          next.position
        ))
      return
    }
    if let isTruncated = page.member("resultTruncated"),
      isTruncated.text?.equalsIgnoringASCIICase("true") == true
    {
      omissions.append(
        ("the query found more than this answer holds; export the rest, too", isTruncated.position))
      return
    }
    for key in ["totalRecords", "total_records"] {
      guard let total = page.member(key), let number = total.integer, number > count else {
        continue
      }
      omissions.append(
        (
          "the query found \(number) resources and this answer holds \(count); export the rest, too",
          total.position
        ))
      return
    }
  }
}
