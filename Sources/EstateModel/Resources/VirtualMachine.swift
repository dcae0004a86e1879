/// A virtual machine, or a scale set that makes many of one pattern, and its interfaces, the primary one
/// first.
///
/// The interfaces of a scale set are patterns: each instance has some address of the subnet.
/// See <https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking>.
package struct VirtualMachine: EstateResource {
  package enum Orchestration: String, Hashable, Sendable {
    case uniform = "Uniform"
    case flexible = "Flexible"
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var interfaces: [Setting<Reference>] = []
  /// Of a scale set; absent: uniform.
  package var orchestration: Setting<Orchestration> = .absent
  package var availabilitySet: Setting<Reference> = .absent
  /// Why it is not known which of several interfaces is the primary one.
  package var primaryUnknown: UnknownValue?

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
