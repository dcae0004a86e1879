internal import Dispatch
internal import EstateModel
internal import Synchronization

/// Reads what Azure's tools print of existing resources, in each of its shapes.
enum ExportReader {
  /// The resources of a document, in document order, in ARM's shape.
  static func read(_ root: ConfigurationValue, into output: inout ReadEstate) -> [Resource] {
    let listing = ExportListing(root)
    let elements = listing.elements
    let isPowerShell = elements.first.map { PowerShellText.wrote($0.value) } ?? false
    let part =
      elements.count < elementsForTwoThreads
      ? read(elements[...], isPowerShell, in: { $0 }) : readInTwoThreads(elements, isPowerShell)
    for (text, source) in listing.omissions { output.ledger.note(text, at: source) }
    for reason in Part.Reason.allCases {
      guard let count = part.counts[reason] else { continue }
      output.ledger.note(reason.text(count), at: part.places[reason] ?? root.position)
    }
    output.diagnostics += part.diagnostics
    return part.resources
  }

  /// From this many resources on a second thread is worth its start.
  private static let elementsForTwoThreads = 2_000

  /// What comes of some of a document's elements.
  private struct Part: Sendable {
    /// Why an element makes no resource.
    enum Reason: CaseIterable {
      case nameless, noPartOfNetwork

      func text(_ count: Int) -> String {
        switch self {
        case .nameless: "\(count) \(count == 1 ? "entry has" : "entries have") no resource id"
        case .noPartOfNetwork:
          "\(count) \(count == 1 ? "entry is" : "entries are") no part of an Azure ML network"
        }
      }
    }

    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    var counts: [Reason: Int] = [:]
    /// Of the first of each.
    var places: [Reason: SourcePosition] = [:]

    mutating func count(_ reason: Reason, at source: SourcePosition) {
      counts[reason, default: 0] += 1
      if places[reason] == nil { places[reason] = source }
    }

    static func + (first: Part, second: Part) -> Part {
      var sum = first
      sum.resources += second.resources
      sum.diagnostics += second.diagnostics
      sum.counts.merge(second.counts, uniquingKeysWith: +)
      sum.places.merge(second.places) { first, _ in first }
      return sum
    }
  }

  private static func read(
    _ elements: ArraySlice<ExportListing.Element>, _ isPowerShell: Bool,
    in copy: (ConfigurationValue) -> ConfigurationValue
  ) -> Part {
    var part = Part()
    part.resources.reserveCapacity(elements.count)
    for element in elements {
      let value = copy(element.value)
      append(
        isPowerShell ? PowerShellText.opened(value) : value, isRow: element.isRow, to: &part)
    }
    return part
  }

  /// The first half of the elements, and the second one in a copy of the document.
  private static func readInTwoThreads(
    _ elements: [ExportListing.Element], _ isPowerShell: Bool
  ) -> Part {
    let half = elements.count / 2
    let parts = Mutex<[Part]>([Part(), Part()])
    DispatchQueue.concurrentPerform(iterations: 2) { thread in
      var part: Part
      if thread == 0 {
        part = read(elements[..<half], isPowerShell, in: { $0 })
      } else {
        var twins: [ObjectIdentifier: DocumentTape] = [:]
        part = read(elements[half...], isPowerShell, in: { $0.inTwin(&twins) })
      }
      parts.withLock { $0[thread] = part }
    }
    let (first, second) = parts.withLock { ($0[0], $0[1]) }
    return first + second
  }

  private static func append(
    _ element: ConfigurationValue, isRow: Bool, to part: inout Part
  ) {
    guard let id = id(of: element, isRow: isRow) else {
      part.count(.nameless, at: element.position)
      return
    }
    if let printed = PrintedAzureML(element, id: id) {
      guard let reader = printed.reader else {
        part.count(.noPartOfNetwork, at: element.position)
        return
      }
      part.resources += reader.resources
      part.diagnostics += reader.diagnostics.map(\.asWarning)
      return
    }
    // `Search-AzGraph` repeats the id of a row under a name of its own.
    let isRow = isRow || element["id"] != nil && element["resourceId"] != nil
    let restored = LiftedProperties.restored(element, id: id, isRow: isRow)
    let resource = Resource(
      id: id,
      location: setting(restored.body.member("location")),
      kind: setting(restored.body.member("kind")),
      body: restored.body,
      properties: restored.body["properties"]
        ?? ConfigurationValue(.object([]), at: element.place),
      source: element.position, format: .export,
      apiVersion: element.member("apiVersion")?.string,
      restUnknown: restored.isExcerpt ? .notPrinted(of: id, at: element.position) : nil)
    part.resources.append(InlinePart.whole(with: resource) ?? resource)
    for child in element.member("resources")?.array ?? [] {
      append(child, isRow: false, to: &part)
    }
  }

  /// The id of a resource object: as it stands, or made of type, name, group and subscription.
  ///
  /// - Parameter isRow: whether type and name are enough, since the object is a row of a query about
  ///   resources.
  static func id(of element: ConfigurationValue, isRow: Bool = false) -> ResourceID? {
    guard element.isObject else { return nil }
    for key in ["id", "resourceId"] {
      if let text = element[key]?.string, let id = ResourceID(text) { return id }
    }
    guard let type = element["type"]?.string ?? element["resourceType"]?.string,
      let name = element["name"]?.string, isRow || element["properties"] != nil
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

  static func setting(_ value: ConfigurationValue?) -> Setting<String> {
    guard let value else { return .absent }
    if let unknown = value.unknown { return .unknown(unknown) }
    guard let text = value.text else { return .absent }
    return text.isEmpty ? .absent : .known(text, value.position)
  }
}

extension Diagnostic {
  /// What Azure itself prints is no user's slip.
  fileprivate var asWarning: Diagnostic {
    Diagnostic(.warning, message, at: source, related: related)
  }
}
