package import EstateModel

/// One Azure resource as some input describes it, in the shape that ARM gives it.
///
/// Immutable, and a class since a tenant's many are handed on from list to list.
package final class Resource: Sendable {
  package let id: ResourceID
  package let location: Setting<String>
  package let kind: Setting<String>
  /// The whole object: `sku`, `identity`, `tags` and the rest stand beside `properties` here.
  package let body: ConfigurationValue
  /// `properties` of the body, an empty object where it has none.
  package let properties: ConfigurationValue
  package let source: SourcePosition
  package let format: InputFormat
  package let apiVersion: String?
  /// Why the name, or a part of it, is only a symbol; `nil` where it is known.
  package let nameUnknown: UnknownValue?
  /// What decides whether the resource exists at all; `nil` where it certainly does.
  package let conditionUnknown: UnknownValue?
  /// Why it is not known which resource this is a part of; `nil` where it is known.
  let wholeUnknown: UnknownValue?
  /// Why whatever the description leaves out is open; `nil` where it is Azure's default.
  let restUnknown: UnknownValue?
  /// What of the description is only supposed.
  let suppositions: [Supposition]
  /// The file of the template that deploys it, by itself or through those that it nests or links to.
  let deployedBy: String?

  package init(
    id: ResourceID, location: Setting<String> = .absent, kind: Setting<String> = .absent,
    body: ConfigurationValue, properties: ConfigurationValue, source: SourcePosition,
    format: InputFormat, apiVersion: String? = nil, nameUnknown: UnknownValue? = nil,
    conditionUnknown: UnknownValue? = nil, wholeUnknown: UnknownValue? = nil,
    restUnknown: UnknownValue? = nil, suppositions: [Supposition] = [], deployedBy: String? = nil
  ) {
    self.id = id
    self.location = location
    self.kind = kind
    self.body = body
    self.properties = properties
    self.source = source
    self.format = format
    self.apiVersion = apiVersion
    self.nameUnknown = nameUnknown
    self.conditionUnknown = conditionUnknown
    self.wholeUnknown = wholeUnknown
    self.restUnknown = restUnknown
    self.suppositions = suppositions
    self.deployedBy = deployedBy
  }

  /// `Microsoft.Network/virtualNetworks/subnets`, as written.
  package var type: String { id.type }
  package var name: String { id.name }

  /// The same resource in twins of the documents that describe it.
  func withTwins(_ twins: inout [ObjectIdentifier: DocumentTape]) -> Resource {
    Resource(
      id: id, location: location, kind: kind, body: body.inTwin(&twins),
      properties: properties.inTwin(&twins), source: source, format: format,
      apiVersion: apiVersion, nameUnknown: nameUnknown, conditionUnknown: conditionUnknown,
      wholeUnknown: wholeUnknown, restUnknown: restUnknown, suppositions: suppositions,
      deployedBy: deployedBy)
  }

  /// The same resource as a part that may be another's.
  func perhapsOfAnother(_ unknown: UnknownValue) -> Resource {
    Resource(
      id: id, location: location, kind: kind, body: body, properties: properties, source: source,
      format: format, apiVersion: apiVersion, nameUnknown: nameUnknown,
      conditionUnknown: conditionUnknown, wholeUnknown: unknown, restUnknown: restUnknown,
      suppositions: suppositions, deployedBy: deployedBy)
  }

  /// Whether this is of the type, without case.
  package func isOfType(_ other: String) -> Bool { id.isOfType(other) }
}
