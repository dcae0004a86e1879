// What opens and closes the public side of services that have tables of their own.
extension ServiceCatalog {
  package static let storageAccess = access {
    $0.rest = .defaultAction
    $0.bypass = "networkAcls.bypass"
    $0.trustedServices = .machineLearning(unlessSaid: .passes, outlivesFlag: true)
  }

  package static let keyVaultAccess = storageAccess

  package static let registryAccess = access {
    $0.rest = .defaultAction
    $0.bypass = "networkRuleBypassOptions"
    $0.trustedServices = .machineLearning(unlessSaid: .passes, outlivesFlag: true)
  }

  package static let monitorIngestion = access {
    $0.flags = .one("publicNetworkAccessForIngestion")
  }

  package static let monitorQuery = access { $0.flags = .one("publicNetworkAccessForQuery") }

  package static let clusterAccess = access { $0.rest = .nobodyOnceThereAreRules }
}
