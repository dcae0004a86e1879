/// A virtual machine, or a scale set that makes many of one pattern, and its interfaces, the primary one
/// first.
///
/// The interfaces of a scale set are patterns: each instance has some address of the subnet.
/// See <https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking>.
package struct VirtualMachine: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var interfaces: [Setting<Reference>] = []

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
