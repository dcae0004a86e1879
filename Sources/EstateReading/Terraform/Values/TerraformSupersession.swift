internal import EstateModel

/// What a resource lists of things that are resources of their own, and that these say better.
///
/// A provider fills lists such as the subnets of a network in from what Azure has, at the time when it
/// looked: another resource of the plan may have changed or removed one since.
struct TerraformSupersession {
  private struct Own: Hashable {
    let attribute: String
    let whole: ResourceID
    let name: String
  }

  /// Which attribute of the whole lists what, and which resource is one of these by itself.
  private static let lists: [(part: String, whole: String, attribute: String)] = [
    ("azurerm_subnet", "azurerm_virtual_network", "subnet"),
    ("azurerm_network_security_rule", "azurerm_network_security_group", "security_rule"),
    ("azurerm_route", "azurerm_route_table", "route"),
  ]

  /// Resources that set one attribute of another one, which has it no longer once they are gone.
  private static let settings: [(part: String, key: String, whole: String, attribute: String)] = [
    (
      "azurerm_storage_account_network_rules", "storage_account_id", "azurerm_storage_account",
      "network_rules"
    ),
    (
      "azurerm_virtual_network_dns_servers", "virtual_network_id", "azurerm_virtual_network",
      "dns_servers"
    ),
  ]

  private var own: Set<Own> = []
  /// The ids of those whose setting is taken away, by its name.
  private var removed: Set<[String]> = []
  private let values: TerraformValues

  init(_ values: TerraformValues) {
    self.values = values
    noteRemoved()
    for list in Self.lists {
      for index in values.instances.indices
      where values.instances[index].type == list.part && !values.instances[index].isData {
        insert(values.id(of: index)?.symbolicText, list.attribute)
      }
      for removed in values.document.removed where removed.type == list.part {
        insert(removed.values.member("id")?.string, list.attribute)
      }
    }
  }

  private mutating func noteRemoved() {
    for part in values.document.removed {
      guard let setting = Self.settings.first(where: { $0.part == part.type }),
        let id = part.values.member(setting.key)?.string
      else { continue }
      removed.insert([setting.whole, setting.attribute, id.lowercased()])
    }
  }

  private mutating func insert(_ text: String?, _ attribute: String) {
    guard let id = text.flatMap({ ResourceID($0) }), let whole = id.parent else { return }
    for whole in [whole, whole.withoutScope] {
      own.insert(Own(attribute: attribute, whole: whole, name: id.name.lowercased()))
    }
  }

  /// The attributes without what others say better.
  func remaining(_ attributes: ConfigurationValue, of index: Int) -> ConfigurationValue {
    let type = values.instances[index].type
    var attributes = attributes
    for setting in Self.settings where setting.whole == type && !removed.isEmpty {
      guard let id = attributes.member("id")?.string,
        removed.contains([type, setting.attribute, id.lowercased()])
      else { continue }
      attributes = attributes.setting(
        setting.attribute, to: ConfigurationValue(.null, at: attributes.place))
    }
    guard let list = Self.lists.first(where: { $0.whole == type }), !own.isEmpty,
      let elements = attributes.member(list.attribute), elements.isArray,
      let id = values.id(of: index)?.symbolicText.flatMap({ ResourceID($0) })
    else { return attributes }
    let kept = elements.array.filter { element in
      guard let name = element["name"]?.string?.lowercased() else { return true }
      return ![id, id.withoutScope].contains {
        own.contains(Own(attribute: list.attribute, whole: $0, name: name))
      }
    }
    return attributes.setting(list.attribute, to: .list(kept, at: elements.place))
  }
}

extension ResourceID {
  /// The id without its subscription, which one made of names lacks.
  fileprivate var withoutScope: ResourceID {
    ResourceID(
      subscription: nil, resourceGroup: resourceGroup, provider: provider, segments: segments)
  }
}
