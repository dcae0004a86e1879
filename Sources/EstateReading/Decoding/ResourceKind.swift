internal import EstateModel

/// What becomes of the resources of one ARM type.
struct ResourceKind: Sendable {
  let type: String
  let role: Role
  /// Whether an export that lists it without `properties` leaves anything open.
  var hasSettings = true
  /// Puts the resource into the estate.
  let decode: @Sendable (inout EstateDecoding, ResourceInput) -> Void
  /// Makes known what others may refer to before anything is decoded.
  let register: (@Sendable (inout EstateDecoding, Resource) -> Void)?
  /// Whether there is anything to make known of a resource, as far as that shows without others.
  var isRegistering: @Sendable (Resource) -> Bool = { _ in true }
  /// The resource that a part belongs to.
  let whole: @Sendable (Resource) -> ResourceID?

  enum Role {
    /// It stands in the estate itself.
    case node
    /// It is a part of another resource, which asks for it.
    case part
    /// No packet ever meets it.
    case apart
  }

  var isPart: Bool { role == .part }
  var isNode: Bool { role == .node }

  /// A resource of the estate.
  static func node(
    _ type: String, hasSettings: Bool = true,
    register: (@Sendable (inout EstateDecoding, Resource) -> Void)? = nil,
    where isRegistering: @escaping @Sendable (Resource) -> Bool = { _ in true },
    _ decode: @escaping @Sendable (inout EstateDecoding, ResourceInput) -> Void
  ) -> ResourceKind {
    ResourceKind(
      type: type, role: .node, hasSettings: hasSettings, decode: decode, register: register,
      isRegistering: isRegistering, whole: { _ in nil })
  }

  /// A resource that is only a part of another one, which asks for it when it is decoded.
  static func part(
    _ type: String, of whole: @escaping @Sendable (Resource) -> ResourceID? = { $0.id.parent }
  ) -> ResourceKind {
    ResourceKind(type: type, role: .part, decode: { _, _ in }, register: nil, whole: whole)
  }

  /// A resource that no packet ever meets: it is counted and left out.
  static func apart(_ type: String) -> ResourceKind {
    ResourceKind(
      type: type, role: .apart, hasSettings: false,
      decode: { decoding, input in
        if input.isDescribed {
          decoding.ledger.note(type: input.id.type, at: input.source, isApart: true)
        } else {
          decoding.decodeOpaque(input)
        }
      }, register: nil, whole: { _ in nil })
  }

  /// The kind of the ARM type of an id, `nil` for one that is not modelled.
  static func of(_ id: ResourceID) -> ResourceKind? {
    guard let kind = table[id.hashOfType], id.isOfType(kind.type) else { return nil }
    return kind
  }

  /// By the hash of the type, which needs no text made of an id.
  private static let table: [UInt64: ResourceKind] = {
    let all =
      networks + gateways + routeTables + loadBalancers + natGateways + publicPrefixes
      + serviceEndpointPolicies + firewalls + subnetServices
      + hosts + securityGroups + networkManagers
      + privateEndpoints + names + nameResolvers
      + services + platformServices + perimeters + monitors
      + foreignPrivateEndpoints
      + workspaces
      + machineLearning + kubernetes + others
    return Dictionary(all.map { (ResourceID.hash(ofType: $0.type), $0) }) { first, _ in first }
  }()
}
