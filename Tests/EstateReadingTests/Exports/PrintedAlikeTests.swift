import EstateModel
import Foundation
import Testing

@testable import EstateReading

/// Real resources: those of the examples, and of the corpus where there is one.
private let inputs: [String] = {
  var folder = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { folder.deleteLastPathComponent() }
  let roots = [
    folder.appendingPathComponent("Examples").path,
    folder.deletingLastPathComponent().appendingPathComponent("shared/corpus/arm").path,
    folder.deletingLastPathComponent().appendingPathComponent("shared/corpus/exported").path,
  ]
  return roots.flatMap { root in
    (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
      .filter {
        $0.hasSuffix(".json") && !$0.hasSuffix(".parameters.json")
          && !$0.hasSuffix("service-tags.json")
      }
      .sorted().map { "\(root)/\($0)" }
  }
}()

@Suite("The same resources are the same estate, whatever prints them")
struct PrintedAlikeTests {
  /// The resources of a file as ARM prints them, with ids that are whole.
  private func exported(_ path: String) throws -> [ConfigurationValue] {
    var options = ReadingOptions()
    options.subscription = "00000000-0000-0000-0000-000000000001"
    options.resourceGroup = "rg"
    let read = EstateReader.read(inputs: [path], options: options, standardInput: { [] })
    let printed = PrintedJSON()
    let texts = read.resources.filter { resource in
      // The CLI prints these otherwise, see PrintedAzureMLTests; a rule's type is none of ARM's.
      !resource.id.provider.equalsIgnoringASCIICase("Microsoft.MachineLearningServices")
        // Lifted, these would not tell from a listing without properties.
        && resource.properties.fields.contains { $0.key != "sku" }
    }.map { resource in
      let beside = ["location", "kind", "sku"].map { key in
        "\"\(key)\":\(resource.body[key].map { printed.text($0) } ?? "null")"
      }
      return """
        {"id":"\(resource.id)","name":"\(resource.name)","type":"\(resource.type)","resourceGroup":"rg",\
        \(beside.joined(separator: ",")),"properties":\(printed.text(resource.properties))}
        """
    }
    let text = "[\(texts.joined(separator: ","))]"
    return try JSONReader.read(SourceText(file: "arm.json", bytes: Array(text.utf8))).array
  }

  private func estate(_ text: String) throws -> [String] {
    let root = try JSONReader.read(SourceText(file: "export.json", bytes: Array(text.utf8)))
    #expect(FormatRecognition.format(of: root) == .export)
    var read = ReadEstate()
    var merger = ResourceMerger()
    let resources = merger.merge(ExportReader.read(root, into: &read))
    return EstateText.lines(of: EstateDecoder.estate(from: resources, overlays: []).estate)
  }

  private func list(_ resources: [ConfigurationValue], _ style: PrintedJSON) -> String {
    "[\(resources.map { style.text($0) }.joined(separator: ","))]"
  }

  @Test("as ARM, the CLI, PowerShell and Resource Graph print it", arguments: inputs)
  func alike(_ path: String) throws {
    let resources = try exported(path)
    if resources.isEmpty { return }
    let expected = try estate(list(resources, PrintedJSON()))
    let texts = [
      "lifted": list(resources, PrintedJSON(isLifted: true)),
      "PascalCase": list(resources, PrintedJSON(isPascalCase: true)),
      "lifted PascalCase": list(resources, PrintedJSON(isLifted: true, isPascalCase: true)),
      "page": "{\"value\":\(list(resources, PrintedJSON()))}",
      "pages": "[{\"value\":\(list(resources, PrintedJSON()))},{\"value\":[]}]",
      "rows": "{\"count\":1,\"data\":\(list(resources, PrintedJSON())),\"skip_token\":null}",
      "table": PrintedJSON.table(resources),
    ]
    for (style, text) in texts.sorted(by: { $0.key < $1.key }) {
      let found = try estate(text)
      let missing = expected.filter { !found.contains($0) }
      let surplus = found.filter { !expected.contains($0) }
      #expect(
        missing.isEmpty && surplus.isEmpty,
        "\(style)\n  missing \(missing.prefix(1))\n  instead \(surplus.prefix(1))")
    }
  }
}
