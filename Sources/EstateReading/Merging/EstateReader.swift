package import EstateModel

/// Turns the inputs of a run into one list of positioned resources.
package enum EstateReader {
  /// Reads files, directories and `-`, the current directory where there is none.
  ///
  /// Trouble is collected as diagnostics and reading goes on; `failure` tells whether an answer may
  /// be given at all.
  package static func read(
    inputs: [String], options: ReadingOptions, standardInput: () -> [UInt8]
  ) -> ReadEstate {
    ReadEstate()
  }
}
