package import EstateModel
package import TrafficSets

/// Everything that the inputs of a run say, before it is decoded.
package struct ReadEstate: Sendable {
  /// In the order of the inputs, within a file in document order; one for each id.
  package var resources: [Resource] = []
  /// Templates that deployments link to and that no input has.
  package var unreadTemplates: [UnreadTemplate] = []
  /// Ids that a template tells from those of the resources of this type and name that it deploys.
  package var separate: Set<ResourceID> = []
  package var overlays: [Overlay] = []
  package var ledger = Ledger()
  package var diagnostics: [Diagnostic] = []
  /// The prefixes of each service tag, from `--service-tags`; empty without it.
  package var serviceTags: [String: [AddressPrefix]] = [:]
  /// What keeps an answer from being given; `nil` when reading succeeded.
  package var failure: ReadingFailure?
  /// The parameters of templates that are used, have no value and can have only few.
  package var openParameters: [OpenParameter] = []
  /// What the same inputs say with a value chosen for one of these; `nil` where there is none.
  package var choosing: (@Sendable (OpenParameter, String) -> ReadEstate)?

  package init() {}
}
