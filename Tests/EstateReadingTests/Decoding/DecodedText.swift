import EstateModel
import Testing

@testable import EstateReading

/// What the decoder makes of resources written as JSON.
///
/// Each `↓` marks the place of the character behind it and is taken out before reading.
struct DecodedText {
  let estate: Estate
  let diagnostics: [Diagnostic]
  let ledger: DecodingLedger
  /// The marked places, in the order of the text.
  let marks: [SourcePosition]

  static let file = "resources.json"

  init(
    _ text: String, format: InputFormat = .export, overlays: [Overlay] = [],
    conditionUnknown: UnknownValue? = nil
  ) throws {
    let (plain, marks) = Self.unmarked(text)
    let root = try JSONReader.read(SourceText(file: Self.file, bytes: Array(plain.utf8)))
    var read = ReadEstate()
    let resources = ExportReader.read(root, into: &read).map { resource in
      Resource(
        id: resource.id, location: resource.location, kind: resource.kind, body: resource.body,
        properties: resource.properties, source: resource.source, format: format,
        conditionUnknown: conditionUnknown)
    }
    (estate, diagnostics, ledger) = EstateDecoder.estate(from: resources, overlays: overlays)
    self.marks = marks
    #expect(estate.danglingReferences == [], "the estate holds whatever it refers to")
  }

  static func unmarked(
    _ text: String, file: String = DecodedText.file
  ) -> (text: String, marks: [SourcePosition]) {
    var plain = ""
    var marks: [SourcePosition] = []
    var line = 1
    var column = 1
    for scalar in text.unicodeScalars {
      if scalar == "↓" {
        marks.append(SourcePosition(file: file, line: line, column: column))
        continue
      }
      plain.unicodeScalars.append(scalar)
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
    }
    return (plain, marks)
  }

  /// The id of a resource of subscription `s` and group `g`.
  static func id(_ typeAndName: String) throws -> ResourceID {
    try #require(ResourceID("/subscriptions/s/resourceGroups/g/providers/\(typeAndName)"))
  }
}
