internal import EstateModel

/// The values of a file of ARM parameters.
struct ParameterFile {
  let path: String
  /// By the parameter's name in small letters, in file order.
  let values: [(name: String, place: SourcePlace, value: ConfigurationValue)]

  init(root: ConfigurationValue, path: String) {
    self.path = path
    let parameters = root.member("parameters") ?? root
    values = parameters.rawFields.compactMap { field in
      guard field.value.isObject else { return nil }
      if let value = field.value["value"] { return (field.key, field.keyPlace, value) }
      guard field.value["reference"] != nil else { return nil }
      let unknown = UnknownValue(
        key: "\(path)#parameters/\(field.key)",
        because: "parameter '\(field.key)' comes from a key vault", source: field.value.position)
      return (
        field.key, field.keyPlace,
        ConfigurationValue(
          .unknown(unknown, symbol: TemplateSymbol.symbol(for: field.key)), at: field.value.place)
      )
    }
  }

  /// What the file is, where it is none of parameters; `nil` where it may be one.
  func otherKind(of root: ConfigurationValue) -> String? {
    let format = FormatRecognition.format(of: root)
    switch format {
    case .parameters: return nil
    case .template: return "an ARM template"
    default:
      if !values.isEmpty || root.member("parameters")?.rawFields.isEmpty == true { return nil }
    }
    return switch format {
    case .export: "a list of exported resources"
    case .terraformPlan, .terraformState: "a file of Terraform's"
    case .serviceTags: "Microsoft's file of service tags"
    case .azureMLYAML: "a file of Azure ML"
    case .overlay: "an overlay"
    case .template, .parameters, .bicep, nil: root.isObject ? "something else" : "no object"
    }
  }

  /// Whether the file is named after the template: `main.parameters.json` for `main.json`.
  func isBeside(_ template: String) -> Bool {
    guard path.lowercased().hasSuffix(".parameters.json"),
      template.lowercased().hasSuffix(".json")
    else { return false }
    return path.dropLast(16) == template.dropLast(5)
  }
}

extension Diagnostic.Message {
  static func noParameterFile(_ kind: String) -> Self {
    Self(
      "this is \(kind); --parameters takes a file of ARM parameters ($schema … "
        + "deploymentParameters.json#)")
  }
}
