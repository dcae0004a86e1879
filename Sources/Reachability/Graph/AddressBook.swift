package import EstateModel
package import TrafficSets

/// The addresses whose numbers nobody knows, each by a number of its own, and the address space's
/// documented parts.
///
/// A storage account's public address, the address of a machine that is given one dynamically, the
/// address behind which a subnet reaches the internet: each is a named address with what is known of
/// it, so that rules on tags and prefixes meet it as exactly as they can.
package struct AddressBook: Sendable {
  package enum Key: Hashable, Sendable {
    case front(String)
    case interface(ResourceID, Int)
    case privateEndpoint(ResourceID)
    case managedPrivateEndpoint(owner: ResourceID, target: ResourceID)
    case host(Host)
    case egress(Host)
    /// What services see of a subnet that calls by its service endpoint.
    case serviceEndpoint(ResourceID)
    case router(ResourceID)
    case publicAddress(ResourceID)
    /// Some address of the prefix of a load balancer's frontend.
    case frontendPrefix(ResourceID)
    /// Some address of a public IP prefix whose range is not known.
    case publicPrefix(ResourceID)
    /// Of a private frontend of an application gateway.
    case gatewayFrontend(ResourceID)
    /// What others see behind an Azure Firewall that translates.
    case firewall(ResourceID)
    /// A name, or a pattern of names, that a rule of a firewall takes in.
    case name(String)
    /// What a service tag stands for, in small letters.
    case tag(String)
    /// Behind which a packet comes to the internet whose way no input tells.
    case somewhere
  }

  package enum Kind: Sendable {
    /// A public address: the service tags that hold it, and whether others may.
    case open(tags: [String], mayHaveOtherTags: Bool)
    /// Some free address of this subnet.
    case dynamic(subnet: ResourceID)
    /// In Microsoft's network, in no prefix that a user can write.
    case elsewhere
    /// On premises: no input tells the number.
    case onPremises
  }

  private struct OwnNumber {
    let address: Address
    let region: Region
    /// Whether the number is one of Azure's: a prefix may be the user's own.
    let isAzures: Bool
  }

  package struct Entry: Sendable {
    package let key: Key
    package let kind: Kind
    private let name: String
    /// Whether the name is that of whose public address this is. Most are never told.
    private let isPublicSide: Bool

    init(key: Key, name: String, isPublicSide: Bool = false, kind: Kind) {
      self.key = key
      self.name = name
      self.isPublicSide = isPublicSide
      self.kind = kind
    }

    package var label: String { isPublicSide ? "public address of \(name)" : name }

    /// The address as it is known before anything has it.
    var unheld: Entry {
      Entry(key: key, name: name, isPublicSide: isPublicSide, kind: .elsewhere)
    }
  }

  package private(set) var entries: [Entry] = []
  private var numbers: [Key: UInt32] = [:]
  /// Numbers that a question or an overlay names: they may lie in any service tag.
  package var specific = AddressSet.empty
  /// All named addresses that are public.
  package private(set) var openAddresses = AddressSet.empty
  /// Of these, the addresses of services: none of Microsoft's lies in a documentation range.
  package private(set) var serviceAddresses = AddressSet.empty
  /// Of these, those that are known to be of IPv4: addresses of ways out, and of machines.
  package private(set) var openIPv4 = AddressSet.empty
  /// Addresses on premises whose numbers no input tells.
  package private(set) var onPremises = AddressSet.empty
  /// All addresses of IPv6, named ones too; the family of other named addresses is IPv4.
  package private(set) var ipv6 = AddressSet.ipv6
  /// Named addresses of which it is not known whether they are of IPv4 or IPv6.
  package private(set) var ofOpenFamily = AddressSet.empty
  /// Numbers that resources of the estate have for their own, with the regions that they are in.
  private var ownNumbers: [OwnNumber] = []
  /// By public IP prefix, an address of each of its parts.
  private(set) var partsOfPrefixes: [ResourceID: [Address]] = [:]
  private var addressesByOpenRegion: [String: AddressSet] = [:]
  private var dynamicBySubnet: [ResourceID: AddressSet] = [:]
  /// Tags in small letters that are taken to hold a named address, or not to, while cases are tried.
  private var assumedTags: [Address: [String: Bool]] = [:]
  /// The one region in which all that calls from Azure is, where the inputs tell it.
  var homeRegion: String?
  /// The numbers of service tags, by tag in small letters; empty where no file gives them.
  private let tagNumbers: [String: AddressSet]

  /// The numbers that another book gave, so that sets of both books can be compared.
  private let given: [Key: UInt32]

  package init(
    serviceTags: [String: [AddressPrefix]] = [:], numberedLike other: AddressBook? = nil
  ) {
    var numbers: [String: AddressSet] = [:]
    for (tag, prefixes) in serviceTags { numbers[tag.lowercased()] = AddressSet(prefixes) }
    tagNumbers = numbers
    given = other?.numbers ?? [:]
    // Until a number's key is added here, nothing has that address.
    entries = (other?.entries ?? []).map(\.unheld)
  }

  @discardableResult
  package mutating func add(_ key: Key, label: String, _ kind: Kind) -> Address {
    add(Entry(key: key, name: label, kind: kind))
  }

  /// Adds the public address behind which a host's packets leave.
  @discardableResult
  mutating func add(egressOf host: Host, named name: String, _ kind: Kind) -> Address {
    add(Entry(key: .egress(host), name: name, isPublicSide: true, kind: kind))
  }

  /// Makes room for that many more.
  mutating func expect(_ count: Int) {
    entries.reserveCapacity(entries.count + count)
    numbers.reserveCapacity(numbers.count + count)
  }

  private mutating func add(_ entry: Entry) -> Address {
    let key = entry.key
    if let number = numbers[key] { return .named(number) }
    let number: UInt32
    if let known = given[key] {
      number = known
      entries[Int(known)] = entry
    } else {
      number = UInt32(entries.count)
      entries.append(entry)
    }
    numbers[key] = number
    let address = Address.named(number)
    switch entry.kind {
    case .open:
      openAddresses.insert(address)
      if case .egress = key { noteIPv4(address) }
      if case .name = key { addressesOfRuleNames.insert(address) }
      if case .front = key { serviceAddresses.insert(address) }
    case .dynamic(let subnet):
      dynamicBySubnet[subnet, default: .empty].insert(address)
    case .onPremises: onPremises.insert(address)
    case .elsewhere: break
    }
    return address
  }

  /// Makes known that rules name the tag.
  mutating func noteRuleTag(_ tag: String) {
    if let address = self[.tag(tag)] { addressesOfRuleTags.formUnion(AddressSet(address)) }
  }

  /// Makes known that a named address is one of IPv6.
  mutating func noteIPv6(_ address: Address) { ipv6.insert(address) }
  mutating func noteIPv4(_ address: Address) { openIPv4.insert(address) }
  mutating func noteOpenFamily(_ address: Address) { ofOpenFamily.insert(address) }

  /// The public addresses of IPv6 that are known by a name alone.
  var openIPv6: AddressSet { openAddresses.intersection(ipv6) }

  /// The addresses that are, or may be, of the family.
  func addresses(ofIPv6 isIPv6: Bool) -> AddressSet {
    isIPv6 ? ipv6.union(ofOpenFamily) : ipv6.complement
  }

  /// A number that Azure, or a prefix of the user's, has given to a resource of the estate.
  mutating func own(_ address: Address, region: Region, isAzures: Bool) {
    ownNumbers.append(OwnNumber(address: address, region: region, isAzures: isAzures))
  }

  /// Makes known what stands for the addresses of a public IP prefix.
  mutating func own(_ parts: [Address], of prefix: PublicIPPrefix) {
    partsOfPrefixes[prefix.id] = parts
    for part in parts {
      own(part, region: Region(prefix.location), isAzures: prefix.isAzures)
    }
  }

  /// Makes known that an address of Azure's is in the region that an open value stands for.
  mutating func note(_ address: Address, inOpenRegion key: String) {
    addressesByOpenRegion[key, default: .empty].formUnion(AddressSet(address))
  }

  /// The addresses behind names, of services and of others.
  var addressesOfNames: AddressSet { AddressSet(namesOfAddresses.map(\.address)) }

  /// Takes it that these tags hold the address, or do not.
  mutating func assume(_ tags: [String: Bool], of address: Address) { assumedTags[address] = tags }

  package subscript(_ key: Key) -> Address? { numbers[key].map(Address.named) }

  /// What has the named address of this number.
  func key(of number: UInt32) -> Key? {
    Int(number) < entries.count ? entries[Int(number)].key : nil
  }

  package func label(_ address: Address) -> String {
    guard let number = address.number, Int(number) < entries.count else {
      return address.description
    }
    return entries[Int(number)].label
  }

  /// The addresses of machines in the subnet that are given one dynamically.
  package func dynamicAddresses(in subnet: ResourceID) -> AddressSet {
    dynamicBySubnet[subnet] ?? .empty
  }

  /// The addresses behind names that rules of firewalls and managed networks take in.
  package private(set) var addressesOfRuleNames = AddressSet.empty
  /// The addresses of services whose tags rules name.
  package private(set) var addressesOfRuleTags = AddressSet.empty

  /// The public addresses that are behind names, with those.
  var namesOfAddresses: [(name: String, address: Address)] {
    entries.indices.compactMap { number in
      switch entries[number].key {
      case .front(let name), .name(let name): (name, .named(UInt32(number)))
      default: nil
      }
    }
  }

  package var dynamicSubnets: [ResourceID: AddressSet] { dynamicBySubnet }

  /// Whether the file of service tags has the tag.
  func holds(tag: String) -> Bool { tagNumbers[tag.lowercased()] != nil }

  /// The public addresses that the service tag holds; one without a region holds all regions.
  package func addresses(taggedWith tag: String) -> Extent {
    let wanted = tag.lowercased()
    var (certain, possible) = numbers(ofTag: wanted)
    if !holds(tag: wanted), Self.tag("azurecloud", holds: wanted) {
      for number in ownNumbers {
        let here = number.region.name.map { "azurecloud.\($0)" }
        let isHeld = wanted == "azurecloud" || wanted == here
        let address = AddressSet(number.address)
        if isHeld || here == nil { possible.formUnion(address) }
        if isHeld, number.isAzures { certain.formUnion(address) }
      }
    }
    // A tenant's addresses have few tags, each of them many times.
    var relations: [String: TagRelation] = [:]
    var held: [Address] = []
    var mayBeHeld: [Address] = []
    for number in entries.indices {
      guard case .open(let tags, let mayHaveOtherTags) = entries[number].kind else { continue }
      var relation = TagRelation(isWithin: false, mayBeWithin: mayHaveOtherTags)
      for tag in tags {
        let known = relations[tag] ?? TagRelation(of: tag.lowercased(), to: wanted)
        relations[tag] = known
        relation.isWithin = relation.isWithin || known.isWithin
        relation.mayBeWithin = relation.mayBeWithin || known.mayBeWithin
      }
      if let isHeld = assumedTags[.named(UInt32(number))]?[wanted] {
        relation = TagRelation(isWithin: isHeld, mayBeWithin: isHeld)
      }
      if relation.isWithin { held.append(.named(UInt32(number))) }
      if relation.isWithin || relation.mayBeWithin { mayBeHeld.append(.named(UInt32(number))) }
    }
    certain.formUnion(AddressSet(held))
    possible.formUnion(AddressSet(mayBeHeld))
    return Extent(certain: certain, possible: possible)
  }

  /// The numbers that a tag, in small letters, holds for certain and perhaps.
  ///
  /// Of a tag that the file lacks its regions are part, as it is part of the tag without a region;
  /// else a number that somebody names may lie in it, as in any tag where there is no file.
  private func numbers(ofTag tag: String) -> (certain: AddressSet, possible: AddressSet) {
    if let known = tagNumbers[tag] { return (known, known) }
    var certain = AddressSet.empty
    var possible = specific.intersection(Self.publicNumbersOfServices)
    for (other, numbers) in tagNumbers {
      if Self.tag(tag, holds: other) { certain.formUnion(numbers) }
      if Self.tag(other, holds: tag) { possible = possible.intersection(numbers) }
    }
    return (certain, possible.union(certain))
  }

  /// Where the file of service tags places the named public addresses among these numbers; `nil`
  /// without the file.
  func placement(of numbers: AddressSet) -> Extent? {
    if tagNumbers.isEmpty { return nil }
    var certain = AddressSet.empty
    var possible = AddressSet.empty
    let holdNoService = numbers.isDisjoint(with: Self.publicNumbersOfServices)
    for number in entries.indices {
      guard case .open = entries[number].kind else { continue }
      let address = Address.named(UInt32(number))
      guard let place = place(of: address) else {
        // As without the file: nobody's service is in a range for documentation.
        if !holdNoService || !serviceAddresses.contains(address) {
          possible.formUnion(AddressSet(address))
        }
        continue
      }
      if !place.isDisjoint(with: numbers) { possible.formUnion(AddressSet(address)) }
      if place.isSubset(of: numbers) { certain.formUnion(AddressSet(address)) }
    }
    return Extent(certain: certain, possible: possible)
  }

  /// The numbers among which the file of service tags places a named public address; `nil` where it
  /// says nothing of it.
  func place(of address: Address) -> AddressSet? {
    guard let number = address.number, Int(number) < entries.count,
      case .open(let tags, _) = entries[Int(number)].kind
    else { return nil }
    // Every tag holds the address: it lies where all of them lie.
    let places = tags.compactMap { tagNumbers[$0.lowercased()] }
    guard var place = places.first else { return nil }
    for other in places.dropFirst() { place = place.intersection(other) }
    if !ipv6.contains(address), !ofOpenFamily.contains(address) {
      place = place.intersection(.ipv4)
    }
    // Tags that have nothing in common are not all as the file says.
    return place.isEmpty ? nil : place
  }

  /// Whether what has one tag lies in another one.
  private struct TagRelation {
    var isWithin: Bool
    var mayBeWithin: Bool

    init(isWithin: Bool, mayBeWithin: Bool) {
      self.isWithin = isWithin
      self.mayBeWithin = mayBeWithin
    }

    /// Both in small letters.
    init(of tag: String, to wanted: String) {
      isWithin = AddressBook.tag(wanted, holds: tag)
      mayBeWithin = AddressBook.tag(tag, holds: wanted)
    }
  }

  /// The public addresses that Azure has in the region, and those that may be there. Numbers that
  /// nothing of the estate has are placed by the file of service tags alone.
  func addresses(in region: Region) -> Extent {
    var certain = AddressSet.empty
    if let name = region.name {
      certain = addresses(taggedWith: "AzureCloud.\(name)").certain
    } else if let key = region.open?.key {
      certain = addressesByOpenRegion[key] ?? .empty
    }
    var possible = certain
    for number in ownNumbers {
      let isSame = number.region.isSame(as: region, of: "", at: nil)
      if isSame == .yes, number.isAzures { certain.formUnion(AddressSet(number.address)) }
      if isSame.isPossible { possible.formUnion(AddressSet(number.address)) }
    }
    var placeless: [Address] = []
    for number in entries.indices {
      guard case .open(let tags, _) = entries[number].kind else { continue }
      let isPossible = tags.contains { tag in
        // With a region of its own an address is in another one, unless this one is open.
        tag == "AzureCloud" || region.name == nil && tag.hasPrefix("AzureCloud.")
      }
      if isPossible { placeless.append(.named(UInt32(number))) }
    }
    return Extent(certain: certain, possible: possible.union(AddressSet(placeless)))
  }

  private static func tag(_ wide: String, holds narrow: String) -> Bool {
    narrow == wide || narrow.hasPrefix(wide + ".")
  }
}
