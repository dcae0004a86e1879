internal import EstateModel

/// A resource on its way into the estate: one that an input describes, or one that others mention.
struct ResourceInput {
  let id: ResourceID
  let source: SourcePosition
  let origin: ResourceOrigin
  let isDescribed: Bool
  /// What stands beside `properties`: `sku` and the like.
  let body: Slot
  let properties: Slot
  let location: Setting<String>
  let kind: Setting<String>
  /// Where it is not known whether there is the resource, so that its properties are open: what they
  /// are if there is.
  var writtenProperties: Slot?
  /// Why the names of the resources that this one is part of are only symbols.
  var nameUnknown: UnknownValue?
  /// Why nothing is known of a resource that an export lists without its properties.
  var listedOnly: UnknownValue?
  /// The version of the API of the resource that this one is written in, where it is.
  var versionAround: Slot?

  /// The version of the API that it is deployed with.
  var version: Slot { versionAround ?? body["apiVersion"] }

  /// A flag that a template does not set, where versions of the API from some dates on or before it
  /// leave it off.
  func isOff(inVersions are: (_ date: Substring) -> Bool) -> Setting<Bool> {
    guard origin == .template, isDescribed else { return .absent }
    let version = self.version
    if let unknown = version.unknown { return .unknown(unknown) }
    guard let date = version.value?.text?.prefix(10), date.count == 10, let source = version.source
    else { return .absent }
    return are(date) ? .known(false, source) : .absent
  }
}

/// The estate while it is decoded.
struct EstateDecoding {
  var estate = Estate()
  var diagnostics: [Diagnostic] = []
  var ledger = DecodingLedger()
  /// The resources of the inputs and those that were mentioned so far.
  var index = ReferenceIndex()
  /// Values that overlays put in the place of the inputs', by resource.
  var assumptions: [ResourceID: [AssumedValue]] = [:]
  /// What services say of the private endpoints that lead to them, by endpoint.
  var connectionMentions: [ResourceID: [ConnectionMention]] = [:]
  /// The ids of workspaces as private endpoints tell them.
  var identifiers: [ResourceID: [Setting<String>]] = [:]
  /// Versions of the environments of each workspace, by the environment without its version.
  var environments: [ResourceID.TypeAndName: [(version: String?, id: ResourceID)]] = [:]
  /// The record sets that the inputs have, by zone, once one of the zones asks.
  var recordSetsByZone: [ResourceID: Set<String>]?
  /// Those whose resource was not met yet.
  var pendingAssumptions: [PendingAssumption] = []
  /// The tags of Microsoft's file, in small letters; none without that file.
  var serviceTags: Set<String> = [] {
    didSet { plainRules = PlainSecurityRules(serviceTags: serviceTags) }
  }
  /// Tells the security rules that can wait.
  var plainRules = PlainSecurityRules()
  /// Where words stand that are no tags.
  var unknownTags: Set<SourcePosition> = []
  /// What texts mean as ids, where many others name a resource otherwise than its own input.
  var identities: [String: ResourceID] = [:]
  /// Whether a reference was taken for the only resource that it can mean so far.
  var hasGuessed = false
  /// The format of the resource that is being decoded; `nil` for one that no input describes.
  var format: InputFormat?

  let resources: [Resource]
  private(set) var kinds: [ResourceKind?] = []
  /// The places of the resources with which the index begins, in its order.
  private var described: [Int] = []
  /// Resources that are a part of another one, by the resource they are part of.
  private var parts: [ResourceID: [Int]] = [:]
  /// Parts of resources whose names are not known, by the type of the whole.
  private var openParts = OpenParts()
  /// Resources that ids may mean which are written otherwise.
  private var openMeanings = OpenMeanings()
  /// Network interfaces that private endpoints made, by the endpoint.
  private var endpointInterfaces: [ResourceID: [ResourceID]] = [:]
  private var endpointOfInterface: [ResourceID: ResourceID] = [:]
  /// Workspaces of which only a symbol is known, and why.
  private var namelessWorkspaces: [ResourceID: UnknownValue] = [:]
  /// Resources that are mentioned and not described, in the order of their mention.
  private var mentioned: [Reference] = []
  private var decodedMentions = 0
  /// The places of exported resources that are listed without their properties, of those that were decoded.
  var bareListings: [Int] = []
  /// How many resources the inputs describe, by themselves or within others: they begin the index.
  private var describedCount = 0

  /// - Parameter separate: ids that no resource of another group stands for.
  init(_ resources: [Resource], separate: Set<ResourceID> = []) {
    self.resources = resources
    // Neither looks into what the other does.
    let (registry, traits) =
      resources.count < Self.resourcesForTwoThreads
      ? (Registry(resources, separate: separate), ResourceTraits(resources))
      : inTwoThreads(
        { Registry(resources, separate: separate) }, { ResourceTraits(resources) })
    kinds = registry.kinds
    index = registry.index
    described = registry.described
    for place in traits.registering { kinds[place]?.register?(&self, resources[place]) }
    for place in resources.indices where resources[place].format == .azureMLYAML {
      if let unknown = resources[place].nameUnknown,
        description(of: resources[place].id.outermost) == nil
      {
        namelessWorkspaces[resources[place].id.outermost] = unknown
      }
    }
    describedCount = index.all.count
    noteOpenMeanings(separate)
    for place in traits.subnets {
      guard let network = resources[place].id.parent,
        index.resolve(network).flatMap({ description(of: $0) }) == nil
      else { continue }
      openParts.insert(resources[place], at: place, of: network)
    }
    for place in resources.indices where kinds[place]?.isPart == true {
      guard let whole = kinds[place]?.whole(resources[place]) else { continue }
      if index.resolve(whole).flatMap({ description(of: $0) }) == nil {
        openParts.insert(resources[place], at: place, of: whole)
      }
      let id = mention(whole, at: resources[place].source)
      parts[id, default: []].append(place)
    }
  }

  // MARK: Order

  mutating func decodeDescribed() {
    if let decoded = decodedInTwoThreads() {
      self = decoded
    } else {
      decodeDescribed(where: { _, _ in true })
    }
  }

  /// Decodes some of the resources by their places and kinds, from some copy of their documents.
  mutating func decodeDescribed(
    in places: Range<Int>? = nil, where isWanted: (Int, ResourceKind?) -> Bool,
    reading copy: (Resource) -> Resource = { $0 }
  ) {
    for place in places ?? resources.indices
    where kinds[place]?.isPart != true && isWanted(place, kinds[place]) {
      let resource = copy(resources[place])
      format = resource.format
      if let condition = resource.conditionUnknown {
        ledger.note(
          "whether \(resource.id) exists is not known: \(condition.because)", at: resource.source)
      }
      let input = input(for: resource)
      if let bare = input.listedOnly {
        estate.listedOnly[input.id] = bare
        if resource.format == .export { bareListings.append(place) }
      }
      decode(input, as: kinds[place])
    }
  }

  /// Decodes what was only mentioned, which may mention more.
  mutating func decodeMentioned() {
    while decodedMentions < mentioned.count {
      let mention = mentioned[decodedMentions]
      format = parts[mention.id]?.first.map { resources[$0].format }
      decodedMentions += 1
      decode(input(for: mention), as: ResourceKind.of(mention.id))
    }
  }

  /// Decodes one resource on trial.
  mutating func decodeAgain(_ id: ResourceID) {
    if let resource = description(of: id) {
      decode(input(for: resource), as: ResourceKind.of(resource.id))
    } else {
      decode(
        input(for: Reference(id, at: SourcePosition(file: "", line: 1, column: 1))),
        as: ResourceKind.of(id))
    }
  }

  private mutating func decode(_ input: ResourceInput, as kind: ResourceKind?) {
    if let kind {
      kind.decode(&self, input)
    } else {
      decodeOpaque(input)
    }
  }

  // MARK: Inputs

  private func input(for resource: Resource) -> ResourceInput {
    let id = index.resolve(resource.id) ?? resource.id
    let condition = resource.conditionUnknown
    let bare = missingProperties(of: resource)
    let body = assumed(resource.body, for: id, under: [])
    let properties = assumed(resource.properties, for: id, under: ["properties"])
    return ResourceInput(
      id: id, source: resource.source, origin: resource.origin, isDescribed: bare == nil,
      body: condition.map { Slot(open: $0, key: "") } ?? Slot(body, key: "", missing: bare),
      properties: condition.map { Slot(open: $0, key: "properties") }
        ?? Slot(properties, key: "properties", missing: bare),
      location: assumedText("location", for: id) ?? condition.map { .unknown($0) }
        ?? resource.location.orOpen(bare),
      kind: condition.map { .unknown($0) } ?? resource.kind.orOpen(bare),
      writtenProperties: condition.map { _ in Slot(properties, key: "properties", missing: bare) },
      nameUnknown: resource.nameUnknown, listedOnly: bare)
  }

  private func input(for mention: Reference) -> ResourceInput {
    let unknown = UnknownValue.undescribed(mention.id, at: mention.source)
    return ResourceInput(
      id: mention.id, source: mention.source, origin: .reference, isDescribed: false,
      body: Slot(assumed(nil, for: mention.id, under: []), key: "", missing: unknown),
      properties: Slot(
        assumed(nil, for: mention.id, under: ["properties"]), key: "properties", missing: unknown),
      location: assumedText("location", for: mention.id) ?? .unknown(unknown),
      kind: .unknown(unknown))
  }

  // MARK: Parts and wholes

  /// The parts of a resource that the inputs describe as resources of their own.
  ///
  /// After those that are certainly its own come those whose whole is not known, and may be this
  /// one.
  func parts(of id: ResourceID, _ types: String...) -> [Resource] {
    let own = (parts[id] ?? []).map { resources[$0] }
    let others = openParts.parts(of: id, openMeanings).map { place, unknown in
      resources[place].perhapsOfAnother(unknown.placed(at: resources[place].source))
    }
    return (own + others).filter { part in
      types.contains {
        $0.equalsIgnoringASCIICase(part.id.segments[part.id.segments.count - 1].type)
      }
    }
  }

  /// A part's properties, open where nobody knows whether the part exists, or is one of this whole.
  func properties(of part: Resource) -> Slot {
    if let unknown = part.wholeUnknown { return Slot(open: unknown, key: "properties") }
    return writtenProperties(of: part)
  }

  /// A part's properties, whatever it is a part of.
  func writtenProperties(of part: Resource) -> Slot {
    if let condition = part.conditionUnknown { return Slot(open: condition, key: "properties") }
    return Slot(part.properties, key: "properties", missing: missingProperties(of: part))
  }

  /// The description of a resource, where an input has one.
  func description(of id: ResourceID) -> Resource? {
    guard let place = index.place(of: id), place < described.count else { return nil }
    return resources[described[place]]
  }

  // MARK: References

  /// The text of a reference as an id; `nil` where it is none.
  mutating func id(of text: String) -> ResourceID? {
    if let known = identities[text] { return known }
    guard let id = ResourceID(text.strippingAzureML) else { return nil }
    identities[text] = id
    return id
  }

  /// The resource of the estate that an id means; one that is new there is remembered.
  mutating func mention(_ id: ResourceID, at source: SourcePosition) -> ResourceID {
    if let known = index.find(id) {
      if !known.isExact { hasGuessed = true }
      return known.id
    }
    index.insert(id)
    mentioned.append(Reference(id, at: source))
    return id
  }

  private mutating func noteOpenMeanings(_ separate: Set<ResourceID>) {
    for (place, id) in index.all.enumerated() where id.hasOpenName {
      let description =
        place < described.count ? resources[described[place]] : self.description(of: id.outermost)
      if let description { openMeanings.insert(id, describedBy: description) }
    }
    openMeanings.insert(separate: separate, among: index.all)
  }

  /// Why a reference to a resource that no input describes may mean another one, which an input does:
  /// where a part of a name, of the one or the other, is only a symbol, or a group is not known. `nil`
  /// where it may not.
  func openMeaning(
    of id: ResourceID, _ slot: Slot, at source: SourcePosition
  ) -> UnknownValue? {
    let isOpen = id.hasOpenName
    let isIncomplete = id.subscription == nil || id.resourceGroup == nil
    guard isOpen || isIncomplete || !openMeanings.isEmpty,
      index.place(of: id).map({ $0 >= describedCount }) ?? true
    else { return nil }
    if isIncomplete, !isOpen, let others = index.several(for: id, amongFirst: describedCount) {
      return UnknownValue(
        key: "\(id)#scope",
        because: "no input tells whether '\(id)' is \(others.0) or \(others.1)", source: source)
    }
    guard isOpen, index.all[..<describedCount].contains(where: { id.mayMean($0) }) else {
      return openMeanings.unknown(of: id)?.placed(at: source)
    }
    return slot.unknown
      ?? UnknownValue(
        key: "\(id.typeAndName)#name",
        because:
          "no input tells the name of the \(id.type) that is meant here, '\(id.symbolicName)'",
        source: source)
  }

  /// The resource that another one is part of, `level` steps up.
  ///
  /// Open where a file of Azure ML names no workspace and nothing else does.
  mutating func ancestor(
    of id: ResourceID, levels: Int = 1, at source: SourcePosition
  ) -> Setting<Reference> {
    var ancestor: ResourceID? = id
    for _ in 0..<levels { ancestor = ancestor?.parent }
    guard let ancestor else { return .absent }
    if let unknown = namelessWorkspaces[ancestor] {
      // Each file lacks it by itself.
      let here = UnknownValue(
        key: unknown.key, because: unknown.because, source: source, candidates: unknown.candidates)
      ledger.note(here)
      return .unknown(here)
    }
    return .known(Reference(mention(ancestor, at: source), at: source), source)
  }

  /// Makes known that the private endpoint has made the interface.
  mutating func note(interface: ResourceID, ofPrivateEndpoint endpoint: ResourceID) {
    let interface = index.resolve(interface) ?? interface
    let endpoint = index.resolve(endpoint) ?? endpoint
    guard endpointOfInterface.updateValue(endpoint, forKey: interface) == nil else { return }
    endpointInterfaces[endpoint, default: []].append(interface)
  }

  func privateEndpoint(of interface: ResourceID) -> ResourceID? { endpointOfInterface[interface] }

  func interfaces(ofPrivateEndpoint id: ResourceID) -> [ResourceID] { endpointInterfaces[id] ?? [] }

  /// Hands on what the inputs only suppose.
  mutating func takeSuppositions() {
    for resource in resources where !resource.suppositions.isEmpty {
      let id = index.resolve(resource.id) ?? resource.id
      estate.suppositions[id, default: []] += resource.suppositions
    }
  }

  // MARK: Diagnostics

  /// Whether messages spell keys as `public_network_access`.
  var isSnakeCase: Bool { format == .azureMLYAML }

  mutating func report(_ message: Diagnostic.Message, at source: SourcePosition) {
    diagnostics.append(Diagnostic(.error, message, at: source))
  }
}

extension Resource {
  var origin: ResourceOrigin {
    switch format {
    case .azureMLYAML: .azureMachineLearningYAML
    case .terraformPlan, .terraformState: .terraform
    case .export: .export
    case .template, .parameters, .bicep, .overlay, .serviceTags: .template
    }
  }
}

extension ResourceID {
  /// `{network}/clients`
  fileprivate var symbolicName: String { segments.map(\.name).joined(separator: "/") }

  /// The resource that all its parents are in, itself where it has none.
  var outermost: ResourceID {
    var id = self
    while let parent = id.parent { id = parent }
    return id
  }
}
