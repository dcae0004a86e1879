import Testing

@testable import Answers

/// The three flags of the article in all their combinations, with services that are private or
/// public: who reaches the endpoint, what the deployment reaches, and which line decided it.
@Suite("The flags of workspace, endpoint and deployment, in all combinations")
struct EightCombinationsTests {
  struct Combination: Sendable, CustomTestStringConvertible {
    let workspace: String
    let endpoint: String
    let deployment: String
    let dependencies: String

    var testDescription: String {
      "workspace \(workspace), endpoint \(endpoint), egress \(deployment), services \(dependencies)"
    }

    static let all: [Combination] = ["enabled", "disabled"].flatMap { workspace in
      ["enabled", "disabled"].flatMap { endpoint in
        ["enabled", "disabled"].flatMap { deployment in
          ["Enabled", "Disabled"].map { dependencies in
            Combination(
              workspace: workspace, endpoint: endpoint, deployment: deployment,
              dependencies: dependencies)
          }
        }
      }
    }

    func read() throws -> TextEstate {
      try ScoringEstate(
        workspace: workspace, endpoint: endpoint, deployment: deployment,
        dependencies: dependencies
      ).read()
    }
  }

  private func expect(
    _ answer: QueryAnswer, _ verdict: Verdict, decidedAt places: [String],
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.verdict == verdict, "\(answer.told)", sourceLocation: location)
    for place in places {
      #expect(
        answer.places.contains(place), "\(place)\n\(answer.told)", sourceLocation: location)
    }
  }

  @Test(
    "who is on no network with a private endpoint reaches the endpoint where both flags let it",
    arguments: Combination.all, ["internet", "client/laptop", "client/contractor"])
  func publicClients(_ combination: Combination, _ sender: String) throws {
    let estate = try combination.read()
    let answer = try estate.ask(sender, "endpoint/score")
    let workspace = try estate.line(of: "public_network_access", in: "workspace.yml")
    let endpoint = try estate.line(of: "public_network_access", in: "endpoint.yml")
    let isOpen = combination.workspace == "enabled" && combination.endpoint == "enabled"
    expect(answer, isOpen ? .reachable : .unreachable, decidedAt: [workspace, endpoint])
    let blockers = Set(answer.blockers.map(\.node))
    let expected = [
      combination.workspace == "disabled" ? "workspace/ml" : nil,
      combination.endpoint == "disabled" ? "endpoint/score" : nil,
    ].compactMap { $0 }
    #expect(blockers == Set(expected), "\(answer.told)")
  }

  @Test(
    "a client beside the workspace's private endpoint reaches the endpoint whatever the flags say",
    arguments: Combination.all)
  func privateClients(_ combination: Combination) throws {
    let estate = try combination.read()
    let answer = try estate.ask("client/analyst", "endpoint/score")
    expect(
      answer, .reachable,
      decidedAt: [
        try estate.line(of: "\"privateLinkServiceId\"", in: "resources.json"),
        try estate.line(of: "privateDnsZoneId", in: "resources.json"),
      ])
    #expect(!answer.evidence.contains { $0.control == "publicNetworkAccess" }, "\(answer.told)")
  }

  @Test("the deployment's way to registry, blob and key vault", arguments: Combination.all)
  func services(_ combination: Combination) throws {
    let estate = try combination.read()
    let egress = try estate.line(of: "egress_public_network_access", in: "deployment.yml")
    for (service, isPrivatelyServed, order) in [
      ("registry/crml", true, 2), ("storage/stml", true, 0), ("keyvault/kvml", false, 1),
    ] {
      let answer = try estate.ask("deployment/score/blue", service)
      if combination.deployment == "disabled" {
        expect(answer, isPrivatelyServed ? .reachable : .unreachable, decidedAt: [egress])
      } else {
        let flag = try flagLine(order, in: estate)
        expect(
          answer, combination.dependencies == "Enabled" ? .reachable : .unreachable,
          decidedAt: [egress, flag])
      }
    }
  }

  /// The line of the `order`-th public flag among storage, vault and registry.
  private func flagLine(_ order: Int, in estate: TextEstate) throws -> String {
    let text = try #require(estate.text(of: "resources.json"))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().filter {
      $0.element.contains("\"publicNetworkAccess\"")
    }
    return "resources.json:\(lines[order].offset + 1)"
  }

  @Test("only the blob service of the storage account is served", arguments: Combination.all)
  func otherStorageServices(_ combination: Combination) throws {
    let estate = try combination.read()
    let egress = try estate.line(of: "egress_public_network_access", in: "deployment.yml")
    for part in ["file", "queue", "table", "dfs"] {
      let answer = try estate.ask("deployment/score/blue", "storage/stml/\(part)")
      let isOpen = combination.deployment == "enabled" && combination.dependencies == "Enabled"
      expect(answer, isOpen ? .reachable : .unreachable, decidedAt: [egress])
    }
  }

  @Test("the deployment's way to the workspace", arguments: Combination.all)
  func workspace(_ combination: Combination) throws {
    let estate = try combination.read()
    let answer = try estate.ask("deployment/score/blue", "workspace/ml")
    let egress = try estate.line(of: "egress_public_network_access", in: "deployment.yml")
    if combination.deployment == "disabled" {
      expect(answer, .reachable, decidedAt: [egress])
    } else {
      expect(
        answer, combination.workspace == "enabled" ? .reachable : .unreachable,
        decidedAt: [
          egress, try estate.line(of: "public_network_access", in: "workspace.yml"),
        ])
    }
  }

  @Test(
    "the deployment's way to any other name on the internet", arguments: Combination.all,
    ["fqdn/example.com", "registry/mcr", "internet", "internet/203.0.113.9"])
  func internet(_ combination: Combination, _ target: String) throws {
    let estate = try combination.read()
    let answer = try estate.ask("deployment/score/blue", target, on: "tcp/443")
    expect(
      answer, combination.deployment == "enabled" ? .reachable : .unreachable,
      decidedAt: [try estate.line(of: "egress_public_network_access", in: "deployment.yml")])
  }

  @Test("nothing in a network of the customer's is reached", arguments: Combination.all)
  func networks(_ combination: Combination) throws {
    let estate = try combination.read()
    for target in ["subnet/corp/clients", "client/contractor", "ip/10.10.1.9", "vnet/lab"] {
      let answer = try estate.ask("deployment/score/blue", target, on: "tcp/443")
      expect(answer, .unreachable, decidedAt: [])
      #expect(!answer.blockers.isEmpty, "\(answer.told)")
    }
  }

  // MARK: - Flags that are not written

  @Test("a flag that is not written is enabled, and the documented default is named")
  func absentFlags() throws {
    let estate = try ScoringEstate(
      workspace: nil, endpoint: nil, deployment: nil, dependencies: "Enabled", storage: "",
      keyVault: "", registry: "\"dataEndpointEnabled\": true"
    ).read()
    for (sender, target) in [
      ("internet", "endpoint/score"), ("client/laptop", "workspace/ml"),
      ("deployment/score/blue", "workspace/ml"), ("deployment/score/blue", "storage/stml"),
      ("deployment/score/blue", "keyvault/kvml"), ("deployment/score/blue", "registry/crml"),
      ("deployment/score/blue", "fqdn/example.com"),
    ] {
      let answer = try estate.ask(sender, target, on: "tcp/443")
      expect(answer, .reachable, decidedAt: [])
      for evidence in answer.evidence where evidence.source == nil {
        #expect(evidence.article?.hasPrefix("https://learn.microsoft.com/") == true)
      }
      #expect(!answer.articles.isEmpty, "\(answer.told)")
    }
    let answer = try estate.ask("internet", "workspace/ml")
    #expect(answer.assumptions.contains { $0.property == "public_network_access" })
  }
}
