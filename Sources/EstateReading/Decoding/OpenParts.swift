internal import EstateModel

/// Resources that are parts of others whose names a template leaves open, and that no input describes:
/// each may belong to any resource of that type which its name can come to mean.
struct OpenParts {
  private struct Part {
    let place: Int
    let whole: ResourceID
    let unknown: UnknownValue
  }

  /// By the type of the whole, in small letters.
  private var parts: [String: [Part]] = [:]

  /// Takes in a part whose whole has an open name; others it leaves out.
  mutating func insert(_ resource: Resource, at place: Int, of whole: ResourceID) {
    // What a file of Azure ML leaves unnamed is one workspace, which is decided elsewhere.
    guard resource.format != .azureMLYAML, whole.hasOpenName, let unknown = resource.nameUnknown
    else { return }
    parts[whole.type.lowercased(), default: []].append(
      Part(place: place, whole: whole, unknown: unknown))
  }

  /// The places of those that may be parts of a resource, and why that is open.
  func parts(of id: ResourceID) -> [(place: Int, unknown: UnknownValue)] {
    if parts.isEmpty { return [] }
    return (parts[id.type.lowercased()] ?? []).filter { $0.whole != id && $0.whole.mayMean(id) }
      .map { ($0.place, $0.unknown) }
  }
}
