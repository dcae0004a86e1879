package import EstateModel

/// Turns the resources that the inputs describe into the typed estate.
package enum EstateDecoder {
  /// Decodes resources, whose ids are all different, and what the overlays say of them.
  ///
  /// Every reference in the result names a resource that the estate holds. Trouble is collected and
  /// decoding goes on; a value that cannot be read is open in the estate.
  package static func estate(
    from resources: [Resource], overlays: [Overlay]
  ) -> (estate: Estate, diagnostics: [Diagnostic], ledger: DecodingLedger) {
    var decoding = EstateDecoding(resources)
    decoding.readAssumptions(overlays)
    decoding.decodeDescribed()
    decoding.decodeClients(overlays)
    decoding.decodeMentioned()
    decoding.settleEndpoints()
    decoding.reportUnusedAssumptions()
    return (decoding.estate, decoding.diagnostics, decoding.ledger)
  }
}
