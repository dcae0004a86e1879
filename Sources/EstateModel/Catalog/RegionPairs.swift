/// Which regions Microsoft pairs: some services of a region also serve its partner.
///
/// A partnership may hold in one direction only. See
/// <https://learn.microsoft.com/azure/reliability/regions-paired>.
package enum RegionPairs {
  /// Whether the second is the first one's partner, or the first the second one's; `nil` where the
  /// table knows neither.
  package static func arePaired(_ one: String, _ other: String) -> Bool? {
    if partners[one] == other || partners[other] == one { return true }
    return partners[one] == nil && partners[other] == nil ? nil : false
  }

  private static let partners: [String: String] = {
    var partners = oneWay
    for (one, other) in mutual {
      partners[one] = other
      partners[other] = one
    }
    return partners
  }()

  private static let oneWay = [
    "brazilsouth": "southcentralus", "brazilsoutheast": "brazilsouth", "westindia": "southindia",
    "westus3": "eastus", "usgovvirginia": "usgovtexas",
  ]

  private static let mutual: KeyValuePairs = [
    "australiacentral": "australiacentral2", "australiaeast": "australiasoutheast",
    "canadacentral": "canadaeast", "centralindia": "southindia", "chinaeast": "chinanorth",
    "chinaeast2": "chinanorth2", "chinaeast3": "chinanorth3", "eastasia": "southeastasia",
    "eastus": "westus", "eastus2": "centralus", "francecentral": "francesouth",
    "germanywestcentral": "germanynorth", "japaneast": "japanwest",
    "jioindiacentral": "jioindiawest", "koreacentral": "koreasouth",
    "northcentralus": "southcentralus", "northeurope": "westeurope",
    "norwayeast": "norwaywest", "southafricanorth": "southafricawest",
    "swedencentral": "swedensouth", "switzerlandnorth": "switzerlandwest",
    "uaenorth": "uaecentral", "uksouth": "ukwest", "usdodcentral": "usdodeast",
    "usgovarizona": "usgovtexas", "westcentralus": "westus2",
  ]
}
