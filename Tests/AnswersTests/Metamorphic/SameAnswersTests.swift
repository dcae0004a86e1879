import EstateModel
import EstateReading
import Foundation
import TestSupport
import Testing

@testable import Answers

/// Changes of an estate that change no answer.
@Suite("Estates that say the same give the same answers")
struct SameAnswersTests {
  /// `REACHMAP_SOAK=1` tries many more.
  static let seeds =
    ProcessInfo.processInfo.environment["REACHMAP_SOAK"] == "1" ? 0..<2000 : 0..<25

  private func estate(_ seed: Int) -> RandomTemplate {
    RandomTemplate(seed: 5_000_000 + seed, parameterCount: 0...0)
  }

  /// What each question comes to.
  private func outcomes(
    _ files: [String: String], renaming rename: (String) -> String = { $0 }
  ) throws -> [String] {
    let estate = try TextEstate(files)
    return try RandomTemplate.questions.map { from, to, terms in
      let answer = try estate.query.ask(rename(from), rename(to), on: terms)
      return "\(from) -> \(to): \(answer.verdict) \(answer.allowed) \(answer.undecided)"
    }
  }

  private func outcomes(_ text: String) throws -> [String] { try outcomes(["main.json": text]) }

  // MARK: - Order and names

  @Test("in whatever order resources and files stand", arguments: seeds)
  func order(_ seed: Int) throws {
    let estate = estate(seed)
    var random = SeededGenerator(seed: UInt64(seed))
    let shuffled = estate.resources.shuffled(using: &random)
    let cut = Int.random(in: 1..<shuffled.count, using: &random)
    let expected = try outcomes(estate.text)
    #expect(try outcomes(estate.text(of: shuffled)) == expected)
    let files = [
      "b.json": estate.text(of: Array(shuffled[..<cut])),
      "a.json": estate.text(of: Array(shuffled[cut...])),
    ]
    #expect(try outcomes(files) == expected)
  }

  @Test("under other names", arguments: seeds)
  func names(_ seed: Int) throws {
    let names = [
      "a", "b", "c", "d", "g", "h", "t", "net", "far", "one", "two", "three", "four", "front",
      "store",
    ]
    // Names that sort the other way round.
    let others = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, "z\(names.count - $0 + 10)x") })
    let pattern = try Regex<(Substring, Substring, Substring)>(
      "([\"'/])(\(names.joined(separator: "|")))(?=[\"'/])")
    let text = estate(seed).text
    let renamed = text.replacing(pattern) { match in
      "\(match.output.1)\(others[String(match.output.2)] ?? "")"
    }
    #expect(renamed != text)
    let found = try outcomes(["main.json": renamed]) { selector in
      let parts = selector.split(separator: "/")
      guard parts.count == 2, let name = others[String(parts[1])] else { return selector }
      return "\(parts[0])/\(name)"
    }
    #expect(found == (try outcomes(text)))
  }

  // MARK: - Rules

  @Test("with a rule's prefix as its two halves", arguments: seeds)
  func halves(_ seed: Int) throws {
    let text = estate(seed).text
    var split = text
    for side in ["source", "destination"] {
      for (whole, halves) in [
        ("10.0.1.0/24", ["10.0.1.0/25", "10.0.1.128/25"]),
        ("10.0.2.0/24", ["10.0.2.128/25", "10.0.2.0/25"]),
        ("10.0.0.0/8", ["10.0.0.0/9", "10.128.0.0/9"]),
      ] {
        split = split.replacing(
          "\"\(side)AddressPrefix\": \"\(whole)\"",
          with: "\"\(side)AddressPrefixes\": [\"\(halves[0])\", \"\(halves[1])\"]")
      }
    }
    #expect(try outcomes(split) == (try outcomes(text)))
  }

  @Test("with a rule below one that covers it", arguments: seeds)
  func covered(_ seed: Int) throws {
    let estate = estate(seed)
    var random = SeededGenerator(seed: UInt64(seed))
    let isAllowed = Bool.random(using: &random)
    func rules(_ count: Int) -> [String] {
      ["g", "h"].flatMap { group in
        ["Inbound", "Outbound"].flatMap { direction in
          (0..<count).map { index in
            """
            {"type": "Microsoft.Network/networkSecurityGroups/securityRules",
             "name": "\(group)/\(direction)\(index)", "properties": {
              "priority": \(3000 + index), "direction": "\(direction)", "protocol": "*",
              "access": "\((index == 0) == isAllowed ? "Allow" : "Deny")", "sourceAddressPrefix": "*",
              "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}}
            """
          }
        }
      }
    }
    #expect(
      try outcomes(estate.text(of: estate.resources + rules(2)))
        == (try outcomes(estate.text(of: estate.resources + rules(1)))))
  }

  // MARK: - Formats

  @Test("as an export in place of the template", arguments: seeds)
  func export(_ seed: Int) throws {
    let text = estate(seed).text
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "reachmap-\(UUID().uuidString)")
    defer { discard(folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appending(path: "main.json"))
    var options = ReadingOptions()
    options.subscription = "00000000-0000-0000-0000-000000000001"
    options.resourceGroup = "rg"
    let read = EstateReader.read(inputs: [folder.path], options: options, standardInput: { [] })
    #expect(read.failure == nil)
    let listed = read.resources.map { resource in
      """
      {"id": "\(resource.id)", "name": "\(resource.name)", "type": "\(resource.type)",
       "location": "westeurope", "kind": \(json(resource.body["kind"])), "sku": \(json(resource.body["sku"])),
       "properties": \(json(resource.properties))}
      """
    }
    let exported = "[\(listed.joined(separator: ",\n"))]"
    #expect(try outcomes(["export.json": exported]) == (try outcomes(text)))
  }

  private func json(_ value: ConfigurationValue?) -> String {
    guard let value else { return "null" }
    switch value.kind {
    case .null, .unknown: return "null"
    case .bool, .number: return value.text ?? "null"
    case .string: return "\"\(value.string ?? "")\""
    case .array: return "[\(value.array.map { json($0) }.joined(separator: ", "))]"
    case .object:
      let fields = value.fields.map { "\"\($0.key)\": \(json($0.value))" }
      return "{\(fields.joined(separator: ", "))}"
    }
  }
}
