internal import EstateModel

/// Turns a Terraform plan or state into the resources that it describes, in ARM's shape.
struct TerraformReader {
  private(set) var resources: [Resource] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var notes: [Ledger.Note] = []

  private let format: InputFormat
  private let values: TerraformValues
  private let version: Int?
  private var drafts: [TerraformDraft] = []
  /// Where a resource stands among the drafts.
  private var places: [ResourceID: Int] = [:]
  private var edits: [(edit: TerraformEdit, address: String)] = []

  init(root: ConfigurationValue, format: InputFormat) {
    self.format = format
    let document = TerraformDocument(root)
    values = TerraformValues(document)
    version = document.configuration.providerVersion
    if let failure = document.failure {
      diagnostics.append(failure)
      return
    }
    read()
    for (edit, address) in edits { apply(edit, of: address) }
    takeChoices()
    resources = drafts.map { $0.resource(format) }
    noteOthers(at: root.position)
  }

  // MARK: Instances

  private mutating func read() {
    let superseded = TerraformSupersession(values)
    for index in values.instances.indices {
      let instance = values.instances[index]
      switch instance.provider {
      case "azurerm": readManaged(index, instance, superseded)
      case "azapi": readAzapi(index, instance)
      default: break
      }
    }
  }

  private mutating func readManaged(
    _ index: Int, _ instance: TerraformInstance, _ superseded: TerraformSupersession
  ) {
    if instance.type == "azurerm_resource_group" { return }
    let kind = TerraformKind.of(instance.type)
    // A data source of another kind describes no resource.
    if instance.isData, kind?.armType == nil { return }
    let block = TerraformBlock(
      value: superseded.remaining(values.attributes(of: index), of: index),
      isData: instance.isData)
    let id = values.id(of: index)
    let target = TerraformTarget(
      id: id?.symbolicText.flatMap { ResourceID($0) } ?? Self.symbolicID(of: instance, kind),
      address: instance.address, version: version)
    if let kind, kind.armType == nil || kind.isPart {
      for edit in kind.edits?(block, target) ?? [] { edits.append((edit, instance.address)) }
      return
    }
    var draft = TerraformDraft(
      id: target.id, place: instance.place,
      nameUnknown: id?.unknown ?? (id?.symbolicText == nil ? nameless(instance) : nil))
    draft.rest = instance.isData ? Self.onlyRead(instance) : nil
    draft.body = kind.map { body(of: block, $0, target) } ?? opaqueBody(of: block, target)
    add(draft)
    for child in kind?.children?(block, target) ?? [] {
      var part = TerraformDraft(id: child.id, place: child.properties.place, nameUnknown: nil)
      part.nameUnknown = draft.nameUnknown
      part.body = Self.head(child.id, at: child.properties.place)
        .setting("properties", to: child.properties)
      if let location = child.location {
        part.body = part.body.setting("location", to: Self.folded(location))
      }
      add(part)
    }
    for edit in kind?.edits?(block, target) ?? [] { edits.append((edit, instance.address)) }
  }

  /// An id for a resource of which nothing tells a name.
  private static func symbolicID(of instance: TerraformInstance, _ kind: TerraformKind?)
    -> ResourceID
  {
    let symbol = TerraformValues.symbol(instance.address)
    let type = kind?.armType ?? "azurerm/\(instance.type.dropFirst(8))"
    let types = type.split(separator: "/").map(String.init)
    return ResourceID(
      subscription: nil, resourceGroup: nil, provider: types[0],
      segments: types.dropFirst().map { ResourceID.Segment(type: $0, name: symbol) })
  }

  private func nameless(_ instance: TerraformInstance) -> UnknownValue {
    UnknownValue(
      key: "\(instance.place.position.file)#\(instance.address).name",
      because: "the id of \(instance.address) is known after the apply",
      source: instance.place.position)
  }

  /// Data sources that leave nothing out that decides what gets through, once they have been read: by
  /// an attribute that they have then.
  private static let tellingAll = [
    "azurerm_network_security_group": "security_rule", "azurerm_ip_group": "cidrs",
    "azurerm_application_security_group": "id", "azurerm_route_table": "route",
    "azurerm_public_ip": "ip_address",
  ]

  private static func onlyRead(_ instance: TerraformInstance) -> UnknownValue? {
    if let attribute = tellingAll[instance.type], instance.values.member(attribute) != nil {
      return nil
    }
    return UnknownValue(
      key: "\(instance.place.position.file)#\(instance.address)",
      because: "\(instance.address) is a data source, which tells only some settings",
      source: instance.place.position)
  }

  private mutating func add(_ draft: TerraformDraft) {
    guard let place = places[draft.id] else {
      places[draft.id] = drafts.count
      drafts.append(draft)
      return
    }
    // What Terraform manages says more than what it reads.
    if drafts[place].rest != nil, draft.rest == nil {
      drafts[place] = draft
    } else if draft.rest == nil {
      drafts.append(draft)
    }
  }

  // MARK: Bodies

  private static func head(_ id: ResourceID, at place: SourcePlace) -> ConfigurationValue {
    ConfigurationValue(.object([]), at: place)
      .setting("type", to: .text(id.type, at: place))
      .setting("name", to: .text(id.segments.map(\.name).joined(separator: "/"), at: place))
  }

  private func body(
    of block: TerraformBlock, _ kind: TerraformKind, _ target: TerraformTarget
  ) -> ConfigurationValue {
    var body = Self.head(target.id, at: block.place)
    if let location = block["location"] {
      body = body.setting("location", to: Self.folded(location))
    }
    if let scope = target.id.scope {
      body = body.setting("scope", to: .text(scope.description, at: block.place))
    }
    body = TerraformField.written(kind.body, of: block, into: body, target)
    let properties = TerraformField.written(
      kind.fields, of: block, into: ConfigurationValue(.object([]), at: block.place), target)
    return body.setting("properties", to: properties)
  }

  /// A resource that is not modelled, with what it refers to.
  private func opaqueBody(
    of block: TerraformBlock, _ target: TerraformTarget
  ) -> ConfigurationValue {
    Self.head(target.id, at: block.place).setting("properties", to: block.value)
  }

  /// `West Europe` as `westeurope`.
  static func folded(_ location: ConfigurationValue) -> ConfigurationValue {
    guard let text = location.string else { return location }
    return .text(text.lowercased().filter { $0 != " " }, at: location.place)
  }

  // MARK: azapi

  private mutating func readAzapi(_ index: Int, _ instance: TerraformInstance) {
    guard ["azapi_resource", "azapi_update_resource"].contains(instance.type) else { return }
    let attributes = values.attributes(of: index)
    let id = values.id(of: index)
    let written = TerraformBody.object(attributes.member("body"), of: instance)
    let type = (attributes.member("type")?.string ?? "").split(separator: "@").map(String.init)
    guard let resourceID = id?.symbolicText.flatMap({ ResourceID($0) }) else {
      notes.append(
        Ledger.Note(
          text: "no id can be made of \(instance.address), so it is left out",
          source: instance.place.position))
      if let id, id.isUnknown, let armType = type.first {
        edits.append((Self.update(id, armType, written.member("properties")), instance.address))
      }
      return
    }
    var body = Self.head(resourceID, at: instance.place)
    for key in ["location", "kind", "sku", "scope"] {
      guard let value = attributes.member(key) ?? written.member(key) else { continue }
      body = body.setting(key, to: key == "location" ? Self.folded(value) : value)
    }
    if let scope = resourceID.scope, body.member("scope") == nil {
      body = body.setting("scope", to: .text(scope.description, at: instance.place))
    }
    let properties = written.isUnknown ? written : written.member("properties")
    if instance.type == "azapi_update_resource" {
      let target = ConfigurationValue.text(resourceID.description, at: id?.place ?? instance.place)
      edits.append((Self.update(target, resourceID.type, properties), instance.address))
      return
    }
    if let properties { body = body.setting("properties", to: properties) }
    var draft = TerraformDraft(id: resourceID, place: instance.place, nameUnknown: id?.unknown)
    draft.body = body
    draft.apiVersion = type.count == 2 ? type[1] : nil
    draft.rest = instance.isData ? Self.onlyRead(instance) : written.unknown
    if written.isUnknown { draft.body = Self.head(resourceID, at: instance.place) }
    add(draft)
  }

  /// An update is applied after the resource that it updates, so that its values hold.
  private static func update(
    _ target: ConfigurationValue, _ type: String, _ properties: ConfigurationValue?
  ) -> TerraformEdit {
    let empty = ConfigurationValue(.object([]), at: target.place)
    let properties = properties ?? empty
    return TerraformEdit(
      target: target, type: type,
      change: { body in
        if properties.isUnknown { return body.setting("properties", to: properties) }
        return body.setting(
          "properties", to: TerraformBody.overlaid(body.member("properties") ?? empty, properties))
      },
      perhaps: { body, unknown in
        let open = ConfigurationValue(.unknown(unknown, symbol: nil), at: target.place)
        if properties.isUnknown { return body.setting("properties", to: open) }
        return properties.rawFields.reduce(body) { $0.setting("properties/\($1.key)", to: open) }
      })
  }

  // MARK: Edits

  private mutating func apply(_ edit: TerraformEdit, of address: String) {
    let id = edit.target.symbolicText.flatMap { ResourceID($0) }
    guard let id, id.isOfType(edit.type) else {
      guard let unknown = edit.target.unknown else { return }
      // It may be said of any of them.
      for place in drafts.indices where drafts[place].id.isOfType(edit.type) {
        drafts[place].body = edit.perhaps(drafts[place].body, unknown)
      }
      return
    }
    let matching = places[id] ?? drafts.indices.first { drafts[$0].id.matches(id) }
    let place = matching ?? stub(id, at: edit.target.place, of: address)
    drafts[place].body = edit.change(drafts[place].body)
  }

  /// A resource of which only another one tells anything.
  private mutating func stub(_ id: ResourceID, at place: SourcePlace, of address: String) -> Int {
    var draft = TerraformDraft(id: id, place: place, nameUnknown: nil)
    draft.body = Self.head(id, at: place)
      .setting("properties", to: ConfigurationValue(.object([]), at: place))
    draft.rest = UnknownValue(
      key: "\(id)#settings", because: "only \(address) tells anything of \(id)",
      source: place.position)
    places[id] = drafts.count
    drafts.append(draft)
    return drafts.count - 1
  }

  // MARK: Suppositions

  /// Gives what was chosen to the resources whose answers hang on it: the one that asked and what it
  /// stands within, and whatever it changes or might have changed.
  private mutating func takeChoices() {
    for index in values.instances.indices {
      guard let choices = values.choices[index] else { continue }
      let instance = values.instances[index]
      let own = values.id(of: index)?.symbolicText.flatMap { ResourceID($0) }
      let isResource =
        TerraformKind.of(instance.type)?.armType != nil || instance.provider == "azapi"
      for choice in choices {
        let note = Ledger.Note(text: choice.because, source: choice.source)
        if !notes.contains(note) { notes.append(note) }
        var ids = own.map { sequence(first: $0, next: \.parent).map(\.self) } ?? []
        ids += edits.filter { $0.address == instance.address }
          .compactMap { $0.edit.target.symbolicText.flatMap { ResourceID($0) } }
        if !isResource || !choice.isPlace {
          ids += choice.choice.candidates.compactMap {
            values.id(of: $0)?.symbolicText.flatMap { ResourceID($0) }
          }
        }
        for place in Set(ids).compactMap({ places[$0] }).sorted() {
          drafts[place].suppositions.append(choice.supposition)
        }
      }
    }
  }

  // MARK: Ledger

  private mutating func noteOthers(at source: SourcePosition) {
    var counts: [(provider: String, count: Int)] = []
    for instance in values.instances where !["azurerm", "azapi"].contains(instance.provider) {
      if let place = counts.firstIndex(where: { $0.provider == instance.provider }) {
        counts[place].count += 1
      } else {
        counts.append((instance.provider, 1))
      }
    }
    if counts.isEmpty { return }
    let total = counts.reduce(0) { $0 + $1.count }
    let shown = counts.sorted { $0.provider < $1.provider }.map { "\($0.provider) (\($0.count))" }
    notes.append(
      Ledger.Note(
        text: "\(total) \(total == 1 ? "resource" : "resources") of other providers "
          + "\(total == 1 ? "is" : "are") left out: \(shown.joined(separator: ", "))",
        source: source))
  }
}

/// A resource while others may still change it.
struct TerraformDraft {
  let id: ResourceID
  let place: SourcePlace
  var nameUnknown: UnknownValue?
  var body: ConfigurationValue
  /// What leaves open whatever the description does not say.
  var rest: UnknownValue?
  var apiVersion: String?
  var suppositions: [Supposition] = []

  init(id: ResourceID, place: SourcePlace, nameUnknown: UnknownValue?) {
    self.id = id
    self.place = place
    self.nameUnknown = nameUnknown
    body = ConfigurationValue(.object([]), at: place)
  }

  func resource(_ format: InputFormat) -> Resource {
    Resource(
      id: id, location: ExportReader.setting(body.member("location")),
      kind: ExportReader.setting(body.member("kind")), body: body,
      properties: body.member("properties") ?? ConfigurationValue(.object([]), at: place),
      source: place.position, format: format, apiVersion: apiVersion,
      nameUnknown: id.hasOpenName ? nameUnknown : nil, restUnknown: rest,
      suppositions: suppositions)
  }
}
