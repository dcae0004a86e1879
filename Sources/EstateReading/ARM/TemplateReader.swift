internal import EstateModel

/// Reads the resources of one template and of the templates nested in it.
struct TemplateReader {
  private(set) var resources: [Resource] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var notes: [Ledger.Note] = []
  /// The parameters with few values that are used and have none.
  private(set) var openParameters: [OpenParameter] = []
  /// Whether it asks for what neither it nor its surroundings describe.
  private(set) var asksBeyond = false
  /// The files that were read as parts of this one.
  private(set) var followedLinks: Set<String> = []
  /// The files that deployments link to which are not made.
  private(set) var unusedLinks: Set<String> = []
  /// The parameter files that its deployments link to.
  private(set) var followedParameters: Set<String> = []
  /// The templates that it links to and nobody has.
  private(set) var unreadTemplates: [UnreadTemplate] = []
  /// Ids that mean none of the resources of the same type and name that it deploys.
  private(set) var separate: Set<ResourceID> = []
  private let file: String
  /// Whether some of it goes to a group or subscription that nobody knows.
  private var hasOpenScopes = false

  /// What a template is read with.
  struct Inputs {
    var deployment = DeploymentScope()
    var supplied: [String: SuppliedValue] = [:]
    var assumed: [String: SuppliedValue] = [:]
    /// What stands in the place of open parameters, by their keys.
    var chosen: [String: String] = [:]
    var qualifiedParameters: Set<String> = []
    var surroundings = TemplateSurroundings()
  }

  init(template: ConfigurationValue, inputs: Inputs) {
    var reader = TemplateReader(template: template, inputs: inputs, keepsOpenScopes: false)
    var ids = DeployedIDs(reader.resources)
    // Most open groups are nobody else's, and then an id without one reads better.
    if reader.hasOpenScopes || ids.hasOpenScopes {
      let careful = TemplateReader(template: template, inputs: inputs, keepsOpenScopes: true)
      let carefulIDs = DeployedIDs(careful.resources)
      if carefulIDs.openScopesTellApart { (reader, ids) = (careful, carefulIDs) }
    }
    reader.separate = ids.separate
    self = reader
  }

  private init(template: ConfigurationValue, inputs: Inputs, keepsOpenScopes: Bool) {
    file = template.place.text.file
    let name = FilePath.name(of: file)
    var target = inputs.deployment
    target.take(schema: template["$schema"]?.string ?? "")
    let scope = TemplateScope(
      template: template, key: "\(file)#", deployment: target, supplied: inputs.supplied,
      assumed: inputs.assumed, chosen: inputs.chosen,
      qualifiedParameters: inputs.qualifiedParameters,
      qualifier: name.hasSuffix(".json") ? String(name.dropLast(5)) : name)
    let root = TemplateDeployment(
      template: template, scope: scope, frame: TemplateFrame(deployment: 0), target: target,
      condition: nil, depth: 0)
    var evaluator = TemplateEvaluator(
      root: root, surroundings: inputs.surroundings, keepsOpenScopes: keepsOpenScopes)
    evaluator.declare(0)
    // What refers to a resource may stand before the deployment that declares it.
    evaluator.openAllDeployments()
    read(0, &evaluator)
    diagnostics = evaluator.diagnostics
    notes = evaluator.notes
    if let first = evaluator.absences.first {
      let count = evaluator.absences.count
      notes.append(
        Ledger.Note(
          text: count == 1
            ? "1 resource is not deployed, as its condition does not hold"
            : "\(count) resources are not deployed, as their conditions do not hold",
          source: first))
    }
    openParameters = evaluator.openParameters
    followedLinks = evaluator.followedLinks
    unusedLinks = evaluator.unusedLinks
    followedParameters = evaluator.followedParameters
    unreadTemplates = evaluator.unreadTemplates
    asksBeyond = evaluator.asksBeyond
    hasOpenScopes = evaluator.hasOpenScopes
  }

  /// The resources of a deployment, those of a nested one where it stands.
  private mutating func read(_ deployment: Int, _ evaluator: inout TemplateEvaluator) {
    for resource in evaluator.deployments[deployment].resources.indices {
      let index = TemplateEvaluator.DeclarationIndex(deployment: deployment, resource: resource)
      let declaration = evaluator.deployments[deployment].resources[resource]
      if declaration.isAbsent || declaration.isExisting { continue }
      if declaration.isDeployment {
        if let inner = evaluator.inner(of: index) { read(inner, &evaluator) }
      } else if let body = evaluator.body(of: index) {
        append(declaration, body)
      }
    }
  }

  private mutating func append(_ declaration: TemplateDeclaration, _ body: ConfigurationValue) {
    let place = declaration.element.place
    resources.append(
      Resource(
        id: declaration.id, location: ExportReader.setting(body.member("location")),
        kind: ExportReader.setting(body.member("kind")), body: body,
        properties: body.member("properties") ?? ConfigurationValue(.object([]), at: place),
        source: place.position, format: .template, apiVersion: body["apiVersion"]?.string,
        nameUnknown: declaration.name.unknown, conditionUnknown: declaration.condition,
        deployedBy: file))
  }
}
