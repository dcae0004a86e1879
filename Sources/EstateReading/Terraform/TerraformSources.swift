internal import EstateModel

/// Files of Terraform's that say what a plan says in a form that is not read.
enum TerraformSources {
  /// The way out for one that a user names; `nil` for any other file.
  static func message(
    for file: InputFile, beginning: [UInt8], count: Int
  ) -> Diagnostic.Message? {
    let name = file.name.lowercased()
    if [".tf", ".tf.json", ".tfvars", ".tofu"].contains(where: name.hasSuffix) {
      return .terraformSource
    }
    // A saved plan is a zip archive.
    if beginning.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .terraformBinary }
    let line = beginning.prefix { $0 != 0x0A }
    if line.starts(with: Array("{\"@".utf8)), line.count < count {
      return .terraformLog
    }
    return nil
  }
}
