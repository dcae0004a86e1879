import EstateModel
import Testing

@testable import Answers

// Services of Microsoft's and resource instances that pass a firewall.
// https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services
extension ServiceFirewallRuleTests {
  @Test(
    "X-5, S-6, S-7, K-2, C-4: the service itself passes by bypass or instance rule, no machine",
    arguments: Service.allCases)
  func trustedServices(_ service: Service) throws {
    func ask(_ from: String, _ change: @escaping (inout ServiceFirewall) -> Void) throws -> Verdict
    {
      var builder = estate(service) {
        Self.deny(&$0)
        change(&$0)
      }
      builder.workspace("ml")
      builder.workspace("other")
      return try builder.query.ask(from, service.selector).verdict
    }
    let workspace = Builder.id("Microsoft.MachineLearningServices/workspaces", "ml")
    #expect(try ask("workspace/ml") { _ in } == .reachable)
    #expect(
      try ask("workspace/ml") { $0.bypassesTrustedServices = Builder.known(true) } == .reachable)
    #expect(
      try ask("workspace/ml") { $0.bypassesTrustedServices = Builder.known(false) } == .unreachable)
    #expect(
      try ask("workspace/ml") { $0.bypassesTrustedServices = Builder.open("bypass") } == .unknown)
    #expect(
      try ask("vm/b") { $0.bypassesTrustedServices = Builder.known(true) } == .unreachable)
    if service == .storage {
      func instance(_ from: String) throws -> Verdict {
        try ask(from) {
          $0.bypassesTrustedServices = Builder.known(false)
          $0.resourceRules = [Builder.reference(workspace)]
        }
      }
      #expect(try instance("workspace/ml") == .reachable)
      #expect(try instance("workspace/other") == .unreachable)
      let all = Builder.id("Microsoft.MachineLearningServices/workspaces", "*")
      #expect(
        try ask("workspace/other") {
          $0.bypassesTrustedServices = Builder.known(false)
          $0.resourceRules = [Builder.reference(all)]
        } == .reachable)
    }
  }

  @Test(
    "S-8, K-3: with disabled access and no bypass the service itself is shut out",
    arguments: Service.allCases)
  func noBypass(_ service: Service) throws {
    var builder = estate(service) {
      $0.publicAccess = Builder.known(.disabled)
      $0.bypassesTrustedServices = Builder.known(false)
    }
    builder.workspace("ml")
    let closed = try builder.query.ask("workspace/ml", service.selector)
    #expect(closed.verdict == .unreachable, "\(closed.told)")
    // Only storage has rules by resource instance.
    let names = closed.blockers.contains { $0.why.contains("no instance rule names the workspace") }
    #expect(names == (service == .storage), "\(closed.blockers.map(\.why))")
    var open = estate(service) {
      $0.publicAccess = Builder.open("access")
      $0.bypassesTrustedServices = Builder.known(false)
    }
    open.workspace("ml")
    let answer = try open.query.ask("workspace/ml", service.selector)
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("an instance rule that is not known may name the workspace")
  func unknownInstance() throws {
    var builder = estate(.storage) {
      Self.deny(&$0)
      $0.bypassesTrustedServices = Builder.known(false)
      $0.resourceRules = [Builder.open("instance")]
    }
    builder.workspace("ml")
    let answer = try builder.query.ask("workspace/ml", "storage/it")
    #expect(answer.verdict == .unknown, "\(answer.told)")
  }

  @Test("C-4, C-9: the service itself gets the layers of a registry without a data endpoint, too")
  func layers() throws {
    func ask(_ bypass: Bool, _ target: String = "registry/reg") throws -> QueryAnswer {
      var builder = Builder()
      builder.registry("reg", hasDataEndpoint: false) {
        Self.deny(&$0.firewall)
        $0.firewall.bypassesTrustedServices = Builder.known(bypass)
      }
      builder.workspace("ml")
      return try builder.query.ask("workspace/ml", target)
    }
    let both = try ask(true)
    #expect(both.verdict == .reachable, "\(both.told)")
    #expect(both.evidence.allSatisfy { $0.source != nil || $0.article != nil }, "\(both.told)")
    // What the registry itself does not let in is no pull.
    let closed = try ask(false)
    #expect([.unreachable, .partial].contains(closed.verdict), "\(closed.told)")
  }
}
