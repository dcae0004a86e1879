/// The identity of an Azure resource: where it lives, its type and its name, all without case.
///
/// A template knows neither its subscription nor its resource group: there the two are `nil`, and
/// such an id stands for whichever resource `matches(_:)` it. A part of a name that is not known
/// yet is a symbol in braces that is the same for the same expression.
package struct ResourceID: Hashable, Sendable {
  package struct Segment: Hashable, Sendable {
    /// The last part of the type, `subnets` in `Microsoft.Network/virtualNetworks/subnets`.
    package let type: String
    package let name: String

    package init(type: String, name: String) {
      self.type = type
      self.name = name
    }

    package static func == (left: Segment, right: Segment) -> Bool {
      left.type.lowercased() == right.type.lowercased()
        && left.name.lowercased() == right.name.lowercased()
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(type.lowercased())
      hasher.combine(name.lowercased())
    }
  }

  package let subscription: String?
  package let resourceGroup: String?
  /// `Microsoft.Network`, as written.
  package let provider: String
  /// From the outermost resource to this one; never empty.
  package let segments: [Segment]

  package init(
    subscription: String?, resourceGroup: String?, provider: String, segments: [Segment]
  ) {
    precondition(!segments.isEmpty, "a resource has a type and a name")
    self.subscription = subscription
    self.resourceGroup = resourceGroup
    self.provider = provider
    self.segments = segments
  }

  /// Reads an id as Azure writes it; `nil` where the text has no provider, type and name.
  ///
  /// Of an extension resource (`…/providers/A/b/c/providers/D/e/f`) this is the extension's part.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    func value(after key: String) -> String? {
      guard let index = parts.firstIndex(where: { $0.lowercased() == key }),
        index + 1 < parts.count
      else { return nil }
      return parts[index + 1]
    }
    guard let start = parts.lastIndex(where: { $0.lowercased() == "providers" }),
      start + 3 < parts.count, (parts.count - start) % 2 == 0
    else { return nil }
    var segments: [Segment] = []
    for index in stride(from: start + 2, to: parts.count - 1, by: 2) {
      segments.append(Segment(type: parts[index], name: parts[index + 1]))
    }
    self.init(
      subscription: value(after: "subscriptions"),
      resourceGroup: value(after: "resourcegroups"),
      provider: parts[start + 1], segments: segments)
  }

  package var name: String { segments[segments.count - 1].name }

  /// `Microsoft.Network/virtualNetworks/subnets`, as written.
  package var type: String {
    ([provider] + segments.map(\.type)).joined(separator: "/")
  }

  /// The id of the resource that this one is a child of.
  package var parent: ResourceID? {
    guard segments.count > 1 else { return nil }
    return ResourceID(
      subscription: subscription, resourceGroup: resourceGroup, provider: provider,
      segments: Array(segments.dropLast()))
  }

  package func child(_ type: String, _ name: String) -> ResourceID {
    ResourceID(
      subscription: subscription, resourceGroup: resourceGroup, provider: provider,
      segments: segments + [Segment(type: type, name: name)])
  }

  /// Whether both can be the same resource: what both say agrees, and type and name are the same.
  package func matches(_ other: ResourceID) -> Bool {
    func agree(_ left: String?, _ right: String?) -> Bool {
      guard let left, let right else { return true }
      return left.lowercased() == right.lowercased()
    }
    return provider.lowercased() == other.provider.lowercased() && segments == other.segments
      && agree(subscription, other.subscription) && agree(resourceGroup, other.resourceGroup)
  }

  package static func == (left: ResourceID, right: ResourceID) -> Bool {
    left.subscription?.lowercased() == right.subscription?.lowercased()
      && left.resourceGroup?.lowercased() == right.resourceGroup?.lowercased()
      && left.provider.lowercased() == right.provider.lowercased()
      && left.segments == right.segments
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(subscription?.lowercased())
    hasher.combine(resourceGroup?.lowercased())
    hasher.combine(provider.lowercased())
    hasher.combine(segments)
  }
}

extension ResourceID: CustomStringConvertible {
  /// The id as Azure writes it, without the parts that are not known.
  package var description: String {
    var text = ""
    if let subscription { text += "/subscriptions/\(subscription)" }
    if let resourceGroup { text += "/resourceGroups/\(resourceGroup)" }
    text += "/providers/\(provider)"
    for segment in segments { text += "/\(segment.type)/\(segment.name)" }
    return text
  }
}
