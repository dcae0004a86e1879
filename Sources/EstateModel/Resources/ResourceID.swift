/// The identity of an Azure resource: where it lives, its type and its name, all without case.
///
/// A template knows neither its subscription nor its resource group: there the two are `nil`, and
/// such an id stands for whichever resource `matches(_:)` it. A part of a name that is not known
/// yet is a symbol in braces that is the same for the same expression.
///
/// A tenant's estate has its ids by the hundred thousand, in tables and references: one is a
/// reference to text that is put together and hashed once.
@usableFromInline package struct ResourceID: Sendable {
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

  @usableFromInline let spelling: ResourceIDSpelling

  /// - Parameter scope: the resource that an extension resource extends; its subscription and
  ///   resource group are then the extension's too.
  package init(
    subscription: String?, resourceGroup: String?, provider: String, segments: [Segment],
    scope: ResourceID? = nil
  ) {
    precondition(!segments.isEmpty, "a resource has a type and a name")
    spelling = ResourceIDSpelling(
      subscription: subscription, resourceGroup: resourceGroup, provider: provider,
      segments: segments, scope: scope)
  }

  /// Reads an id as Azure writes it; `nil` where the text has no provider, type and name.
  ///
  /// Of an extension resource (`…/providers/A/b/c/providers/D/e/f`) the type and name are the
  /// extension's, and `scope` is what it extends.
  package init?(_ text: String) {
    if let spelling = ResourceIDSpelling(plain: text) {
      self.init(spelling)
    } else {
      let parts = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
      self.init(parts[...])
    }
  }

  /// Any text, part by part: the law that `ResourceIDSpelling(plain:)` has to agree with.
  init?(_ parts: ArraySlice<String>) {
    func value(after key: String) -> String? {
      guard let index = parts.firstIndex(where: { $0.lowercased() == key }),
        index + 1 < parts.endIndex
      else { return nil }
      return parts[index + 1]
    }
    guard let start = parts.lastIndex(where: { $0.lowercased() == "providers" }),
      start + 3 < parts.endIndex, (parts.endIndex - start) % 2 == 0
    else { return nil }
    var segments: [Segment] = []
    for index in stride(from: start + 2, to: parts.endIndex - 1, by: 2) {
      segments.append(Segment(type: parts[index], name: parts[index + 1]))
    }
    self.init(
      subscription: value(after: "subscriptions"),
      resourceGroup: value(after: "resourcegroups"),
      provider: parts[start + 1], segments: segments, scope: ResourceID(parts[..<start]))
  }

  private init(_ spelling: ResourceIDSpelling) { self.spelling = spelling }

  package var subscription: String? { spelling.subscription }
  package var resourceGroup: String? { spelling.resourceGroup }
  /// `Microsoft.Network`, as written.
  package var provider: String { spelling.provider }
  /// From the outermost resource to this one; never empty.
  package var segments: [Segment] { spelling.segments }
  /// Provider, types and names: ids that can mean the same resource share them.
  package var typeAndName: TypeAndName { TypeAndName(spelling: spelling) }

  package var name: String { spelling.name }

  /// `Microsoft.Network/virtualNetworks/subnets`, as written.
  package var type: String { spelling.type }

  /// Whether the resource is of the type, without case.
  package func isOfType(_ type: String) -> Bool { spelling.isOfType(type) }

  /// The same for all ids of a type.
  package var hashOfType: UInt64 { spelling.hashOfType }

  package static func hash(ofType type: String) -> UInt64 {
    ResourceIDSpelling.hash(ofType: type)
  }

  /// The same for each text that is written as this id, whatever its case; `nil` where such a text may
  /// be another id.
  package var hashOfText: UInt64? {
    spelling.isPlain ? spelling.text.withBytes { $0.hashWithoutCase } : nil
  }

  /// Whether these bytes are this id's text, whatever their case.
  package func isWritten(as bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    spelling.isWritten(as: bytes)
  }

  /// The resource that an extension resource extends, where its id says so.
  package var scope: ResourceID? { spelling.scope }

  /// The id of the resource that this one is a child of.
  package var parent: ResourceID? { spelling.parent.map { ResourceID($0) } }

  package func child(_ type: String, _ name: String) -> ResourceID {
    ResourceID(spelling.child(type, name))
  }

  /// Whether both can be the same resource: what both say agrees, and type and name are the same.
  package func matches(_ other: ResourceID) -> Bool {
    func agree(_ left: String?, _ right: String?) -> Bool {
      guard let left, let right else { return true }
      return left.lowercased() == right.lowercased()
    }
    guard typeAndName == other.typeAndName, agree(subscription, other.subscription),
      agree(resourceGroup, other.resourceGroup)
    else { return false }
    guard let scope, let otherScope = other.scope else { return true }
    return scope.matches(otherScope)
  }
}

extension ResourceID {
  /// What ids that can mean the same resource have in common, compared without case.
  package struct TypeAndName: Hashable, Sendable, CustomStringConvertible {
    fileprivate let spelling: ResourceIDSpelling

    /// In lower case.
    package var description: String { spelling.typeAndName }

    package static func == (left: TypeAndName, right: TypeAndName) -> Bool {
      left.spelling === right.spelling || left.spelling.hasTypeAndName(of: right.spelling)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(spelling.hashOfTypeAndName) }
  }
}

extension ResourceID: Hashable {
  @inlinable package static func == (left: ResourceID, right: ResourceID) -> Bool {
    left.spelling === right.spelling || left.spelling.isSame(as: right.spelling)
  }

  @inlinable package func hash(into hasher: inout Hasher) { hasher.combine(spelling.hash) }
}

extension ResourceID: CustomStringConvertible {
  /// The id as Azure writes it, without the parts that are not known.
  @usableFromInline package var description: String { spelling.text }
}
