import EstateModel
import Testing

@testable import Answers

// https://learn.microsoft.com/azure/machine-learning/how-to-managed-network
@Suite("Managed networks: rules without effect, and the rule that is missing")
struct IdleOutboundRuleTests {
  typealias Builder = EstateBuilder

  private func query(
    _ mode: ManagedNetwork.IsolationMode, _ access: PublicAccess = .disabled,
    rules: [OutboundRule] = []
  ) -> ReachabilityQuery {
    var builder = Builder()
    builder.storage("st") { $0.publicAccess = Builder.known(access) }
    let workspace = builder.workspace("ml") {
      $0.publicAccess = Builder.known(.enabled)
      var managed = ManagedNetwork(source: Builder.place)
      managed.mode = Builder.known(mode)
      managed.rules = rules
      $0.managedNetwork = managed
    }
    var compute = Compute(id: workspace.child("computes", "cpu"), source: Builder.place)
    compute.workspace = Builder.reference(workspace)
    compute.kind = Builder.known(.cluster)
    builder.estate.computes.insert(compute)
    return builder.query
  }

  private func rule(
    _ destination: OutboundRule.Destination, status: String? = nil
  ) -> OutboundRule {
    var rule = OutboundRule(name: "mine", source: Builder.place, destination: destination)
    if let status { rule.status = Builder.known(status) }
    return rule
  }

  private static let storage = Builder.id("Microsoft.Storage/storageAccounts", "st")
  private static let missing =
    "add a private_endpoint rule to storage/st (blob) to the managed network of workspace/ml"

  @Test(
    "W-9: a rule alone that makes a private endpoint is the smallest change, before any public side is opened",
    arguments: [
      ManagedNetwork.IsolationMode.allowOnlyApprovedOutbound, .allowInternetOutbound,
    ])
  func ruleAlone(_ mode: ManagedNetwork.IsolationMode) throws {
    let answer = try query(mode).ask("compute/cpu", "storage/st", on: ["tcp/443"], fixes: true)
    #expect(answer.verdict == .unreachable, "\(answer.told)")
    let first = try #require(answer.fixes.first)
    #expect(first.changes.map(\.change) == [Self.missing], "\(answer.fixes)")
    #expect(first.alsoOpens.isEmpty)
    if mode == .allowOnlyApprovedOutbound {
      // No fix opens more than what that rule opens.
      #expect(answer.fixes.allSatisfy { $0.changes.count == 1 }, "\(answer.fixes)")
    }
  }

  @Test("W-9: a rule that names it but has no effect is told, with the reason")
  func told() throws {
    let approved = ManagedNetwork.IsolationMode.allowOnlyApprovedOutbound
    let rows: [(OutboundRule, String)] = [
      (
        rule(.fullyQualifiedName(Builder.known("st.blob.core.windows.net"))),
        "outbound rule mine of workspace/ml names it, but has no effect: an fqdn rule never reaches"
      ),
      (
        rule(
          .privateEndpoint(
            target: Builder.reference(Self.storage), group: Builder.known("blob")),
          status: "Inactive"), "its status is Inactive"
      ),
      (
        rule(
          .privateEndpoint(
            target: Builder.reference(Self.storage), group: Builder.known("file"))),
        "serves file, not blob"
      ),
    ]
    for (rule, text) in rows {
      let answer = try query(approved, rules: [rule])
        .ask("compute/cpu", "storage/st", on: ["tcp/443"])
      #expect(answer.verdict == .unreachable, "\(answer.told)")
      #expect(answer.blockers.contains { $0.why.contains(text) }, "\(answer.blockers.map(\.why))")
    }
    let none = try query(approved).ask("compute/cpu", "storage/st", on: ["tcp/443"])
    #expect(none.blockers.contains { $0.why == "no outbound rule of workspace/ml names it" })
  }

  @Test("W-9: no fix adds a rule that is there already")
  func noSecondRule() throws {
    let inactive = rule(
      .privateEndpoint(target: Builder.reference(Self.storage), group: Builder.known("blob")),
      status: "Inactive")
    let answer = try query(.allowOnlyApprovedOutbound, rules: [inactive])
      .ask("compute/cpu", "storage/st", on: ["tcp/443"], fixes: true)
    #expect(!answer.fixes.contains { $0.changes.contains { $0.change == Self.missing } })
    let name = rule(.fullyQualifiedName(Builder.known("anaconda.org")), status: "Inactive")
    let web = try query(.allowOnlyApprovedOutbound, rules: [name])
      .ask("compute/cpu", "fqdn/anaconda.org", on: ["tcp/443"], fixes: true)
    #expect(web.verdict == .unreachable, "\(web.told)")
    let changes = web.fixes.flatMap(\.changes).map(\.change)
    #expect(changes.allSatisfy { $0.hasPrefix("provision") }, "\(changes)")
    #expect(web.blockers.contains { $0.why.contains("its status is Inactive") })
  }
}
