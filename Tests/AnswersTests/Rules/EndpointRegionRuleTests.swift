import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
@Suite("The regions that a service endpoint serves")
struct EndpointRegionRuleTests {
  @Test(
    "E-6: the endpoint Microsoft.Storage serves its region and the partner of that, Global every one"
  )
  func regions() throws {
    for (endpoint, location, verdict) in [
      ("Microsoft.Storage", "westeurope", Verdict.reachable),
      ("Microsoft.Storage", "northeurope", .reachable),
      ("Microsoft.Storage", "eastus", .unreachable),
      ("Microsoft.Storage.Global", "eastus", .reachable),
    ] {
      var builder = EstateBuilder()
      let network = builder.network("n", ["10.0.0.0/16"])
      let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
        $0.serviceEndpoints = [EstateBuilder.known(endpoint)]
      }
      builder.machine("m", in: subnet, "10.0.1.4")
      builder.storage("store", location: location) {
        $0.publicAccess = EstateBuilder.known(.enabled)
        $0.defaultAction = EstateBuilder.known(.deny)
        $0.subnetRules = [EstateBuilder.reference(subnet)]
      }
      let answer = try builder.query.ask("vm/m", "storage/store")
      #expect(answer.verdict == verdict, "\(endpoint) \(location) \(answer.told)")
      // The subnet's rule admits nobody who does not come by the endpoint.
      #expect(
        answer.evidence.contains { $0.control == "serviceEndpoint" } == (verdict == .reachable))
    }
  }

  @Test("E-6: whether a region has a partner that no table names is left open")
  func unknownPartner() throws {
    var builder = EstateBuilder()
    let network = builder.network("n", ["10.0.0.0/16"], location: "atlantis")
    let subnet = builder.subnet(network, "s", "10.0.1.0/24") {
      $0.serviceEndpoints = [EstateBuilder.known("Microsoft.Storage")]
    }
    builder.machine("m", in: subnet, "10.0.1.4")
    builder.storage("store", location: "lemuria") {
      $0.publicAccess = EstateBuilder.known(.enabled)
      $0.defaultAction = EstateBuilder.known(.deny)
      $0.subnetRules = [EstateBuilder.reference(subnet)]
    }
    let answer = try builder.query.ask("vm/m", "storage/store")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(answer.unknowns.contains { $0.because.contains("partner") }, "\(answer.told)")
  }

  @Test(
    "E-6: regions are partners in either direction, and of regions in no table nothing is known")
  func partners() {
    #expect(RegionPairs.areOneOrPaired("westeurope", "northeurope") == true)
    #expect(RegionPairs.areOneOrPaired("eastus", "westus3") == true)
    #expect(RegionPairs.areOneOrPaired("eastus", "westeurope") == false)
    #expect(RegionPairs.areOneOrPaired("atlantis", "lemuria") == nil)
  }
}
