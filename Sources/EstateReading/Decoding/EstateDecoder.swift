package import EstateModel
package import TrafficSets

/// Turns the resources that the inputs describe into the typed estate.
package enum EstateDecoder {
  /// Decodes all that reading found, and as much for each value of what templates leave open.
  package static func estate(
    from read: ReadEstate
  ) -> (estate: Estate, diagnostics: [Diagnostic], ledger: DecodingLedger) {
    var decoded = estate(
      from: read.resources, overlays: read.overlays, reported: read.diagnostics,
      serviceTags: read.serviceTags, separate: read.separate)
    decoded.estate.serviceTags = read.serviceTags
    decoded.estate.noteUnread(read.unreadTemplates)
    for template in read.unreadTemplates {
      decoded.ledger.note(
        UnknownValue(
          key: "\(template.source)#template",
          because:
            "no input has the \(template.name); what it deploys is left out",
          source: template.source))
    }
    if let choosing = read.choosing {
      decoded.estate.cases = EstateCases(parameters: read.openParameters) { choice in
        var chosen = estate(from: choosing(choice.parameter, choice.value)).estate
        chosen.noteUnread(read.unreadTemplates)
        return chosen
      }
    }
    return decoded
  }

  /// Decodes resources, whose ids are all different, and what the overlays say of them.
  ///
  /// Every reference in the result names a resource that the estate holds. Trouble is collected and
  /// decoding goes on; a value that cannot be read is open in the estate.
  ///
  /// - Parameter reported: what reading found; an error at a place that has one already is not
  ///   told again.
  /// - Parameter separate: ids that templates tell from those of resources with the same type and name.
  package static func estate(
    from resources: [Resource], overlays: [Overlay], reported: [Diagnostic] = [],
    serviceTags: [String: [AddressPrefix]] = [:], separate: Set<ResourceID> = []
  ) -> (estate: Estate, diagnostics: [Diagnostic], ledger: DecodingLedger) {
    var decoding = EstateDecoding(resources, separate: separate)
    decoding.serviceTags = Set(serviceTags.keys.map { $0.lowercased() })
    decoding.readAssumptions(overlays)
    decoding.decodeDescribed()
    decoding.decodeClients(overlays)
    decoding.decodeAppliances(overlays)
    decoding.takeRemainingAssumptions()
    decoding.decodeMentioned()
    decoding.addClustersOfComputes()
    decoding.addEndpointsOfPrivateClusters()
    decoding.settleMachines()
    decoding.settleContainerApps()
    decoding.settleAppsInEnvironments()
    decoding.settleEndpoints()
    decoding.settleWorkspaceIdentifiers()
    decoding.noteOpenPlaces()
    decoding.reportMissingProperties()
    decoding.takeSuppositions()
    let known = Set(reported.filter { $0.severity == .error }.compactMap(\.source))
    let diagnostics = decoding.diagnostics.filter { diagnostic in
      guard diagnostic.severity == .error, let source = diagnostic.source else { return true }
      return !known.contains(source)
    }
    return (decoding.estate, diagnostics, decoding.ledger)
  }
}
