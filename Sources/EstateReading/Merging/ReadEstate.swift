package import EstateModel
package import TrafficSets

/// Everything that the inputs of a run say, before it is decoded.
package struct ReadEstate: Sendable {
  /// In the order of the inputs, within a file in document order; one for each id.
  package var resources: [Resource] = []
  package var overlays: [Overlay] = []
  package var ledger = Ledger()
  package var diagnostics: [Diagnostic] = []
  /// The prefixes of each service tag, from `--service-tags`; empty without it.
  package var serviceTags: [String: [AddressPrefix]] = [:]
  /// What keeps an answer from being given; `nil` when reading succeeded.
  package var failure: ReadingFailure?

  package init() {}
}
