import EstateModel

/// What an estate says, without the places where it stands: for estates that must be the same though
/// their files differ.
enum EstateText {
  static func lines(of estate: Estate) -> [String] {
    var estate = estate
    estate.cases = nil
    // Whether rules wait in the file or not, these are the tags that they name.
    estate.tagsToCompare = estate.tagsInRules
    estate.tagsOfLaterRules = []
    let listed = estate.listedOnly.keys.map { "listed \($0.description.lowercased())" }.sorted()
    estate.listedOnly = [:]
    return Mirror(reflecting: estate).children.flatMap { child -> [String] in
      guard let all = Mirror(reflecting: child.value).children.first(where: { $0.label == "all" })
      else { return ["\(child.label ?? "?"): \(text(child.value))"] }
      return Mirror(reflecting: all.value).children.map {
        "\(child.label ?? "?"): \(text($0.value))"
      }
    } + listed
  }

  private static func text(_ value: Any) -> String {
    switch value {
    case is SourcePosition: return ""
    case let id as ResourceID: return id.description.lowercased()
    case is UnknownValue: return "open"
    case let text as String: return text.lowercased()
    case let group as NetworkSecurityGroup:
      // Some rules wait in the file until they are asked for.
      return "(id=\(text(group.id)) isDescribed=\(group.isDescribed) rules=\(text(group.rules)))"
    default: break
    }
    let mirror = Mirror(reflecting: value)
    var parts = mirror.children.compactMap { child -> String? in
      // Which tool printed a resource, and how its type is spelled, is no part of what it is.
      if child.label == "origin" { return nil }
      let inner = text(child.value)
      return inner.isEmpty ? nil : "\(child.label.map { "\($0)=" } ?? "")\(inner)"
    }
    switch mirror.displayStyle {
    case .dictionary, .set: parts.sort()
    case nil where mirror.children.isEmpty: return "\(value)"
    case .enum where mirror.children.isEmpty: return "\(value)"
    default: break
    }
    return "(\(parts.joined(separator: " ")))"
  }
}
