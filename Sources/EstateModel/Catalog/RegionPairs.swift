/// The regions that Microsoft pairs.
///
/// See <https://learn.microsoft.com/azure/reliability/regions-paired>.
package enum RegionPairs {
  /// Whether the two regions, in small letters without spaces, are one or a pair; `nil` where one of
  /// them is in no list here.
  package static func areOneOrPaired(_ first: String, _ second: String) -> Bool? {
    if first == second { return true }
    if partners[first]?.contains(second) == true || partners[second]?.contains(first) == true {
      return true
    }
    return known.contains(first) && known.contains(second) ? false : nil
  }

  /// Whether a region is called so, in small letters without spaces.
  package static func isRegion(_ name: String) -> Bool { known.contains(name) }

  /// The region and those that it makes a pair with.
  package static func regions(servedFrom home: String) -> Set<String> {
    let others = partners.filter { $0.value.contains(home) }.map(\.key)
    return Set([home] + (partners[home] ?? []) + others)
  }

  /// The region that a service tag names at its end, in small letters; `nil` for one of all regions.
  package static func region(ofTag tag: String) -> String? {
    tag.lowercased().split(separator: ".").dropFirst().last.map(String.init)
      .flatMap { known.contains($0) ? $0 : nil }
  }

  /// Some pairs go one way: the second of such a pair has another partner.
  private static let pairs: [(String, String)] = [
    ("eastasia", "southeastasia"), ("australiaeast", "australiasoutheast"),
    ("australiacentral", "australiacentral2"), ("brazilsouth", "southcentralus"),
    ("brazilsoutheast", "brazilsouth"), ("canadacentral", "canadaeast"),
    ("northeurope", "westeurope"), ("francecentral", "francesouth"),
    ("germanywestcentral", "germanynorth"), ("centralindia", "southindia"),
    ("westindia", "southindia"), ("japaneast", "japanwest"), ("koreacentral", "koreasouth"),
    ("eastus", "westus"), ("eastus2", "centralus"), ("northcentralus", "southcentralus"),
    ("westus2", "westcentralus"), ("westus3", "eastus"), ("norwayeast", "norwaywest"),
    ("southafricanorth", "southafricawest"), ("swedencentral", "swedensouth"),
    ("switzerlandnorth", "switzerlandwest"), ("uksouth", "ukwest"),
    ("uaenorth", "uaecentral"), ("jioindiawest", "jioindiacentral"),
  ]

  private static let partners: [String: [String]] = pairs.reduce(into: [:]) {
    $0[$1.0, default: []].append($1.1)
  }

  private static let known = Set(
    pairs.flatMap { [$0.0, $0.1] } + [
      "polandcentral", "italynorth", "spaincentral", "israelcentral", "qatarcentral",
      "mexicocentral", "newzealandnorth", "austriaeast", "chilecentral",
      "malaysiawest", "indonesiacentral", "belgiumcentral",
    ])
}
