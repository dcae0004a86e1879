import EstateModel
import TestSupport
import Testing

@testable import Reachability

@Suite("The index of who has managed private endpoints")
struct ManagedEndpointOwnersTests {
  private let source = SourcePosition(file: "a.json", line: 1, column: 1)

  private func id(_ typeAndName: String) throws -> ResourceID {
    try #require(ResourceID("/subscriptions/s/resourceGroups/r/providers/\(typeAndName)"))
  }

  /// A setting that names one of the resources, or is open or absent.
  private func setting(
    _ targets: [ResourceID], _ random: inout SeededGenerator
  ) -> Setting<Reference> {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .absent
    case 1: .unknown(UnknownValue(key: "k", because: "parameter 'p' has no value", source: source))
    default:
      .known(
        Reference(targets[Int.random(in: 0..<targets.count, using: &random)], at: source), source)
    }
  }

  private func estate(_ seed: UInt64) throws -> (Estate, targets: [ResourceID]) {
    var random = SeededGenerator(seed: seed)
    var estate = Estate()
    let accounts = try (0..<3).map { try id("Microsoft.Storage/storageAccounts/st\($0)") }
    let vaults = try (0..<3).map { try id("Microsoft.KeyVault/vaults/kv\($0)") }
    let registries = try (0..<3).map {
      try id("Microsoft.ContainerRegistry/registries/acr\($0)")
    }
    for account in accounts {
      estate.storageAccounts.insert(StorageAccount(id: account, source: source))
    }
    for vault in vaults { estate.keyVaults.insert(KeyVault(id: vault, source: source)) }
    for registry in registries {
      estate.registries.insert(ContainerRegistry(id: registry, source: source))
    }
    let workspaces = try (0..<4).map {
      try id("Microsoft.MachineLearningServices/workspaces/w\($0)")
    }
    for (number, id) in workspaces.enumerated() {
      var workspace = Workspace(id: id, source: source)
      workspace.storageAccount = setting(accounts, &random)
      workspace.keyVault = setting(vaults, &random)
      workspace.containerRegistry = setting(registries, &random)
      if number == 3 { workspace.hub = .known(Reference(workspaces[0], at: source), source) }
      if Bool.random(using: &random) {
        var network = ManagedNetwork(source: source)
        network.mode = .known(
          Bool.random(using: &random) ? .allowOnlyApprovedOutbound : .allowInternetOutbound, source)
        network.rules = [
          OutboundRule(
            name: "r", source: source,
            destination: .privateEndpoint(
              target: setting(accounts + vaults, &random), group: .absent))
        ]
        workspace.managedNetwork = network
      }
      estate.workspaces.insert(workspace)
      var endpoint = OnlineEndpoint(id: id.child("onlineEndpoints", "e"), source: source)
      endpoint.workspace = .known(Reference(id, at: source), source)
      estate.onlineEndpoints.insert(endpoint)
      var deployment = OnlineDeployment(
        id: endpoint.id.child("deployments", "d"), source: source)
      deployment.endpoint = .known(Reference(endpoint.id, at: source), source)
      deployment.egressPublicAccess = .known(.disabled, source)
      estate.onlineDeployments.insert(deployment)
    }
    return (estate, accounts + vaults + registries + workspaces)
  }

  @Test("it names whoever the estate names, in that order", arguments: 0..<60)
  func likeTheEstate(_ seed: Int) throws {
    let (estate, targets) = try estate(UInt64(seed))
    let owners = ManagedEndpointOwners(estate)
    for target in targets {
      let found = owners.candidates(for: target).filter {
        estate.managedPrivateEndpoint(of: $0, to: target, group: nil).isPossible
      }
      #expect(found == estate.managedPrivateEndpointOwners(of: target, group: nil))
    }
  }
}
