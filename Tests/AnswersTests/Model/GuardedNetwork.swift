import TestSupport
import TrafficSets

/// A hub with an Azure Firewall and its spokes in plain numbers, from which both the export that is
/// read and the walk of one packet are made. Nothing here knows of sets or graphs.
struct GuardedNetwork: Sendable {
  typealias Prefix = PlainNetwork.Prefix

  enum Peer: Hashable, Sendable {
    case any
    case prefix(Prefix)
    case virtualNetwork, internet, loadBalancer, storage
  }

  struct Rule: Sendable {
    var isInbound: Bool
    var priority: Int
    var allows: Bool
    /// `nil` for every protocol.
    var transport: TransportProtocol?
    var source: Peer
    var destination: Peer
    /// Empty for every port.
    var ports: [UInt16]
  }

  enum Hop: Hashable, Sendable {
    case firewall, internet, none, local
    /// A VPN gateway, of which there is none.
    case gateway
    /// A host that may forward.
    case appliance(Int)
  }

  struct Route: Sendable {
    var prefix: Prefix
    var hop: Hop
  }

  struct Subnet: Sendable {
    var name: String
    var network: Int
    var prefix: Prefix
    var group: Int?
    /// The user's own.
    var routes: [Route] = []
    var isPrivate = false
    /// The public address of a NAT gateway.
    var gateway: UInt32?
    /// `Microsoft.Storage`, `Microsoft.Storage.Global`.
    var serviceEndpoint: String?
    /// Whether routes, and its group, reach private endpoints in it.
    var hasRoutePolicies = false
    var hasGroupPolicies = false
  }

  struct Host: Sendable {
    var subnet: Int
    var address: UInt32
    var group: Int?
    var publicAddress: UInt32?
    var forwards = false
    /// An address of the subnet that no machine of the estate has.
    var isVacant = false
  }

  /// A public Standard load balancer with one frontend.
  struct Balancer: Sendable {
    struct Rule: Sendable {
      var transport: TransportProtocol
      var front: UInt16
      var back: UInt16
      var givesOutbound: Bool
      var isProbed: Bool
    }

    struct Translation: Sendable {
      var front: UInt16
      var back: UInt16
      var host: Int
    }

    var address: UInt32
    var members: [Int]
    var rules: [Rule]
    var translations: [Translation]
    var probe: UInt16
    /// `All`, `Tcp`, `Udp` of an outbound rule.
    var outbound: String?
  }

  struct Account: Sendable {
    var name: String
    var region: String
    var isDisabled: Bool
    var denies: Bool
    var addresses: [Prefix]
    var subnets: [Int]
    /// The number of its private endpoint.
    var endpoint: UInt32?

    var host: String { "\(name).blob.core.windows.net" }
  }

  /// What an estate may have besides a firewall with network rules.
  struct Mechanisms: OptionSet, Sendable {
    let rawValue: Int
    static let publicAddresses = Mechanisms(rawValue: 1)
    static let translations = Mechanisms(rawValue: 2)
    static let balancers = Mechanisms(rawValue: 4)
    static let gateways = Mechanisms(rawValue: 8)
    static let accounts = Mechanisms(rawValue: 16)
    static let endpoints = Mechanisms(rawValue: 32)
    /// Further ways out of the firewall, its classic rules, and lists of names that are Microsoft's.
    static let variants = Mechanisms(rawValue: 64)
    static let all: Mechanisms = [
      .publicAddresses, .translations, .balancers, .gateways, .accounts, .endpoints, .variants,
    ]
  }

  /// The hub is the first.
  var networks: [Prefix] = []
  /// Pairs of spokes that are peered; each spoke is with the hub.
  var pairs: [[Int]] = []
  /// The firewall's own is the first, that of private endpoints the second.
  var subnets: [Subnet] = []
  var hosts: [Host] = []
  var groups: [[Rule]] = []
  var firewall = Firewall()
  var balancers: [Balancer] = []
  var accounts: [Account] = []
  /// The networks that the zone of private endpoints is linked to.
  var linked: Set<Int> = []
  /// The networks whose name server is the firewall.
  var asking: Set<Int> = []

  static let region = "westeurope"
  static let firewallAddress: UInt32 = 0x0A00_0004
  static let ports: [UInt16] = [22, 80, 443, 8080]
  /// Public addresses of nobody in the estate, and of no service: those ranges are for documents.
  static let strangers: [UInt32] = [0xC633_6407, 0xC633_64C8, 0xC000_0209]

  /// Further public addresses of nobody.
  static let others: [UInt32] = [0x2D21_0001, 0x0808_0809]
  /// Names on the internet: of others, and of Microsoft's.
  static let sites = [
    "other.example.com", "www.example.com", "example.com", "download.windowsupdate.com",
  ]

  /// Public ranges that rules and routes name: the first two are for documents.
  static let publicRanges = [
    Prefix(base: 0xC633_6400, length: 24), Prefix(base: 0xC633_6400, length: 25),
    Prefix(base: 0x0808_0800, length: 24), Prefix(base: 0x0808_0800, length: 25),
  ]

  func arePeered(_ one: Int, _ other: Int) -> Bool {
    one != other && (one == 0 || other == 0 || pairs.contains([min(one, other), max(one, other)]))
  }

  static func isPrivate(_ address: UInt32) -> Bool {
    privateRanges.contains { $0.contains(address) }
  }

  static let privateRanges = [
    Prefix(base: 0x0A00_0000, length: 8), Prefix(base: 0xAC10_0000, length: 12),
    Prefix(base: 0xC0A8_0000, length: 16), Prefix(base: 0x6440_0000, length: 10),
  ]
}

extension GuardedNetwork {
  /// An Azure Firewall with a policy.
  struct Firewall: Sendable {
    /// To which private destinations network rules keep the sender's address.
    enum Untranslated: Hashable, Sendable {
      case usual, never, always
      case ranges([Prefix])
    }

    struct NetworkRule: Sendable {
      var source: Peer
      /// `storage` for the service tag.
      var destination: Peer
      /// Empty for `Any`.
      var transports: [TransportProtocol]
      /// Empty for `*`.
      var ports: [UInt16]
      /// A name in the place of the destination.
      var name: String?
      /// Whether the source stands in an IP group.
      var isGrouped = false
    }

    struct ApplicationRule: Sendable {
      var source: Peer
      var names: [String]
      var ports: [UInt16]
      /// Lists of Microsoft's: of names of its own, of kinds of sites.
      var tags: [String] = []
      var categories: [String] = []
    }

    struct Translation: Sendable {
      var source: Peer
      /// An address of the firewall.
      var destination: UInt32
      var transport: TransportProtocol
      var port: UInt16
      var host: Int
      var inside: UInt16
    }

    enum Rules: Sendable {
      case network([NetworkRule])
      case application([ApplicationRule])
      case translation([Translation])
    }

    struct Collection: Sendable {
      var priority: Int
      var allows: Bool
      var rules: Rules
    }

    struct Group: Sendable {
      var priority: Int
      var collections: [Collection]
    }

    var addresses: [UInt32] = []
    var groups: [Group] = []
    /// The groups of the policy that its own is based on.
    var parent: [Group] = []
    var untranslated = Untranslated.usual
    /// Without a policy, its one group stands at the firewall itself.
    var isClassic = false
    /// Rules of the firewall's own beside a policy, which do not count.
    var hasIdleRules = false
    var hasManagement = false
  }
}
