import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoint-policies-overview
@Suite("Policies of service endpoints")
struct ServiceEndpointPolicyRuleTests {
  private static let policyID = ExportedText.id("Microsoft.Network/serviceEndpointPolicies", "only")
  private static let attached = ", \"serviceEndpointPolicies\": [{\"id\": \"\(policyID)\"}]"
  private static let accountType = "Microsoft.Storage/storageAccounts"
  private static let account = ExportedText.id(accountType, "mine")

  private static func policy(_ definitions: String) -> String {
    ServiceEstate.resource(
      "Microsoft.Network/serviceEndpointPolicies", "only",
      "\"serviceEndpointPolicyDefinitions\": [\(definitions)]")
  }

  private static func definition(
    _ resources: String..., service: String = "Microsoft.Storage"
  ) -> String {
    let list = resources.map { "\"\($0)\"" }.joined(separator: ", ")
    return
      "{\"name\": \"d\", \"properties\": {\"service\": \"\(service)\", \"serviceResources\": [\(list)]}}"
  }

  private static func ask(
    _ others: [String], account: String = "other", endpoints: [String] = ["Microsoft.Storage"],
    settings: String = attached, location: String = "westeurope"
  ) throws -> QueryAnswer {
    try ServiceEstate.estate(
      ["mine", "other"].map {
        ServiceEstate.resource(accountType, $0, location: location)
      } + others, endpoints: endpoints, subnetSettings: settings
    ).ask("vm/a", "storage/\(account)")
  }

  @Test("E-7: only the accounts that a policy lists are reached by the service endpoint")
  func accounts() throws {
    let policy = Self.policy(Self.definition(Self.account))
    let mine = try Self.ask([policy], account: "mine")
    #expect(mine.verdict == .reachable, "\(mine.told)")
    #expect(mine.evidence.contains { $0.control == "serviceEndpointPolicy" }, "\(mine.told)")
    let other = try Self.ask([policy])
    #expect(other.verdict == .unreachable, "\(other.told)")
    #expect(
      other.blockers.contains { $0.control == "serviceEndpointPolicy" && $0.source != nil },
      "\(other.told)")
    // A subnet without the policy, and one without the endpoint, has nothing that holds it back.
    #expect(try Self.ask([policy], settings: "").verdict == .reachable)
    #expect(try Self.ask([policy], endpoints: []).verdict == .reachable)
    #expect(
      try Self.ask([policy], endpoints: ["Microsoft.Storage.Global"]).verdict == .unreachable)
    // What the endpoint does not serve goes another way.
    #expect(try Self.ask([policy], location: "eastus").verdict == .reachable)
  }

  @Test(
    "E-7: a policy may list all accounts of a subscription or of a resource group",
    arguments: [
      ("/subscriptions/00000000-0000-0000-0000-000000000000", Verdict.reachable),
      ("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/RG", .reachable),
      ("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/else", .unreachable),
      ("/subscriptions/10000000-0000-0000-0000-000000000000", .unreachable),
    ])
  func groups(_ row: (String, Verdict)) throws {
    let answer = try Self.ask([Self.policy(Self.definition(row.0))])
    #expect(answer.verdict == row.1, "\(answer.told)")
  }

  @Test("E-7: an alias lists what services of Azure's have, no account of the customer's")
  func aliases() throws {
    let alias = Self.definition("/services/Azure/MachineLearning", service: "Global")
    let both = try Self.ask([Self.policy("\(Self.definition(Self.account)), \(alias)")])
    #expect(both.verdict == .unreachable, "\(both.told)")
    // Whether it closes storage by itself, no article tells.
    let alone = try Self.ask([Self.policy(alias)])
    #expect(alone.verdict == .unknown, "\(alone.told)")
  }

  @Test("E-7: of several policies each lets its own accounts through; one without any lets none")
  func several() throws {
    let second = ExportedText.id("Microsoft.Network/serviceEndpointPolicies", "second")
    let settings =
      ", \"serviceEndpointPolicies\": [{\"id\": \"\(Self.policyID)\"}, {\"id\": \"\(second)\"}]"
    let other = Self.definition(ExportedText.id(Self.accountType, "other"))
    let policies = [
      Self.policy(Self.definition(Self.account)),
      Self.policy(other).replacing("\"only\"", with: "\"second\"")
        .replacing("serviceEndpointPolicies/only", with: "serviceEndpointPolicies/second"),
    ]
    #expect(try Self.ask(policies, settings: settings).verdict == .reachable)
    #expect(try Self.ask([Self.policy("")]).verdict == .unreachable)
  }

  @Test("E-7: a policy that no input describes leaves open which accounts are reached")
  func undescribed() throws {
    let answer = try Self.ask([])
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("no input describes") })
  }

  @Test("E-7: a template's policy lists accounts by their resource ids")
  func template() throws {
    func estate(_ listed: String) throws -> TextEstate {
      try ServiceEstate.template([
        """
        {"type": "Microsoft.Network/serviceEndpointPolicies", "apiVersion": "2024-05-01", "name": "p",
         "location": "westeurope", "properties": {"serviceEndpointPolicyDefinitions": [
           {"name": "d", "properties": {"service": "Microsoft.Storage", "serviceResources": [\(listed)]}}]}}
        """,
        """
        {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01", "name": "net",
         "location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
          "subnets": [{"name": "a", "properties": {"addressPrefix": "10.0.1.0/24",
            "serviceEndpoints": [{"service": "Microsoft.Storage"}],
            "serviceEndpointPolicies": [
              {"id": "[resourceId('Microsoft.Network/serviceEndpointPolicies', 'p')]"}]}}]}}
        """,
        ServiceEstate.templated(Self.accountType, "mine"),
        ServiceEstate.templated(Self.accountType, "other"),
      ])
    }
    let mine = "\"[resourceId('Microsoft.Storage/storageAccounts', 'mine')]\""
    let listed = try estate(mine)
    #expect(try listed.ask("ip/10.0.1.7", "storage/mine").verdict == .reachable)
    #expect(try listed.ask("ip/10.0.1.7", "storage/other").verdict == .unreachable)
    // Which group that is, the template does not tell; its own accounts are there all the same.
    for own in ["resourceGroup().id", "subscription().id"] {
      let group = try estate("\"[\(own)]\"")
      #expect(try group.ask("ip/10.0.1.7", "storage/other").verdict == .reachable, "\(own)")
    }
    let named = try estate(
      "\"[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'g')]\"")
    #expect(try named.ask("ip/10.0.1.7", "storage/other").verdict == .unknown)
  }

  @Test(
    "E-7: accounts and groups are listed by ids in any case, with their subscription or without",
    arguments: [
      "{sub}{group}{account}", "{group}{account}", "{account}", "{sub}{group}", "{group}",
    ])
  func spellings(_ pattern: String) throws {
    let parts = Self.account.split(separator: "/").map(String.init)
    let (subscription, group) = (
      "/" + parts[0...1].joined(separator: "/"), "/" + parts[2...3].joined(separator: "/")
    )
    let rest = "/" + parts[4...].joined(separator: "/")
    let text = pattern.replacing("{sub}", with: subscription).replacing("{group}", with: group)
      .replacing("{account}", with: rest)
    let provider =
      pattern.contains("{account}")
      ? []
      : [
        text.replacing(group, with: "/providers/Microsoft.Resources" + group)
      ]
    for id in [text, text.lowercased(), text.uppercased()] + provider {
      let policies = [Self.policy(Self.definition(id))]
      #expect(try Self.ask(policies, account: "mine").verdict == .reachable, "\(id)")
      #expect(
        try Self.ask(policies).verdict
          == (pattern.contains("{account}") ? .unreachable : .reachable), "\(id)")
    }
  }
}
