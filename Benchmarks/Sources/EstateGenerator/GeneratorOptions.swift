/// What the command line asks for.
struct GeneratorOptions {
  var machines = 10_000
  var subnets = 1_000
  var networks = 100
  var securityGroups = 500
  var rules = 50
  var routeTables = 200
  /// Also firewall, services behind private endpoints, load balancers and NAT gateways.
  var hasAllMechanisms = false
  var seed: UInt64 = 1
  var output = ""

  static let usage = """
    usage: estate-generator --output FILE [--scale tenant|small] [--machines N] [--subnets N]
                            [--networks N] [--security-groups N] [--rules N] [--route-tables N]
                            [--mechanisms network|all] [--seed N]

    Writes an estate as Azure exports it. The same options give the same bytes. Without numbers it
    is a tenant: 10000 machines in 1000 subnets of 100 networks, 500 security groups of 50 rules,
    200 route tables. `--scale small` is a hundredth of that. `--mechanisms all` adds a firewall with
    its policy, services with private endpoints and zones, load balancers and NAT gateways.
    """

  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw UsageError("\(name) takes a value") }
      switch name {
      case "--machines": machines = try Self.count(name, value)
      case "--subnets": subnets = try Self.count(name, value)
      case "--networks": networks = try Self.count(name, value)
      case "--security-groups": securityGroups = try Self.count(name, value)
      case "--rules": rules = try Self.count(name, value)
      case "--route-tables": routeTables = try Self.count(name, value)
      case "--seed":
        guard let number = UInt64(value) else { throw UsageError("--seed takes a number") }
        seed = number
      case "--output", "-o": output = value
      case "--scale": try take(scale: value)
      case "--mechanisms": try take(mechanisms: value)
      default: throw UsageError("there is no option \(name)")
      }
    }
    try check()
  }

  private mutating func take(scale: String) throws(UsageError) {
    switch scale {
    case "tenant": break
    case "small":
      (machines, subnets, networks) = (100, 30, 5)
      (securityGroups, rules, routeTables) = (10, 20, 6)
    default: throw UsageError("--scale takes tenant or small, not \(scale)")
    }
  }

  private mutating func take(mechanisms: String) throws(UsageError) {
    switch mechanisms {
    case "network": hasAllMechanisms = false
    case "all": hasAllMechanisms = true
    default: throw UsageError("--mechanisms takes network or all, not \(mechanisms)")
    }
  }

  private func check() throws(UsageError) {
    if output.isEmpty { throw UsageError("--output FILE says where the estate goes") }
    if networks < 1 { throw UsageError("--networks takes at least 1: the hub") }
    // The hub has a subnet for its gateway, one for its appliance and one for machines; maybe one for
    // its firewall.
    let fewest = hasAllMechanisms ? 4 : 3
    if subnets < networks * fewest {
      throw UsageError("--subnets takes at least \(fewest) times the number of networks")
    }
    // Two directions of at most as many priorities as Azure has, less the last.
    if rules > 7_000 { throw UsageError("--rules takes at most 7000") }
  }

  private static func count(_ name: String, _ value: String) throws(UsageError) -> Int {
    guard let number = Int(value), number >= 0 else {
      throw UsageError("\(name) takes a number that is not negative")
    }
    return number
  }
}

/// A command line that makes no sense, and why.
struct UsageError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
