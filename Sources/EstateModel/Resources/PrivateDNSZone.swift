package import TrafficSets

/// A private DNS zone with its records and the networks that it answers for.
///
/// See <https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links>.
package struct PrivateDNSZone: EstateResource {
  package struct Link: Sendable {
    package let name: String
    package let source: SourcePosition
    package var network: Setting<Reference> = .absent
    /// `NxDomainRedirect`: a name without a record is asked of public DNS.
    package var redirectsMissingNames: Setting<Bool> = .absent
    /// Whether machines of the network are entered by themselves.
    package var registersMachines: Setting<Bool> = .absent
    /// Why it is not known whether the zone has the link; `nil` where it does.
    package var presence: UnknownValue?

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package struct Record: Sendable {
    /// Relative to the zone; `@` is the zone itself, `*` any.
    package let name: String
    package let source: SourcePosition
    package var addresses: [Setting<Address>] = []

    package init(name: String, source: SourcePosition) {
      self.name = name
      self.source = source
    }
  }

  package let id: ResourceID
  package let source: SourcePosition
  package var isDescribed = true
  /// Why the name is only a symbol.
  package var openName: UnknownValue?
  package var links: [Link] = []
  package var records: [Record] = []
  /// Why there may be links that no input has; `nil` where all of them are there.
  package var missingLinks: UnknownValue?
  /// Why there may be records that no input has.
  package var missingRecords: UnknownValue?

  /// The zone's name is the resource's.
  package var zoneName: String { id.name.lowercased() }

  package init(id: ResourceID, source: SourcePosition) {
    self.id = id
    self.source = source
  }
}
