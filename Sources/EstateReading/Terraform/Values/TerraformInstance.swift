/// One resource or data source of a plan or state.
struct TerraformInstance: Sendable {
  /// Identifies a resource whatever its key.
  struct Block: Hashable, Sendable {
    let module: [TerraformModuleStep]
    let isData: Bool
    let type: String
    let name: String
  }

  /// As Terraform writes it.
  let address: String
  let block: Block
  let key: TerraformKey?
  /// The object of the attributes, as the file has them.
  let values: ConfigurationValue
  /// Of a plan, which attributes are known only after the apply, in the shape of the attributes.
  let unknown: ConfigurationValue?
  let place: SourcePlace

  var type: String { block.type }
  var isData: Bool { block.isData }
  /// `azurerm`, the first word of the type; the whole of a type that has only one.
  var provider: String {
    let word = block.type.prefix { $0 != "_" }
    return block.type.count > word.count + 1 ? String(word) : "'\(block.type)'"
  }
}
