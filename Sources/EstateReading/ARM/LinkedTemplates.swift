internal import EstateModel

/// The templates that others link to: such a one is read as part of the one that links to it.
struct LinkedTemplates: Sendable {
  private let templates: [String: ConfigurationValue]
  private let linked: Set<String>
  /// By file what its links seem to name.
  private let links: [String: [String]]
  /// Those that are linked to under a condition, which may not hold.
  private let conditional: Set<String>

  init(templates: [LoadedDocument]) {
    var byPath: [String: ConfigurationValue] = [:]
    var links: [String: [String]] = [:]
    for template in templates {
      let path = FilePath.normalized(template.path)
      byPath[path] = template.root
      links[path] = Self.relativePaths(in: template.root, folder: template.folder)
    }
    // What none links to is read by itself, and with it all that it links to; of a circle that
    // nothing leads to each is.
    let targets = Set(links.flatMap { path, linked in linked.filter { $0 != path } })
    var reached: Set<String> = []
    var open = links.keys.filter { !targets.contains($0) }
    while let path = open.popLast() {
      for target in links[path] ?? [] where target != path && reached.insert(target).inserted {
        open.append(target)
      }
    }
    self.templates = byPath
    self.links = links
    linked = reached
    conditional = Set(
      templates.flatMap {
        Self.relativePaths(in: $0.root, folder: $0.folder, onlyConditional: true)
      })
  }

  /// These files, and all that they seem to link to.
  func reached(from files: Set<String>) -> Set<String> {
    var reached = files
    var open = Array(files)
    while let path = open.popLast() {
      open += (links[path] ?? []).filter { reached.insert($0).inserted }
    }
    return reached
  }

  /// Whether a template that nobody followed a link to is none of the estate all the same, since a
  /// condition keeps it out.
  func isConditional(_ document: LoadedDocument) -> Bool {
    conditional.contains(FilePath.normalized(document.path))
  }

  /// Those that were read as parts of others, by the files that each followed links to.
  static func parts(_ followed: [String: Set<String>]) -> Set<String> {
    let targets = Set(followed.flatMap { path, links in links.filter { $0 != path } })
    // Of a circle that nothing leads to each is read.
    return followed.filter { !targets.contains($0.key) }.reduce(into: []) { parts, entry in
      parts.formUnion(entry.value.filter { $0 != entry.key })
    }
  }

  /// The template of this path among the inputs, else in the file beside them.
  func template(at path: String) -> ConfigurationValue? {
    templates[path] ?? Self.root(of: path, .template)
  }

  /// The parameter file of this path.
  func parameters(at path: String) -> ConfigurationValue? { Self.root(of: path, .parameters) }

  private static func root(of path: String, _ format: InputFormat) -> ConfigurationValue? {
    guard FileKind(of: path, followingLinks: true) == .regular else { return nil }
    let file = InputFile(path: path, isNamed: true)
    guard case .document(let document) = DocumentLoader.load(file, standardInput: { [] }),
      document.format == format
    else { return nil }
    return document.root
  }

  /// Whether another template of the inputs seems to link to this one.
  func isLinked(_ document: LoadedDocument) -> Bool {
    linked.contains(FilePath.normalized(document.path))
  }

  /// The files that a template's links name, as far as they are written out.
  private static func relativePaths(
    in template: ConfigurationValue, folder: String, onlyConditional: Bool = false
  ) -> [String] {
    let resources = template.member("resources")
    let elements =
      resources?.isArray == true
      ? resources?.array ?? [] : resources?.rawFields.map(\.value) ?? []
    return elements.flatMap { element -> [String] in
      let properties = element.member("properties")
      let link = properties?.member("templateLink")
      let text = link?.member("relativePath")?.string ?? link?.member("uri")?.string
      let nested = properties?.member("template").map {
        relativePaths(in: $0, folder: folder, onlyConditional: onlyConditional)
      }
      if onlyConditional, element.member("condition") == nil { return nested ?? [] }
      guard let text else { return nested ?? [] }
      let names = text.matches(of: /[A-Za-z0-9_.\/-]+\.json/).map { String($0.output) }
      guard names.count == 1, !text.contains("://") else { return nested ?? [] }
      let name = names[0].hasPrefix("/") ? String(names[0].dropFirst()) : names[0]
      return [FilePath.normalized(FilePath.joined(folder, name))] + (nested ?? [])
    }
  }
}
