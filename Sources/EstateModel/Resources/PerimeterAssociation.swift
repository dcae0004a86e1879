/// That a network security perimeter holds a resource.
///
/// See <https://learn.microsoft.com/azure/private-link/network-security-perimeter-transition>.
package struct PerimeterAssociation: EstateResource {
  package enum Mode: String, Hashable, Sendable {
    /// What the perimeter does not let in is left to the resource's own settings.
    case learning = "Learning"
    case transition = "Transition"
    case audit = "Audit"
    /// Only the perimeter's rules count.
    case enforced = "Enforced"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var resource: Setting<Reference> = .absent
  package var mode: Setting<Mode> = .absent

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
