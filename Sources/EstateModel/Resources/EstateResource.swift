/// What every resource of the estate has: an identity and the place where a user wrote it.
package protocol EstateResource: Sendable {
  var id: ResourceID { get }
  /// The first character of the resource in its file.
  var source: SourcePosition { get }
  /// Whether an input describes it. A resource that is only referred to is kept, with every setting
  /// unknown.
  var isDescribed: Bool { get }
}

/// A reference to another resource, and where it is written.
package struct Reference: Hashable, Sendable {
  package let id: ResourceID
  package let source: SourcePosition

  package init(_ id: ResourceID, at source: SourcePosition) {
    self.id = id
    self.source = source
  }
}

/// The resources of one kind, in the order of the inputs, found by id.
package struct Catalogue<Element: EstateResource>: Sendable {
  package private(set) var all: [Element] = []
  private var places: [ResourceID: Int] = [:]

  package init() {}

  package subscript(_ id: ResourceID) -> Element? {
    places[id].map { all[$0] }
  }

  /// Adds the resource, or puts it in the place of the one with the same id.
  package mutating func insert(_ element: Element) {
    if let place = places[element.id] {
      all[place] = element
    } else {
      places[element.id] = all.count
      all.append(element)
    }
  }

  /// Changes the resource with this id, where there is one.
  package mutating func update(_ id: ResourceID, _ change: (inout Element) -> Void) {
    if let place = places[id] { change(&all[place]) }
  }
}

extension Catalogue: Sequence {
  package func makeIterator() -> IndexingIterator<[Element]> { all.makeIterator() }
}

/// Whether a service or an endpoint takes traffic from public networks.
package enum PublicAccess: String, Hashable, Sendable {
  case enabled = "Enabled"
  case disabled = "Disabled"
  /// A network security perimeter decides, which is not modelled.
  case securedByPerimeter = "SecuredByPerimeter"
}

/// What a rule or a default does with the traffic that it matches.
package enum RuleAction: String, Hashable, Sendable {
  case allow = "Allow"
  case deny = "Deny"
}

/// Which kind of file described a resource: defaults differ between them.
package enum ResourceOrigin: Hashable, Sendable {
  case azureMachineLearningYAML
  case template
  case terraform
  case export
  /// No input describes it, another resource refers to it.
  case reference
}
