import Foundation
import SampleScenes
import TestSupport
import Testing

@Suite("A picture and the machine that draws it")
struct EnvironmentTests {
  private func draw(
    _ name: String, _ format: String, _ environment: [String: String] = [:]
  ) throws -> ProgramResult {
    try run(probePath(), ["draw", name, format], environment: environment)
  }

  /// A fontconfig file whose only folder is empty.
  private func withoutFonts<Value>(_ body: ([String: String]) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("reachmap-fonts-" + UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("fonts.conf")
    let text = """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig><dir>\(folder.path)/empty</dir></fontconfig>
      """
    try Data(text.utf8).write(to: file)
    return try body(["FONTCONFIG_FILE": file.path])
  }

  @Test("SVG is the same in two runs, in another locale and without any font")
  func sameBytes() throws {
    for (name, _) in HandMadeScenes.all {
      let first = try draw(name, "svg")
      #expect(first.status == 0 && !first.output.isEmpty)
      #expect(try draw(name, "svg").output == first.output)
      #expect(
        try draw(name, "svg", ["LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"]).output
          == first.output)
      let fontless = try withoutFonts { try draw(name, "svg", $0) }
      #expect(fontless.output == first.output)
    }
  }

  @Test("PNG is the same in two runs, and PDF begins as PDF does")
  func raster() throws {
    let first = try draw("docker-images", "png")
    #expect(first.output.starts(with: [0x89, 0x50, 0x4e, 0x47]))
    #expect(first.errors.isEmpty)
    #expect(try draw("docker-images", "png").output == first.output)
    let pdf = try draw("docker-images", "pdf")
    #expect(pdf.output.starts(with: Array("%PDF".utf8)))
    #expect(try draw("docker-images", "pdf").output == pdf.output)
  }

  @Test("without any font PNG and PDF are errors", arguments: ["png", "pdf"])
  func noFonts(_ format: String) throws {
    let result = try withoutFonts { try draw("docker-images", format, $0) }
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("no font"))
  }
}
