internal import EstateModel

/// Turns the inputs of a run into one list of positioned resources.
package enum EstateReader {
  /// Reads files, directories and `-`, the current directory where there is none.
  ///
  /// Trouble is collected as diagnostics and reading goes on; `failure` tells whether an answer may
  /// be given at all.
  package static func read(
    inputs: [String], options: ReadingOptions, standardInput: () -> [UInt8]
  ) -> ReadEstate {
    var reading = EstateReading(options: options)
    reading.load(inputs, standardInput: standardInput)
    return reading.estate(choosing: [:])
  }
}

/// One run of reading: first every input is opened, then each is read with what all of them say.
private struct EstateReading: Sendable {
  let options: ReadingOptions
  var output = ReadEstate()
  var documents: [LoadedDocument] = []
  var assumedParameters: [String: ConfigurationValue] = [:]

  init(options: ReadingOptions) { self.options = options }

  // MARK: Opening

  mutating func load(_ inputs: [String], standardInput: () -> [UInt8]) {
    let expansion = InputExpansion(inputs: inputs)
    expansion.diagnostics.forEach { add($0) }
    fail(expansion.failure)
    let files = expansion.files.filter { !BicepSources.isBicep($0.path) }
    let outcomes = DocumentLoader.load(
      files, mapping: options.mapsLargeFiles, standardInput: standardInput)
    for (file, outcome) in zip(files, outcomes) {
      switch outcome {
      case .document(let document): accept(document, isNamed: file.isNamed)
      case .skipped(let reason): output.ledger.skip(file.path, because: reason)
      case .broken(let diagnostic):
        add(diagnostic)
        output.ledger.skip(file.path, because: "it cannot be read")
      case .failed(let diagnostic): add(diagnostic)
      }
    }
    readBicep(among: expansion.files)
    for directory in expansion.directories {
      let prefix = directory == "." ? "" : directory.hasSuffix("/") ? directory : directory + "/"
      let isKnown =
        documents.contains { $0.path.hasPrefix(prefix) }
        || output.diagnostics.contains {
          $0.severity == .error && $0.source?.file.hasPrefix(prefix) == true
        }
      if !isKnown {
        let tags = output.ledger.skipped.first {
          $0.file.hasPrefix(prefix) && $0.because.hasPrefix("service tags")
        }
        add(Diagnostic(.error, .directoryWithoutKnownFile(directory, tags: tags?.file), at: nil))
      }
    }
  }

  private mutating func readBicep(among files: [InputFile]) {
    let known = Set(documents.map(\.path))
    let sources = BicepSources(files, isRead: { known.contains($0) })
    if sources.plans.isEmpty { return }
    let compiler = BicepCompiler(searchPath: options.searchPath)
    for (file, plan) in sources.plans {
      switch plan {
      case .skip(let reason): output.ledger.skip(file.path, because: reason)
      case .compile:
        guard let compiler else {
          let start = SourcePosition(file: file.path, line: 1, column: 1)
          add(Diagnostic(.error, .bicepNotCompiled(file.name), at: start))
          continue
        }
        let result = BicepReading.read(file, by: compiler)
        result.diagnostics.forEach { add($0) }
        guard let template = result.template else { continue }
        // A parameter file may use a template of JSON that is read already.
        documents.removeAll { $0.path == template.path }
        documents.append(
          LoadedDocument(path: template.path, format: .template, root: template.root))
        output.ledger.inputs.append(Ledger.Input(file: file.path, format: .bicep))
      }
    }
  }

  private mutating func accept(_ document: LoadedDocument, isNamed: Bool) {
    switch document.format {
    case .terraformState where !isNamed && document.path.hasSuffix(".backup"):
      output.ledger.skip(document.path, because: "it is the copy of an older state")
      return
    case .serviceTags:
      if isNamed {
        add(Diagnostic(.error, .serviceTagsAsInput, at: document.root.position))
      } else {
        output.ledger.skip(document.path, because: "service tags are given with --service-tags")
      }
      return
    case .azureMLYAML, .template, .parameters, .bicep, .terraformPlan, .terraformState, .export,
      .overlay:
      break
    }
    documents.append(document)
    output.ledger.inputs.append(Ledger.Input(file: document.path, format: document.format))
  }

  // MARK: Reading

  /// - Parameter chosen: What stands in the place of open parameters, by their keys.
  func estate(choosing chosen: [String: String]) -> ReadEstate {
    var reading = self
    var estate = reading.read(choosing: chosen)
    if !estate.openParameters.isEmpty {
      estate.choosing = { parameter, value in
        var more = chosen
        more[parameter.key] = value
        return self.estate(choosing: more)
      }
    }
    return estate
  }

  private mutating func read(choosing chosen: [String: String]) -> ReadEstate {
    for document in documents where document.format == .overlay { readOverlay(document) }
    let settings = templateSettings()
    settings.diagnostics.forEach { add($0) }
    output.ledger.notes += settings.notes
    fail(settings.failure)
    readServiceTags()
    var found = [[Resource]](repeating: [], count: documents.count)
    for (index, document) in documents.enumerated() {
      switch document.format {
      case .export: found[index] = ExportReader.read(document.root, into: &output)
      case .terraformPlan, .terraformState: found[index] = readTerraform(document)
      default: break
      }
    }
    // Templates last, as they may ask for what the others describe.
    readTemplates(settings, choosing: chosen, into: &found)
    readAzureML(into: &found)
    var merger = ResourceMerger(separate: output.separate)
    output.resources = merger.merge(found.flatMap { $0 })
    merger.diagnostics.forEach { add($0) }
    return output
  }

  private mutating func readOverlay(_ document: LoadedDocument) {
    let reader = OverlayReader(root: document.root, file: document.path)
    output.overlays.append(reader.overlay)
    reader.diagnostics.forEach { add($0) }
    assumedParameters.merge(reader.assumedParameters) { first, _ in first }
  }

  private mutating func templateSettings() -> TemplateSettings {
    var given: [ParameterFile] = []
    for path in options.parameterFiles {
      guard let root = readOptionFile(path) else { continue }
      let file = ParameterFile(root: root, path: path)
      if let kind = file.otherKind(of: root) {
        add(Diagnostic(.error, .noParameterFile(kind), at: root.position))
      } else {
        given.append(file)
      }
    }
    noteParametersBeside()
    let beside = documents.filter { document in
      document.format == .parameters && !options.parameterFiles.contains(document.path)
    }
    return TemplateSettings(
      templates: documents.filter { $0.format == .template },
      beside: beside.map { ParameterFile(root: $0.root, path: $0.path) }, given: given,
      settings: options.settings, assumed: assumedParameters)
  }

  /// A parameter file that is no input gives nothing, though it is named like a template beside it.
  private mutating func noteParametersBeside() {
    let known = Set(
      (documents.map(\.path) + output.ledger.skipped.map(\.file) + options.parameterFiles)
        .map { FilePath.normalized($0) })
    for document in documents
    where document.format == .template && document.path.lowercased().hasSuffix(".json") {
      let path = "\(document.path.dropLast(5)).parameters.json"
      if !known.contains(FilePath.normalized(path)),
        FileKind(of: path, followingLinks: true) == .regular
      {
        output.ledger.note(
          "the parameter file '\(path)' beside this template is no input; give it with --parameters",
          at: document.root.position)
      }
    }
  }

  private mutating func readServiceTags() {
    guard let path = options.serviceTagsFile, let root = readOptionFile(path) else { return }
    if let read = ServiceTagsReader.read(root) {
      output.serviceTags = read.tags
      for error in read.errors { add(error) }
    } else {
      add(Diagnostic(.error, .noServiceTags, at: root.position))
    }
  }

  /// A JSON file that an option names.
  private mutating func readOptionFile(_ path: String) -> ConfigurationValue? {
    guard FileKind(of: path, followingLinks: true) != .missing else {
      add(Diagnostic(.error, .noSuchFile(path), at: nil))
      fail(.noSuchFile)
      return nil
    }
    if BicepSources.isParameterFile(path) { return readBicepParameters(path) }
    do {
      let bytes = try FileBytes.read(path, limit: DocumentLimits.jsonBytes)
      return try JSONReader.read(SourceText(file: path, bytes: bytes))
    } catch {
      add(error.diagnostic)
      return nil
    }
  }

  private mutating func readTemplates(
    _ settings: TemplateSettings, choosing chosen: [String: String], into found: inout [[Resource]]
  ) {
    let templates = documents.indices.filter { documents[$0].format == .template }
    guard !templates.isEmpty else { return }
    var surroundings = TemplateSurroundings()
    for resource in found.joined() {
      surroundings.resources[resource.id.typeAndName, default: []].append(resource)
    }
    let links = LinkedTemplates(templates: templates.map { documents[$0] })
    surroundings.linkedTemplate = { links.template(at: $0) }
    surroundings.linkedParameters = { links.parameters(at: $0) }
    var readers: [Int: TemplateReader] = [:]
    var followed: [String: Set<String>] = [:]
    func read(_ index: Int, among surroundings: TemplateSurroundings) {
      let reader = templateReader(documents[index], settings, surroundings, choosing: chosen)
      readers[index] = reader
      followed[FilePath.normalized(documents[index].path)] = reader.followedLinks
        .union(links.reached(from: reader.unusedLinks))
    }
    for index in templates where !links.isLinked(documents[index]) {
      read(index, among: surroundings)
    }
    // A link may lead elsewhere than it seems to.
    for index in templates where links.isLinked(documents[index]) {
      let path = FilePath.normalized(documents[index].path)
      let isPart = followed.values.contains { $0.contains(path) }
      if !isPart, !links.isConditional(documents[index]) { read(index, among: surroundings) }
    }
    let parts = LinkedTemplates.parts(followed)
    let wholes = templates.filter { !parts.contains(FilePath.normalized(documents[$0].path)) }
    // What one template asks of a resource another one may say.
    let asking = wholes.filter { readers[$0]?.asksBeyond == true }
    if !asking.isEmpty, wholes.count > 1 {
      for index in wholes {
        for resource in readers[index]?.resources ?? [] {
          surroundings.ofTemplates[resource.id.typeAndName, default: []]
            .append(TemplateSurroundings.Described(template: index, resource: resource))
        }
      }
      for index in asking {
        surroundings.asking = index
        read(index, among: surroundings)
      }
    }
    var linked: Set<String> = []
    var parameters: Set<String> = []
    for index in wholes {
      guard let reader = readers[index] else { continue }
      output.openParameters += reader.openParameters
      reader.diagnostics.forEach { add($0) }
      output.ledger.notes += reader.notes
      output.separate.formUnion(reader.separate)
      output.unreadTemplates += reader.unreadTemplates
      for template in reader.unreadTemplates {
        add(Diagnostic(.warning, .unreadTemplate(template.name), at: template.source))
      }
      linked.formUnion(reader.followedLinks)
      parameters.formUnion(reader.followedParameters)
      found[index] = reader.resources
    }
    noteRead(linked, .template)
    noteRead(parameters, .parameters)
  }

  /// Tells of files that are no inputs and that links led to.
  private mutating func noteRead(_ paths: Set<String>, _ format: InputFormat) {
    if paths.isEmpty { return }
    let known = Set(output.ledger.inputs.map { FilePath.normalized($0.file) })
    for path in paths.subtracting(known).sorted() {
      output.ledger.inputs.append(Ledger.Input(file: path, format: format))
    }
  }

  private mutating func readBicepParameters(_ path: String) -> ConfigurationValue? {
    guard let compiler = BicepCompiler(searchPath: options.searchPath) else {
      let start = SourcePosition(file: path, line: 1, column: 1)
      add(Diagnostic(.error, .bicepNotCompiled(FilePath.name(of: path)), at: start))
      return nil
    }
    let (root, diagnostics) = BicepReading.parameters(path, by: compiler)
    diagnostics.forEach { add($0) }
    return root
  }

  private func templateReader(
    _ document: LoadedDocument, _ settings: TemplateSettings, _ surroundings: TemplateSurroundings,
    choosing chosen: [String: String]
  ) -> TemplateReader {
    func overlayScope(_ part: (OverlayScope) -> Positioned<String>?) -> String? {
      NearestOverlay.value(for: document.folder, in: output.overlays) { part($0.scope) }?.value
    }
    let deployment = DeploymentScope(
      subscription: options.subscription ?? overlayScope { $0.subscription },
      resourceGroup: options.resourceGroup ?? overlayScope { $0.resourceGroup },
      location: options.location ?? overlayScope { $0.location })
    var inputs = settings.inputs(for: document, deployment: deployment, choosing: chosen)
    inputs.surroundings = surroundings
    return TemplateReader(template: document.root, inputs: inputs)
  }

  private mutating func readTerraform(_ document: LoadedDocument) -> [Resource] {
    let reader = TerraformReader(root: document.root, format: document.format)
    reader.diagnostics.forEach { add($0) }
    output.ledger.notes += reader.notes
    return reader.resources
  }

  // MARK: Azure ML

  /// Reads the files of Azure ML, workspaces first, since the others belong to one of them.
  private mutating func readAzureML(into found: inout [[Resource]]) {
    var later: [(Int, AzureMLKind)] = []
    for (index, document) in documents.enumerated() where document.format == .azureMLYAML {
      guard let kind = AzureMLKind(of: document.root) else { continue }
      guard case .workspace = kind, document.root.member("name") != nil else {
        later.append((index, kind))
        continue
      }
      let id = WorkspaceResolution.id(
        named: "{workspace}", resourceGroup: document.root["resource_group"]?.string)
      found[index] = readAzureML(
        document, kind, WorkspaceReference(id: id, unknown: nil))
    }
    if later.isEmpty { return }
    let workspaces = found.flatMap { $0 }.filter {
      $0.isOfType("Microsoft.MachineLearningServices/workspaces")
    }
    let resolution = WorkspaceResolution(workspaces: workspaces, overlays: output.overlays)
    for (index, kind) in later {
      let document = documents[index]
      if case .other = kind {
        output.ledger.skip(document.path, because: "no part of an Azure ML network")
        continue
      }
      found[index] = readAzureML(document, kind, resolution.workspace(of: document))
    }
  }

  private mutating func readAzureML(
    _ document: LoadedDocument, _ kind: AzureMLKind, _ workspace: WorkspaceReference
  ) -> [Resource] {
    let whole = document.root["id"]?.string.flatMap { ResourceID($0) }
    let parent = whole.flatMap { id in
      id.segments.count > 1
        ? WorkspaceReference(
          id: ResourceID(
            subscription: id.subscription, resourceGroup: id.resourceGroup,
            provider: id.provider, segments: [id.segments[0]]), unknown: nil) : nil
    }
    let reader = AzureMLReader(
      root: document.root, kind: kind, workspace: parent ?? workspace)
    reader.diagnostics.forEach { add($0) }
    return reader.resources
  }

  // MARK: Trouble

  private mutating func add(_ diagnostic: Diagnostic) {
    output.diagnostics.append(diagnostic)
    if diagnostic.severity == .error { fail(.badInput) }
  }

  /// A missing file counts for more than wrong usage, and that for more than a bad file.
  private mutating func fail(_ failure: ReadingFailure?) {
    guard let failure else { return }
    switch (output.failure, failure) {
    case (nil, _), (_, .noSuchFile): output.failure = failure
    case (.badInput?, .wrongUsage): output.failure = .wrongUsage
    default: break
    }
  }
}

extension Diagnostic.Message {
  static func unreadTemplate(_ name: String) -> Self {
    Self("no input has the \(name); answers suppose that nothing in it decides them")
  }

  static var serviceTagsAsInput: Self {
    Self("these are Microsoft's service tags; give them with --service-tags")
  }
}
