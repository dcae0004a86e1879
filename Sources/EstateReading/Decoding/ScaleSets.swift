internal import EstateModel

extension EstateDecoding {
  /// A scale set describes the interfaces of its instances as a machine may describe its own.
  mutating func decodeScaleSet(_ input: ResourceInput) {
    let profile = input.properties["virtualMachineProfile"]["networkProfile"]
    var scaleSet = VirtualMachine(id: input.id, source: input.source)
    scaleSet.isDescribed = input.isDescribed
    let patterns = profile["networkInterfaceConfigurations"].elements
    let primary = patterns.filter { $0.properties["primary"].value?.bool == true }
    let others = patterns.filter { $0.properties["primary"].value?.bool != true }
    scaleSet.interfaces = (primary + others).map { inlineInterface($0, of: input) }
    estate.scaleSets.insert(scaleSet)
  }
}
