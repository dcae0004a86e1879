internal import EstateModel

extension Estate {
  /// The tags of what manages nodes by their public address, where there may be such nodes, in small letters: a
  /// part of the internet that fares otherwise than the rest.
  var tagsOfManagers: Set<String> {
    let isPublic = computes.contains { compute in
      guard compute.hasPublicAddress.value != false else { return false }
      switch compute.kind {
      case .known(.kubernetes, _), .known(.other, _): return false
      case .known(.cluster, _), .known(.instance, _), .unknown, .absent: break
      }
      let workspace = compute.workspace.value.flatMap { workspaces[$0.id] }
      return workspace?.hasManagedNetwork != true
    }
    return isPublic ? ["azuremachinelearning", "batchnodemanagement"] : []
  }

  /// The region of all networks and workspaces; `nil` where they are in several, or no input tells one.
  var homeRegion: String? {
    var regions: Set<String?> = []
    for network in networks where network.isDescribed {
      regions.insert(Self.region(network.location.value))
    }
    for workspace in workspaces where workspace.isDescribed && !workspace.location.isAbsent {
      regions.insert(Self.region(workspace.location.value))
    }
    return regions.count == 1 ? regions.first ?? nil : nil
  }
}
