package import EstateModel

// Services have further documented names, which lead where their first ones do: in another region, of a
// website, of a port of an instance.
extension Estate {
  /// The service of the estate that has this name, too, by that name; `nil` where none is known to.
  package func front(furtherNamed host: String, _ selectors: SelectorIndex) -> Front? {
    let own = fronts(selectors).filter { $0.resource != nil && $0.group != nil }
    for account in storageAccounts {
      for part in ServiceCatalog.storageParts where part.hasSuffix("_secondary") {
        let front = front(of: account, part, selectors)
        if front.name == host { return front }
      }
    }
    // Of two accounts, `a` and `a-b`, the longer name is meant.
    let named = own.filter { Self.isFurther(host, of: $0) }
    if let front = named.max(by: { $0.name.count < $1.name.count }) { return front.called(host) }
    guard
      let perhaps = own.filter({ Self.mayBeFurther(host, of: $0) })
        .max(by: { $0.name.count < $1.name.count })
    else { return nil }
    var front = perhaps.called(host)
    front.doubtOfName = UnknownValue(
      key: "\(host)#owner",
      because: "whether \(host) is a name of \(front.selector) in some region or one of somebody "
        + "else's is in no input", source: nil)
    return front
  }

  /// Whether it is such a name if Azure has a region that is called so.
  private static func mayBeFurther(_ host: String, of front: Front) -> Bool {
    guard let (first, rest) = parted(host), let (name, suffix) = parted(front.name),
      suffix == "azconfig.io" || suffix == "documents.azure.com"
        || suffix.hasSuffix(".cosmos.azure.com"),
      rest == suffix, first.hasPrefix("\(name)-")
    else { return false }
    let region = first.dropFirst(name.count + 1)
    return region.first?.isLetter == true && region.allSatisfy { $0.isLetter || $0.isNumber }
  }

  private static func isFurther(_ host: String, of front: Front) -> Bool {
    guard let (first, rest) = parted(host), let (name, suffix) = parted(front.name) else {
      return false
    }
    switch suffix {
    case "web.core.windows.net":
      // `st.z6.web.core.windows.net`
      guard first == name, let (zone, end) = parted(rest) else { return false }
      return end == suffix && zone.first == "z" && zone.dropFirst().allSatisfy(\.isNumber)
    case "azurecr.io":
      guard first == name, let (region, end) = parted(rest) else { return false }
      // Whatever the region: nobody else's name begins so.
      return !region.contains(".") && ["data.azurecr.io", "geo.azurecr.io"].contains(end)
    case "azconfig.io", "documents.azure.com":
      return rest == suffix && isOfRegion(first, of: name)
    case _ where suffix.hasSuffix(".cosmos.azure.com"):
      return rest == suffix && isOfRegion(first, of: name)
    case _ where suffix.hasSuffix(".kusto.windows.net"):
      return host == "ingest-\(front.name)"
    case _ where suffix.hasSuffix(".instances.azureml.ms"):
      guard rest == suffix, first.hasPrefix("\(name)-") else { return false }
      let port = first.dropFirst(name.count + 1)
      // Shells have names outside the workspace's zones.
      return !port.isEmpty && port.allSatisfy(\.isNumber) && port != "22"
    case _ where suffix.hasSuffix(".api.azureml.ms"):
      // `ml-NAME-REGION-GUID.REGION.notebooks.azure.net`
      guard front.isWorkspace, let region = front.location else { return false }
      return rest == "\(region).notebooks.azure.net"
        && front.resource.map { first.hasPrefix("ml-\($0.name.lowercased())-\(region)-") } == true
    default: return false
    }
  }

  /// `NAME-REGION`
  private static func isOfRegion(_ label: String, of name: String) -> Bool {
    label.hasPrefix("\(name)-") && RegionPairs.isRegion(String(label.dropFirst(name.count + 1)))
  }

  /// The first label, and the others.
  private static func parted(_ host: String) -> (first: String, rest: String)? {
    host.firstIndex(of: ".").map {
      (String(host[..<$0]), String(host[host.index(after: $0)...]))
    }
  }
}

extension Front {
  fileprivate var isWorkspace: Bool {
    resource?.isOfType("Microsoft.MachineLearningServices/workspaces") == true
  }

  /// The same service under another of its names.
  fileprivate func called(_ host: String) -> Front {
    let isNotebook = host.hasSuffix(".notebooks.azure.net")
    let zone = isNotebook ? "privatelink.notebooks.azure.net" : zone
    var records = records
    if let zone, let record = ServiceCatalog.recordName(ofHost: host, inZone: zone) {
      records = [record]
    }
    return Front(
      owner: owner, selector: selector, name: host, group: group, zone: zone, records: records,
      tags: tags.map { $0.split(separator: ".").first.map(String.init) ?? $0 },
      location: location, ports: ports, serviceEndpoint: serviceEndpoint, part: part,
      mayHaveOtherTags: true, redirections: redirections)
  }
}
