/// A virtual machine and its interfaces, the primary one first.
package struct VirtualMachine: EstateResource {
  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  package var interfaces: [Setting<Reference>] = []
  /// Why it is not known which of several interfaces is the primary one.
  package var primaryUnknown: UnknownValue?

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
