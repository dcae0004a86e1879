internal import EstateModel

/// The templates that Bicep files are compiled to.
enum BicepReading {
  struct Template {
    /// The file that the user wrote.
    let path: String
    let root: ConfigurationValue
  }

  struct Result {
    var template: Template?
    var diagnostics: [Diagnostic] = []
  }

  static func read(_ file: InputFile, by compiler: BicepCompiler) -> Result {
    let compiled = compiler.compile(file.path)
    var result = Result(diagnostics: compiled.diagnostics)
    guard let json = compiled.json else { return result }
    guard BicepSources.isParameterFile(file.path) else {
      result.template = Template(path: file.path, root: json)
      return result
    }
    // `build-params` prints both of them as text.
    let path = BicepMentions(of: file.path).template ?? file.path
    do {
      guard let template = try inner(json["templateJson"], called: path),
        let parameters = try inner(json["parametersJson"], called: file.path)
      else {
        result.diagnostics.append(
          Diagnostic(
            .error, .parametersWithoutTemplate,
            at: SourcePosition(file: file.path, line: 1, column: 1)))
        return result
      }
      result.template = Template(path: path, root: filled(template, with: parameters))
    } catch {
      result.diagnostics.append(error.diagnostic)
    }
    return result
  }

  /// The parameters of a file that `--parameters` names.
  static func parameters(
    _ path: String, by compiler: BicepCompiler
  ) -> (root: ConfigurationValue?, diagnostics: [Diagnostic]) {
    let compiled = compiler.compile(path)
    do {
      return (
        try inner(compiled.json?["parametersJson"], called: path), compiled.diagnostics
      )
    } catch {
      return (nil, compiled.diagnostics + [error.diagnostic])
    }
  }

  private static func inner(
    _ text: ConfigurationValue?, called path: String
  ) throws(DocumentFailure) -> ConfigurationValue? {
    guard let text = text?.string else { return nil }
    return try JSONReader.read(
      SourceText(file: BicepCompiler.compiled(path), bytes: Array(text.utf8)))
  }

  // MARK: Parameters

  /// The template with values for its parameters in the place of their defaults.
  private static func filled(
    _ template: ConfigurationValue, with parameters: ConfigurationValue
  ) -> ConfigurationValue {
    guard let declared = template.member("parameters") else { return template }
    var declarations: [ConfigurationValue.PlacedField] = []
    for field in parameters.member("parameters")?.rawFields ?? [] {
      // One that a key vault gives stays open.
      guard let value = field.value["value"], let declaration = declared[field.key] else {
        continue
      }
      declarations.append(
        ConfigurationValue.PlacedField(
          key: field.key, keyPlace: field.keyPlace,
          value: declaration.setting([
            ConfigurationValue.PlacedField(
              key: "defaultValue", keyPlace: field.keyPlace, value: literal(value))
          ])))
    }
    return template.setting([
      ConfigurationValue.PlacedField(
        key: "parameters", keyPlace: declared.place, value: declared.setting(declarations))
    ])
  }

  /// A value in which no text is taken for an expression, as those of a default are.
  private static func literal(_ value: ConfigurationValue) -> ConfigurationValue {
    if value.isArray {
      return ConfigurationValue(.array(value.array.map(literal)), at: value.place)
    }
    if value.isObject {
      let fields = value.rawFields.map {
        ConfigurationValue.PlacedField(
          key: $0.key, keyPlace: $0.keyPlace, value: literal($0.value))
      }
      return ConfigurationValue(.object(fields), at: value.place)
    }
    guard let text = value.string, text.hasPrefix("["), text.hasSuffix("]") else { return value }
    return ConfigurationValue(.string("[\(text)"), at: value.place)
  }
}

extension Diagnostic.Message {
  fileprivate static var parametersWithoutTemplate: Self {
    Self("these parameters use no template; give the template, and this file with --parameters")
  }
}
