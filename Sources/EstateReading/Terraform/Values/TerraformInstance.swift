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

  var addressWithoutKey: String {
    guard let key = key?.description, address.hasSuffix(key) else { return address }
    return String(address.dropLast(key.count))
  }

  var type: String { block.type }
  var isData: Bool { block.isData }
  /// ARM's type, as far as there is one; of azapi's the one that is written.
  var armType: String {
    if provider == "azapi" {
      return String((values.member("type")?.string ?? "").prefix { $0 != "@" })
    }
    return TerraformKind.of(type)?.armType ?? type
  }
  /// `azurerm`, the first word of the type; the whole of a type that has only one.
  var provider: String {
    let word = block.type.prefix { $0 != "_" }
    return block.type.count > word.count + 1 ? String(word) : "'\(block.type)'"
  }
}
