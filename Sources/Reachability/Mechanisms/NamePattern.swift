internal import EstateModel

/// The names that an application rule of a firewall takes in: one name, or all with an ending.
///
/// A wildcard stands at the left end: `*.contoso.com` is every name below that and not the name
/// itself, `*contoso.com` every name that ends so, itself too, `*` every name. See
/// <https://learn.microsoft.com/azure/firewall/firewall-faq>.
package struct NamePattern: Hashable, Sendable {
  package let text: String
  private let isWild: Bool
  /// Behind the wildcard, or the whole name.
  private let ending: String

  package init(_ text: String) {
    let text = text.lowercased()
    self.text = text
    isWild = text.hasPrefix("*")
    ending = isWild ? String(text.dropFirst()) : text
  }

  /// What stands for the names of a tag of names, all of them Microsoft's, that no input tells.
  package static func nameOfTag(_ tag: String) -> String { "\(startOfTag)\(tag.lowercased())>" }

  private static let startOfTag = "<names of the tag "

  /// Whether it stands for such names.
  package var isOfTag: Bool { text.hasPrefix(Self.startOfTag) }

  /// Whether it takes in every name.
  package var isEverything: Bool { isWild && ending.isEmpty }

  /// Whether it takes in a name, of which parts in angle brackets are not known; `nil` where that
  /// hangs on them.
  package func takesIn(_ name: String) -> Bool? {
    let name = name.lowercased()
    guard let first = name.firstIndex(of: "<"), let last = name.lastIndex(of: ">") else {
      return isWild ? name.hasSuffix(ending) : name == ending
    }
    let tail = name[name.index(after: last)...]
    guard isWild else {
      return ending.hasPrefix(name[..<first]) && ending.hasSuffix(tail) ? nil : false
    }
    if tail.hasSuffix(ending) { return true }
    return ending.hasSuffix(tail) ? nil : false
  }

  /// Whether it takes in all that another one does; `nil` where it takes in some of that.
  package func takesIn(_ other: NamePattern) -> Bool? {
    guard other.isWild else { return takesIn(other.text) }
    guard isWild else { return other.takesIn(text) == false ? false : nil }
    if other.ending.hasSuffix(ending) { return true }
    return ending.hasSuffix(other.ending) ? nil : false
  }

  /// Services at whose addresses customers have names of their own.
  private static let servicesOfCustomers = [
    "apimanagement", "appservice", "azurecloud", "azurefrontdoor", "azuretrafficmanager",
  ]

  /// Whether it takes in no name of a service of Microsoft's that is known by its tag alone, `<AzureMonitor>`.
  func isNoName(ofService name: String) -> Bool {
    guard name.hasPrefix("<"), name.hasSuffix(">") else { return false }
    let tag = name.dropFirst().dropLast().lowercased()
    guard ServiceTagCatalog.holds(tag),
      !Self.servicesOfCustomers.contains(where: { tag == $0 || tag.hasPrefix("\($0).") })
    else { return false }
    let own =
      isWild ? ServiceCatalog.tags(ofNamesEnding: ending) : [ServiceCatalog.tag(ofHost: text)]
    let known = own.compactMap { $0?.lowercased() }
    if !known.isEmpty, known.count == own.count {
      return !known.contains { $0 == tag || $0.hasPrefix("\(tag).") || tag.hasPrefix("\($0).") }
    }
    if let domains = ServiceCatalog.domains(ofTag: tag) {
      return domains.allSatisfy { NamePattern("*.\($0)").takesIn(self) == false }
    }
    return !mayBeMicrosofts
  }

  /// Whether names of Microsoft's own may be among those that it takes in.
  package var mayBeMicrosofts: Bool {
    (ServiceCatalog.microsoftDomains + ServiceCatalog.otherMicrosoftDomains).contains { domain in
      NamePattern("*.\(domain)").takesIn(self) != false || takesIn(domain) != false
    }
  }
}
