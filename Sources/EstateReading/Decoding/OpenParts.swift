internal import EstateModel

/// Resources that are parts of others that no input describes, where a name or a group is open: each may
/// belong to any resource of that type which can come to be the one that it names.
struct OpenParts {
  private struct Part {
    let place: Int
    let whole: ResourceID
    let unknown: UnknownValue?
  }

  /// By the type of the whole, in small letters, those of which the whole has an open name.
  private var parts: [String: [Part]] = [:]
  /// Likewise those of which its name is known.
  private var named: [String: [Part]] = [:]

  /// Takes in a part whose whole no input describes.
  mutating func insert(_ resource: Resource, at place: Int, of whole: ResourceID) {
    // What a file of Azure ML leaves unnamed is one workspace, which is decided elsewhere.
    if resource.format == .azureMLYAML { return }
    let type = whole.type.lowercased()
    guard whole.hasOpenName else {
      named[type, default: []].append(Part(place: place, whole: whole, unknown: nil))
      return
    }
    guard let unknown = resource.nameUnknown else { return }
    parts[type, default: []].append(Part(place: place, whole: whole, unknown: unknown))
  }

  /// The places of those that may be parts of a resource, and why that is open.
  ///
  /// - Parameter meanings: What ids may mean that are written otherwise.
  func parts(
    of id: ResourceID, _ meanings: OpenMeanings
  ) -> [(place: Int, unknown: UnknownValue)] {
    var found: [(place: Int, unknown: UnknownValue)] = []
    if !parts.isEmpty {
      found = (parts[id.type.lowercased()] ?? []).filter {
        $0.whole != id && $0.whole.mayMean(id)
      }.compactMap { part in part.unknown.map { (part.place, $0) } }
    }
    if !named.isEmpty, meanings.hasOthers(for: id) {
      for part in named[id.type.lowercased()] ?? [] where part.whole != id {
        if let unknown = meanings.unknown(whether: part.whole, is: id) {
          found.append((part.place, unknown))
        }
      }
    }
    return found
  }
}
