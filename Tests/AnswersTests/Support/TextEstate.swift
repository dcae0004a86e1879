import EstateModel
import EstateReading
import Foundation
import Reachability
import TestSupport
import Testing
import TrafficSets

@testable import Answers

/// An estate in files, read as a user's are: from a folder of its own, through the readers.
final class TextEstate: Sendable {
  /// The estate of the files and the question machine on it.
  let query: ReachabilityQuery
  /// What a user is told to mend; a test fails by it unless it expects some.
  let errors: [Diagnostic]
  let warnings: [Diagnostic]
  let overlays: [Overlay]
  private let files: [String: String]

  /// - Parameters:
  ///   - files: text by file name.
  ///   - settings: `NAME=VALUE`, as `--set` gives them.
  init(
    _ files: [String: String], settings: [String] = [], expectsErrors: Bool = false
  ) throws {
    self.files = files
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "reachmap-\(UUID().uuidString)")
    defer { discard(folder) }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    var options = ReadingOptions()
    options.settings = settings
    let read = EstateReader.read(inputs: [folder.path], options: options, standardInput: { [] })
    let decoded = EstateDecoder.estate(from: read)
    errors = (read.diagnostics + decoded.diagnostics).filter { $0.severity == .error }
    warnings = (read.diagnostics + decoded.diagnostics).filter { $0.severity == .warning }
    for diagnostic in errors where !expectsErrors {
      Issue.record("\(diagnostic.source.map(\.description) ?? ""): \(diagnostic.message.text)")
    }
    overlays = read.overlays
    query = ReachabilityQuery(decoded.estate)
  }

  /// `workspace.yml:7`, the line of the file that holds the text; the first where several do.
  func line(of text: String, in file: String) throws -> String {
    let lines = try #require(files[file]).split(separator: "\n", omittingEmptySubsequences: false)
    let index = try #require(lines.firstIndex { $0.contains(text) }, "'\(text)' is not in \(file)")
    return "\(file):\(index + 1)"
  }

  func text(of file: String) -> String? { files[file] }

  func ask(_ from: String, _ to: String, on traffic: String..., fixes: Bool = false) throws
    -> QueryAnswer
  {
    try query.ask(from, to, on: traffic, fixes: fixes)
  }
}

extension ReachabilityQuery {
  /// The answer to a question between two single nodes.
  func ask(_ from: String, _ to: String, on traffic: [String] = [], fixes: Bool = false) throws
    -> QueryAnswer
  {
    let terms = try traffic.map { try TrafficTerm($0) }
    let answers = try answer(
      QueryQuestion(from: from, to: to, traffic: terms, wantsFixes: fixes))
    return try #require(answers.answers.first)
  }
}

extension QueryAnswer {
  /// Everything that the answer shows as having decided.
  var evidence: [Evidence] { paths.flatMap { $0 }.compactMap(\.evidence) + blockers }

  /// `workspace.yml:7` for each place that decided.
  var places: Set<String> {
    Set(
      evidence.compactMap(\.source).map {
        "\(URL(filePath: $0.file).lastPathComponent):\($0.line)"
      })
  }

  var articles: Set<String> { Set(evidence.compactMap(\.article)) }

  /// The answer as a failing test shows it.
  var told: String {
    let ways = paths.map { path in
      path.map { hop in
        "    \(hop.node) \(hop.outcome?.rawValue ?? "") \(hop.evidence?.control ?? "") "
          + "\(hop.evidence?.rule ?? "") \(hop.evidence?.source?.description ?? "")"
      }.joined(separator: "\n")
    }.joined(separator: "\n    --\n")
    let blocked = blockers.map { "    stopped by \($0.node): \($0.rule)" }.joined(separator: "\n")
    let open = unknowns.map { "    open: \($0.because)" }.joined(separator: "\n")
    return
      "\(from) -> \(to): \(verdict.rawValue) \(allowed) \(undecided)\n\(ways)\n\(blocked)\n\(open)"
  }
}

/// Resources as exports print them.
enum ExportedText {
  static let group =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers"

  static func id(_ type: String, _ name: String) -> String { "\(group)/\(type)/\(name)" }

  static func resource(
    _ type: String, _ name: String, _ properties: String,
    beside: String = "\"location\": \"westeurope\""
  ) -> String {
    """
    {
      "id": "\(id(type, name))",
      "name": "\(name)",
      "type": "\(type)",
      \(beside),
      "properties": {
    \(properties.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      }
    }
    """
  }

  static func list(_ resources: [String]) -> String {
    "{\n\"value\": [\n\(resources.joined(separator: ",\n"))\n]\n}\n"
  }

  /// A network with its subnets, `name: prefix`.
  static func network(
    _ name: String, _ space: String, _ subnets: KeyValuePairs<String, String>
  ) -> String {
    let inside = subnets.map { subnet, prefix in
      """
      {"id": "\(id("Microsoft.Network/virtualNetworks", name))/subnets/\(subnet)", "name": "\(subnet)",
        "properties": {"addressPrefix": "\(prefix)"}}
      """
    }
    return resource(
      "Microsoft.Network/virtualNetworks", name,
      """
      "addressSpace": {"addressPrefixes": ["\(space)"]},
      "subnets": [
      \(inside.joined(separator: ",\n"))
      ],
      "virtualNetworkPeerings": []
      """)
  }

  /// An approved private endpoint whose zone group names the zones.
  static func privateEndpoint(
    _ name: String, in subnet: (network: String, name: String), address: String,
    to target: String, group: String, zones: [String], state: String = "Approved"
  ) -> [String] {
    let entries = zones.map {
      """
      {"name": "\($0.replacing(".", with: "-"))", "properties": {"privateDnsZoneId": "\(id("Microsoft.Network/privateDnsZones", $0))"}}
      """
    }
    let endpoint = resource(
      "Microsoft.Network/privateEndpoints", name,
      """
      "subnet": {"id": "\(id("Microsoft.Network/virtualNetworks", subnet.network))/subnets/\(subnet.name)"},
      "ipConfigurations": [{"name": "ip", "properties": {"privateIPAddress": "\(address)", "groupId": "\(group)", "memberName": "\(group)"}}],
      "privateLinkServiceConnections": [
        {"name": "connection", "properties": {
          "privateLinkServiceId": "\(target)",
          "groupIds": ["\(group)"],
          "privateLinkServiceConnectionState": {"status": "\(state)"}}}
      ]
      """)
    let zoneGroup = """
      {
        "id": "\(id("Microsoft.Network/privateEndpoints", name))/privateDnsZoneGroups/default",
        "name": "default",
        "type": "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        "properties": {"privateDnsZoneConfigs": [\(entries.joined(separator: ", "))]}
      }
      """
    return zones.isEmpty ? [endpoint] : [endpoint, zoneGroup]
  }

  static func zone(_ name: String, linkedTo networks: [String]) -> [String] {
    [resource("Microsoft.Network/privateDnsZones", name, "\"provisioningState\": \"Succeeded\"")]
      + networks.map { network in
        """
        {
          "id": "\(id("Microsoft.Network/privateDnsZones", name))/virtualNetworkLinks/\(network)",
          "name": "\(network)",
          "type": "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
          "properties": {"virtualNetwork": {"id": "\(id("Microsoft.Network/virtualNetworks", network))"}, "registrationEnabled": false}
        }
        """
      }
  }

  static func storage(_ name: String, _ properties: String) -> String {
    resource("Microsoft.Storage/storageAccounts", name, properties)
  }

  static func keyVault(_ name: String, _ properties: String) -> String {
    resource("Microsoft.KeyVault/vaults", name, properties)
  }

  static func registry(_ name: String, _ properties: String, tier: String = "Premium") -> String {
    resource(
      "Microsoft.ContainerRegistry/registries", name, properties,
      beside: "\"location\": \"westeurope\",\n  \"sku\": {\"name\": \"\(tier)\"}")
  }
}
