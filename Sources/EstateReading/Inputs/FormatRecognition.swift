/// Finds what a file is from its content.
enum FormatRecognition {
  /// The format of a parsed document; `nil` when it is of no kind that is read.
  static func format(of root: ConfigurationValue) -> InputFormat? {
    if root.isArray { return ExportListing.isKnown(root) ? .export : nil }
    guard root.isObject else { return nil }
    if root.rawFields.first?.key == "reachmap" { return .overlay }
    if let schema = root["$schema"]?.string?.lowercased() {
      if schema.contains("deploymenttemplate.json") { return .template }
      if schema.contains("deploymentparameters.json") { return .parameters }
      if schema.contains("azuremlschemas") { return .azureMLYAML }
    }
    if let format = terraformFormat(of: root) { return format }
    if root["values"]?.isArray == true, root["cloud"] != nil, root["changeNumber"] != nil {
      return .serviceTags
    }
    if AzureMLKind(of: root) != nil { return .azureMLYAML }
    if ExportListing.isKnown(root) { return .export }
    if root["contentVersion"] != nil, let resources = root["resources"],
      resources.isArray || resources.isObject
    {
      return .template
    }
    // Tools that sort keys put others before it.
    return root["reachmap"]?.number == nil ? nil : .overlay
  }

  /// What `terraform show -json` prints, of an empty state hardly anything; or a state file, an old one
  /// too, for a better error.
  private static func terraformFormat(of root: ConfigurationValue) -> InputFormat? {
    if root["format_version"] != nil {
      if root["planned_values"] != nil || root["resource_changes"] != nil { return .terraformPlan }
      if root["values"] != nil || root["terraform_version"] != nil { return .terraformState }
    }
    guard root["version"]?.integer != nil, root["resources"] != nil || root["modules"] != nil,
      root["terraform_version"] != nil || root["lineage"] != nil
    else { return nil }
    return .terraformState
  }

  // MARK: Beginnings

  /// What the first bytes of a file can be read as.
  enum Syntax { case json, yaml, neither }

  static func syntax(ofBeginning bytes: [UInt8]) -> Syntax {
    if bytes.contains(0) { return .neither }
    var index = bytes.withUnsafeBufferPointer { $0.startsWithByteOrderMark ? 3 : 0 }
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
      case UInt8(ascii: "/"):
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        return next == UInt8(ascii: "/") || next == UInt8(ascii: "*") ? .json : .neither
      case UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "-"):
        // A comment, a directive or the document's start: the next line tells more.
        while index < bytes.count, bytes[index] != 0x0A { index += 1 }
      default: return lineHasKey(bytes, from: index) ? .yaml : .neither
      }
    }
    return .neither
  }

  private static func lineHasKey(_ bytes: [UInt8], from start: Int) -> Bool {
    var index = start
    while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D {
      if bytes[index] == UInt8(ascii: ":") {
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0x0A
        return next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09
      }
      index += 1
    }
    return false
  }

  /// The format that the beginning of a file shows, for one that is broken further on.
  static func format(ofBeginning bytes: [UInt8]) -> InputFormat? {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    if text.contains("deploymenttemplate.json") { return .template }
    if text.contains("deploymentparameters.json") { return .parameters }
    if text.contains("azuremlschemas") { return .azureMLYAML }
    switch syntax(ofBeginning: bytes) {
    case .yaml:
      let first = text.split(whereSeparator: \.isNewline).first {
        !$0.hasPrefix("#") && !$0.hasPrefix("---") && !$0.allSatisfy(\.isWhitespace)
      }
      return first?.hasPrefix("reachmap:") == true ? .overlay : nil
    case .json:
      if text.contains("\"/subscriptions/") { return .export }
      if text.contains("\"planned_values\"") { return .terraformPlan }
      return nil
    case .neither: return nil
    }
  }
}
