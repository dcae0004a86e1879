package import EstateModel

/// Diagnostics as compilers print them: `file:line:column: error: message`.
package enum DiagnosticReport {
  /// One line, and a second one for the place that belongs to it.
  package static func text(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.source?.description ?? "reachmap"
    let line = "\(place): \(diagnostic.severity.rawValue): \(diagnostic.message.text)\n"
    guard let related = diagnostic.related, related != diagnostic.source else { return line }
    return line + "\(related): note: the other place\n"
  }
}
