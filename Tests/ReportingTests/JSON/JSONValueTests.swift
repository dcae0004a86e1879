import Foundation
import Testing

@testable import Reporting

@Suite("JSON text")
struct JSONValueTests {
  @Test("members keep their order, levels two spaces, the end a newline")
  func layout() {
    let value: JSONValue = [
      "z": 1, "a": ["x", true, .null], "empty": [], "none": .object([]), "in": ["b": ["c": -3]],
    ]
    #expect(
      value.text == """
        {
          "z": 1,
          "a": [
            "x",
            true,
            null
          ],
          "empty": [],
          "none": {},
          "in": {
            "b": {
              "c": -3
            }
          }
        }

        """)
  }

  @Test("any text survives", arguments: ["\u{0}\u{1F}\u{7F}", "\"\\/\r\n\t", "żółw 🐢", "e\u{301}"])
  func strings(_ text: String) throws {
    let data = Data(JSONValue.array([.string(text)]).text.utf8)
    let back = try JSONDecoder().decode([String].self, from: data)
    #expect(Array(back[0].unicodeScalars) == Array(text.unicodeScalars))
  }
}
