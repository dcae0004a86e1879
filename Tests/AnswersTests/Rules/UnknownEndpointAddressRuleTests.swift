import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
@Suite("Records against private endpoints whose address no input tells")
struct UnknownEndpointAddressRuleTests {
  typealias Estate = PrivateEndpointRuleTests.Estate
  typealias Builder = EstateBuilder

  private func estate(
    _ record: String, address: String? = nil, origin: ResourceOrigin = .export
  ) -> Estate {
    Estate(zoneGroup: false, records: ["st": record], origin: origin, address: address)
  }

  @Test(
    "D-7: a record of a number in the endpoint's subnet may be the endpoint's",
    arguments: [ResourceOrigin.export, .template, .terraform])
  func possible(_ origin: ResourceOrigin) throws {
    let answer = try estate("10.0.9.5", origin: origin).ask("vm/hub")
    #expect(answer.verdict == .unknown, "\(answer.told)")
    #expect(
      answer.unknowns.contains { $0.because.contains("no input tells the address of") },
      "\(answer.told)")
  }

  @Test("D-7: a number of another subnet, or of somebody else there, is not the endpoint's")
  func impossible() throws {
    let elsewhere = try estate("10.0.1.77").ask("vm/hub")
    #expect(elsewhere.verdict == .unreachable, "\(elsewhere.told)")
    var taken = estate("10.0.9.5")
    let subnet = try #require(
      taken.builder.estate.privateEndpoints[taken.endpoint]?.subnet.value?.id)
    taken.builder.machine("holder", in: subnet, "10.0.9.5")
    let answer = try taken.ask("vm/hub")
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    // Nor is any where the address is known.
    #expect(try estate("10.0.9.5", address: "10.0.9.4").ask("vm/hub").verdict == .unreachable)
  }
}
