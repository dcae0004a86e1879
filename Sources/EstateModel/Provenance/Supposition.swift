/// A value that an input does not say outright and that is taken to be what it most likely is.
///
/// An answer that meets the resource lists it among its assumptions.
package struct Supposition: Hashable, Sendable {
  /// As the input names it: `ip_configuration.subnet_id`.
  package let property: String
  package let because: String
  package let source: SourcePosition

  package init(property: String, because: String, source: SourcePosition) {
    self.property = property
    self.because = because
    self.source = source
  }
}
