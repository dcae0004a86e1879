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
    defer { discard(folder) }
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

extension EnvironmentTests {
  /// Graphviz's plugins but for the one that reads SVG; nil where they are not found.
  private func withoutSVGPlugin<Value>(_ body: ([String: String]) throws -> Value) throws -> Value?
  {
    let manager = FileManager.default
    let parents = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64"]
    guard let source = parents.map({ $0 + "/graphviz" }).first(where: manager.fileExists) else {
      return nil
    }
    let folder = manager.temporaryDirectory
      .appendingPathComponent("reachmap-plugins-" + UUID().uuidString)
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { discard(folder) }
    for name in try manager.contentsOfDirectory(atPath: source) where !name.contains("rsvg") {
      let target = folder.appendingPathComponent(name)
      if name.hasPrefix("config") {
        let text = try String(contentsOfFile: source + "/" + name, encoding: .utf8)
        try Data(withoutBlock(of: "rsvg", text).utf8).write(to: target)
      } else {
        try manager.createSymbolicLink(
          at: target, withDestinationURL: URL(fileURLWithPath: source + "/" + name))
      }
    }
    return try body(["GVBINDIR": folder.path])
  }

  /// The configuration has a block for each plugin, which begins with its file and ends with `}`.
  private func withoutBlock(of plugin: String, _ text: String) -> String {
    var isInside = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if line.contains("libgvplugin_\(plugin)") { isInside = true }
      defer { if line == "}" { isInside = false } }
      return !isInside
    }.joined(separator: "\n")
  }

  @Test("without Graphviz's SVG plugin PNG lacks its icons and says so, and SVG has them")
  func noSVGPlugin() throws {
    _ = try withoutSVGPlugin { environment in
      let png = try draw("docker-images", "png", environment)
      #expect(png.status == 0 && png.output.starts(with: [0x89, 0x50, 0x4e, 0x47]))
      #expect(png.errors.contains("without icons"))
      let svg = try draw("docker-images", "svg", environment)
      let usual = try draw("docker-images", "svg")
      #expect(svg.errors.isEmpty && svg.output == usual.output)
    }
  }
}
