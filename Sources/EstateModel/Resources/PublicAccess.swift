/// Whether a service or an endpoint takes traffic from public networks.
package enum PublicAccess: String, Hashable, Sendable {
  case enabled = "Enabled"
  case disabled = "Disabled"
  /// A network security perimeter decides, which is not modelled.
  case securedByPerimeter = "SecuredByPerimeter"
}
