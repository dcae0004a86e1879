import EstateModel
import Reachability
import Testing
import TrafficSets

@testable import Answers

@Suite("A scenario lists the flows that an estate needs, and what they come to")
struct ScenarioTests {
  private func flows(_ scenario: Scenario, _ folder: String) throws -> [String: Verdict] {
    let answer = try ExampleQuestion.query(folder).answer(scenario)
    #expect(answer.flows.map(\.step) == Array(1...answer.flows.count))
    return Dictionary(
      uniqueKeysWithValues: answer.flows.map { ("\($0.from) -> \($0.to)", $0.answer.verdict) })
  }

  @Test("the four configurations of an online endpoint differ in who comes in and what goes out")
  func onlineEndpoint() throws {
    for (folder, inbound, outbound) in [
      ("secure-inbound-secure-outbound", Verdict.unreachable, Verdict.unreachable),
      ("secure-inbound-public-outbound", .unreachable, .reachable),
      ("public-inbound-secure-outbound", .reachable, .unreachable),
      ("public-inbound-public-outbound", .reachable, .reachable),
    ] {
      let flows = try flows(.onlineEndpoint, "online-endpoint/\(folder)")
      #expect(flows["internet -> endpoint/score"] == inbound, "\(folder)")
      #expect(flows["client/laptop -> endpoint/score"] == inbound, "\(folder)")
      #expect(flows["client/analyst -> endpoint/score"] == .reachable, "\(folder)")
      for target in ["registry/crml", "storage/stml/blob", "workspace/ml"] {
        #expect(flows["deployment/score/blue -> \(target)"] == .reachable, "\(folder), \(target)")
      }
      #expect(flows["deployment/score/blue -> fqdn/example.com"] == outbound, "\(folder)")
    }
  }

  @Test("all that an online endpoint needs is there, though the internet is shut out")
  func neededFlows() throws {
    let answer = try ExampleQuestion.query("secured-workspace").answer(Scenario.onlineEndpoint)
    #expect(answer.verdict == .reachable)
    #expect(answer.flows.first { $0.from == "internet" }?.isNeeded == false)
    #expect(answer.flows.first { $0.from == "client/office" }?.isNeeded == true)
  }

  @Test("images of Microsoft's come from two registries, one's own from its own")
  func dockerImages() throws {
    let open = try flows(.dockerImages, "docker-images/managed-images-with-way-out")
    #expect(
      open == [
        "compute/gpu-cluster -> registry/mcr": .reachable,
        "compute/gpu-cluster -> registry/viennaglobal": .reachable,
      ])
    let closed = try flows(.dockerImages, "docker-images/managed-images-without-way-out")
    #expect(
      closed == [
        "compute/gpu-cluster -> registry/mcr": .unreachable,
        "compute/gpu-cluster -> registry/viennaglobal": .unreachable,
      ])
    let own = try flows(.dockerImages, "docker-images/own-registry")
    #expect(own["compute/gpu-cluster -> registry/mcr"] == nil)
    #expect(own["compute/gpu-cluster -> registry/crvision"] == .reachable)
    #expect(own["compute/image-builder -> registry/mcr"] == .reachable)
    #expect(own["compute/image-builder -> registry/viennaglobal"] == .reachable)
    #expect(own["compute/image-builder -> registry/crvision"] == .reachable)
  }

  @Test("the cluster that builds images is a part of the scenario by itself")
  func builderAlone() throws {
    var estate = ExampleQuestion.query("docker-images/own-registry").graph.estate
    let computes = estate.computes.filter { $0.id.name == "image-builder" }
    estate.computes = ResourceTable()
    for compute in computes { estate.computes.insert(compute) }
    let answer = try ReachabilityQuery(estate).answer(Scenario.dockerImages)
    #expect(Set(answer.flows.map(\.from)) == ["compute/image-builder"])
  }

  @Test("what a build cluster makes is pulled from the workspace's registry")
  func imagesThatAreBuilt() throws {
    var estate = ExampleQuestion.query("docker-images/own-registry").graph.estate
    estate.environments = ResourceTable()
    let answer = try ReachabilityQuery(estate).answer(Scenario.dockerImages)
    let pulled = answer.flows.filter { $0.from == "compute/gpu-cluster" }.map(\.to)
    #expect(pulled == ["registry/mcr", "registry/viennaglobal", "registry/crvision"])
  }

  @Test("a deployment without public egress pulls from its workspace's registry")
  func imagesOfConfinedDeployments() throws {
    for (folder, target) in [
      ("secure-inbound-secure-outbound", "registry/crml"),
      ("secure-inbound-public-outbound", "registry/mcr"),
    ] {
      var estate = ExampleQuestion.query("online-endpoint/\(folder)").graph.estate
      let deployment = try #require(estate.onlineDeployments.all.first)
      estate.onlineDeployments.update(deployment.id) { $0.image = .absent }
      let answer = try ReachabilityQuery(estate).answer(Scenario.dockerImages)
      let pulls = answer.flows.filter { $0.from == "deployment/score/blue" }
      #expect(pulls.map(\.to).contains(target), "\(folder)")
      #expect(pulls.allSatisfy { $0.answer.verdict == .reachable }, "\(folder)")
    }
  }

  @Test("a private registry without a build cluster is remarked upon")
  func registryWithoutBuilder() throws {
    var estate = ExampleQuestion.query("docker-images/own-registry").graph.estate
    let workspace = try #require(estate.workspaces.all.first)
    estate.workspaces.update(workspace.id) { $0.imageBuildCompute = .absent }
    let answer = try ReachabilityQuery(estate).answer(Scenario.dockerImages)
    #expect(answer.remarks.map(\.property) == ["image_build_compute"])
  }

  @Test("the router's load balancer decides who scores on Kubernetes")
  func kubernetes() throws {
    let inside = try flows(.kubernetes, "kubernetes/internal-load-balancer")
    #expect(inside["internet -> endpoint/route"] == .unreachable)
    #expect(inside["client/analyst -> endpoint/route"] == .reachable)
    #expect(inside["client/partner -> endpoint/route"] == .unreachable)
    #expect(inside["aks/aks-ml -> registry/crml"] == .reachable)
    let outside = try flows(.kubernetes, "kubernetes/public-load-balancer")
    #expect(outside["internet -> endpoint/route"] == .partial)
    #expect(outside["client/office -> endpoint/route"] == .reachable)
  }

  @Test("an estate without the parts has nothing to answer")
  func notApplicable() throws {
    for (folder, scenario) in [
      ("docker-images/own-registry", Scenario.onlineEndpoint), ("secured-workspace", .kubernetes),
    ] {
      let answer = try ExampleQuestion.query(folder).answer(scenario)
      #expect(!answer.isApplicable)
      #expect(answer.verdict == nil)
      #expect(answer.flows.isEmpty)
    }
    #expect(Scenario.all.allSatisfy { $0.plan(ReachabilityGraph(Estate())) == nil })
  }

  @Test("scenarios are found by name in any letter case")
  func names() {
    #expect(Scenario.named("Online-Endpoint")?.name == "online-endpoint")
    #expect(Scenario.named("studio") == nil)
  }

  @Test("a flow that is asked twice is one flow")
  func askingTwice() {
    var plan = ScenarioPlan()
    plan.ask("a", "b", "first")
    plan.ask("a", "b", "second")
    plan.ask("a", "b", on: [.https], "on a port of its own")
    #expect(plan.requests.map(\.title) == ["first", "on a port of its own"])
  }

  @Test("what decides is each blocker, or the line of a file that let it in last")
  func deciding() throws {
    let query = ExampleQuestion.query("secured-workspace")
    func deciding(_ from: String, _ to: String) throws -> [String] {
      let answers = try query.answer(QueryQuestion(from: from, to: to, wantsFixes: false))
      return answers.answers[0].deciding.map { "\($0.node) \($0.control)" }
    }
    #expect(
      try deciding("internet", "endpoint/score") == [
        "workspace/ml publicNetworkAccess", "endpoint/score publicNetworkAccess",
      ])
    #expect(
      try deciding("client/office", "endpoint/score") == [
        "privateendpoint/pe-workspace privateEndpointConnection"
      ])
  }
}
