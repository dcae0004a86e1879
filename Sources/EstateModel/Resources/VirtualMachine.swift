/// A virtual machine and its interfaces, the primary one first.
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
