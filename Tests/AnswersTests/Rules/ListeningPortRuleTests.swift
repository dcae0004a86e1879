import EstateModel
import Testing

@testable import Answers

@Suite("The ports on which services answer, from public networks")
struct ListeningPortRuleTests {
  typealias Builder = EstateBuilder

  private func query(
    _ change: (inout StorageAccount) -> Void = { _ in }
  ) -> ReachabilityQuery {
    var builder = Builder()
    let storage = builder.storage("st")
    builder.estate.storageAccounts.update(storage) { change(&$0) }
    let workspace = builder.workspace("ml") { $0.publicAccess = Builder.known(.enabled) }
    builder.onlineEndpoint("score", of: workspace) { $0.publicAccess = Builder.known(.enabled) }
    var batch = BatchEndpoint(id: workspace.child("batchEndpoints", "many"), source: Builder.place)
    batch.workspace = Builder.reference(workspace)
    builder.estate.batchEndpoints.insert(batch)
    return builder.query
  }

  @Test(
    "W-8: a workspace and its endpoints answer on tcp/443 only",
    arguments: ["endpoint/score", "endpoint/many", "workspace/ml"])
  func machineLearning(_ target: String) throws {
    let query = query()
    #expect(try query.ask("internet", target, on: ["tcp/443"]).verdict == .reachable)
    for term in ["tcp/22", "tcp/80", "udp/53", "udp/443", "icmp"] {
      let answer = try query.ask("internet", target, on: [term])
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(
        answer.blockers.contains { $0.why == "\(target) answers on tcp/443 only" },
        "\(answer.told)")
    }
    #expect(try query.ask("internet", target, on: ["tcp/1-1000"]).allowed == ["tcp/443"])
  }

  @Test(
    "S-10, S-14: SFTP and NFS are blob storage's: no other service of an account answers there",
    arguments: ["file", "queue", "table", "web"])
  func storage(_ part: String) throws {
    let query = query {
      $0.hasSFTP = Builder.known(true)
      $0.hasNFS = Builder.known(true)
    }
    for term in ["tcp/22", "tcp/2049", "tcp/111"] {
      let answer = try query.ask("internet", "storage/st/\(part)", on: [term])
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(try query.ask("internet", "storage/st/blob", on: [term]).verdict == .reachable)
    }
    #expect(
      try query.ask("internet", "storage/st/\(part)", on: ["tcp/445"]).verdict
        == (part == "file" ? .reachable : .unreachable))
  }

  @Test("S-14: a private endpoint leads to no port on which the service does not answer")
  func privateEndpoint() throws {
    let estate = PrivateEndpointRuleTests.Estate()
    var builder = estate.builder
    let subnet = builder.subnet(estate.hub, "files", "10.0.8.0/24")
    let zone = builder.zone("privatelink.file.core.windows.net", linkedTo: [estate.hub])
    builder.privateEndpoint(
      "pe-file", in: subnet, "10.0.8.4", to: estate.storage, "file", zone: zone)
    for (port, verdict) in [
      ("tcp/443", Verdict.reachable), ("tcp/445", .reachable), ("tcp/22", .unreachable),
      ("tcp/2049", .unreachable), ("udp/445", .unreachable),
    ] {
      let answer = try builder.query.ask("vm/hub", "storage/st/file", on: [port])
      #expect(answer.verdict == verdict, "\(answer.told)")
    }
  }

  @Test("S-14: an account for file shares alone may have some that speak NFS")
  func fileShares() throws {
    let query = query { $0.variant = Builder.known("FileStorage") }
    #expect(try query.ask("internet", "storage/st/file", on: ["tcp/2049"]).verdict == .unknown)
    #expect(try query.ask("internet", "storage/st/file", on: ["tcp/22"]).verdict == .unreachable)
  }

  @Test("C-5: Microsoft's registries answer on tcp/443 only")
  func registries() throws {
    for registry in ["registry/mcr", "registry/viennaglobal"] {
      #expect(try query().ask("internet", registry, on: ["tcp/443"]).verdict == .reachable)
      let answer = try query().ask("internet", registry, on: ["tcp/22"])
      #expect(answer.verdict == .unreachable, "\(answer.told)")
    }
    // What answers behind a tag or any other name is not documented.
    #expect(try query().ask("internet", "service/Storage", on: ["tcp/445"]).verdict == .reachable)
    #expect(try query().ask("internet", "fqdn/example.org", on: ["tcp/22"]).verdict == .reachable)
  }
}
