/// The options that bear on reading.
package struct ReadingOptions: Sendable {
  /// Parameter files, as `--parameters` gives them.
  package var parameterFiles: [String] = []
  /// `[FILE:]NAME=VALUE`, as `--set` gives them.
  package var settings: [String] = []
  package var subscription: String?
  package var resourceGroup: String?
  package var location: String?
  package var serviceTagsFile: String?
  /// Where the Bicep compiler is looked for, in place of `PATH`.
  package var searchPath: String?
  /// Whether large files are mapped rather than copied: faster, but whoever cuts one short meanwhile ends
  /// the process by `SIGBUS`.
  package var mapsLargeFiles = false

  package init() {}
}
