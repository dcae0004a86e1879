import EstateModel
import Testing

@testable import EstateReading

/// An estate that is large enough for a second thread, and how one thread alone would have it.
struct LargeEstateTests {
  private static let scope = "/subscriptions/s/resourceGroups/g/providers"

  /// A line for each resource: interface, machine, security group, and so on.
  private static func lines(_ count: Int, interfaceOfLast: String? = nil) -> [String] {
    (0..<count).flatMap { number -> [String] in
      let name = number == count - 1 ? interfaceOfLast ?? "n\(number)" : "n\(number)"
      return [
        #"{"id": "\#(scope)/Microsoft.Network/networkInterfaces/n\#(number)", "properties": {"ipConfigurations": [{"name": "a", "properties": {"privateIPAddress": "10.0.\#(number / 256).\#(number % 256)"}}]}}"#,
        #"{"id": "\#(scope)/Microsoft.Compute/virtualMachines/m\#(number)", "properties": {"networkProfile": {"networkInterfaces": [{"id": "\#(scope)/Microsoft.Network/networkInterfaces/\#(name)"}]}}}"#,
        #"{"id": "\#(scope)/Microsoft.Network/networkSecurityGroups/g\#(number)", "properties": {"securityRules": [{"name": "é", "properties": {"priority": \#(100 + number), "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "10.0.0.0/8", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRanges": ["443", "8000-8080"]}}]}}"#,
      ]
    }
  }

  /// The bytes are over the size from which a file is read in halves.
  private static func file(_ lines: [String]) -> String {
    "[\n" + lines.joined(separator: ",\n") + String(repeating: " ", count: 17 << 20) + "\n]"
  }

  @Test("two threads find each resource where one thread would")
  func places() throws {
    let lines = Self.lines(1_000)
    let folder = try TemporaryFolder(["estate.json": Self.file(lines)])
    let read = folder.read()
    #expect(read.trouble.isEmpty)
    #expect(read.resources.map(\.source.line) == Array(2...3_001))
    #expect(read.resources.allSatisfy { $0.source.column == 1 })
    #expect(read.resources.last?.name == "g999")
    let rule = try #require(
      read.resources.last?.properties["securityRules"]?.array.first?["properties"])
    let line = lines[2_999].unicodeScalars.map(String.init)
    let priority = try #require(rule["priority"]?.position)
    #expect(priority.line == 3_001)
    #expect(line[(priority.column - 1)...].prefix(4).joined() == "1099")
  }

  @Test("two threads decode what one thread does")
  func decoding() throws {
    let folder = try TemporaryFolder(["estate.json": Self.file(Self.lines(1_000))])
    let start = EstateDecoding(folder.read().resources)
    let fast = try #require(start.decodedInTwoThreads())
    var slow = start
    slow.decodeDescribed(where: { _, _ in true })
    #expect(fast.estate.machines.all.count == 1_000)
    #expect("\(fast.estate.machines.all)" == "\(slow.estate.machines.all)")
    #expect(fast.estate.securityGroups.map(\.id) == slow.estate.securityGroups.map(\.id))
    let rules = fast.estate.securityGroups.flatMap(\.rules)
    #expect(rules.count == 1_000)
    #expect("\(rules)" == "\(slow.estate.securityGroups.flatMap(\.rules))")
    #expect("\(fast.estate.interfaces.all)" == "\(slow.estate.interfaces.all)")
    #expect(fast.diagnostics == slow.diagnostics)
    #expect(fast.ledger == slow.ledger)
  }

  @Test("what only one thread can tell the order of is left to one thread")
  func mention() throws {
    let lines = Self.lines(1_000, interfaceOfLast: "elsewhere")
    let folder = try TemporaryFolder(["estate.json": Self.file(lines)])
    let resources = folder.read().resources
    #expect(EstateDecoding(resources).decodedInTwoThreads() == nil)
    let decoded = EstateDecoder.estate(from: resources, overlays: [])
    #expect(decoded.estate.machines.all.count == 1_000)
    #expect(decoded.estate.interfaces.all.last?.id.name == "elsewhere")
    #expect(decoded.estate.interfaces.all.last?.isDescribed == false)
  }

  @Test("a byte that is not UTF-8 is reported in a large file, too")
  func encoding() throws {
    let folder = try TemporaryFolder()
    var bytes = Array(Self.file(Self.lines(1_000)).utf8)
    bytes[bytes.count - 2] = 0xFF
    try folder.write("estate.json", bytes: bytes)
    let read = folder.read(["estate.json"])
    #expect(read.failure == .badInput)
    #expect(read.trouble.count == 1)
    #expect(read.trouble.first?.contains("not UTF-8") == true)
  }
}
