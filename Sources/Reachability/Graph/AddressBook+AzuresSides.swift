internal import EstateModel
internal import TrafficSets

extension AddressBook {
  /// What is known of the public addresses that Azure gives in a region.
  struct AzuresSide {
    let kind: Kind
    /// The key of the open value that the region is.
    let openRegion: String?

    init(_ location: Setting<String>) {
      let region = Region(location)
      kind = .open(
        tags: [region.name.map { "AzureCloud.\($0)" } ?? "AzureCloud"], mayHaveOtherTags: false)
      openRegion = region.open?.key
    }
  }

  /// Adds a public address that Azure gives in a region.
  @discardableResult
  mutating func addAzures(
    _ key: Key, label: String, in location: Setting<String>
  ) -> Address {
    let side = AzuresSide(location)
    let address = add(key, label: label, side.kind)
    if let open = side.openRegion { note(address, inOpenRegion: open) }
    return address
  }

  /// Adds one behind which a host's packets leave.
  mutating func add(_ side: AzuresSide, of host: Host, named name: String) {
    let address = add(egressOf: host, named: name, side.kind)
    if let open = side.openRegion { note(address, inOpenRegion: open) }
  }
}

extension AddressBook {
  /// The tag, with the regional one of which the articles ask callers of a region: Microsoft's registry answers
  /// them there.
  ///
  /// See <https://learn.microsoft.com/azure/machine-learning/how-to-access-azureml-behind-firewall>.
  func tags(besides tag: String) -> [String] {
    guard tag == "MicrosoftContainerRegistry", let homeRegion else { return [tag] }
    return [tag, "\(tag).\(homeRegion)"]
  }
}
