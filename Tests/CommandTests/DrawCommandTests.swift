import Foundation
import Testing

@Suite("draw")
struct DrawCommandTests {
  private static let estate = "Examples/docker-images/own-registry"

  @Test("one run draws every format, each by its suffix")
  func formats() throws {
    let scratch = try ScratchFolder()
    let names = ["a.dot", "a.pdf", "a.png", "a.svg"]
    let outputs = names.flatMap { ["-o", scratch.path($0)] }
    let run = try Program.run(["draw", Self.estate] + outputs)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.isEmpty)
    #expect(try scratch.names == names)
    #expect(try scratch.bytes("a.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try scratch.bytes("a.pdf").starts(with: Array("%PDF".utf8)))
    #expect(try String(decoding: scratch.bytes("a.dot"), as: UTF8.self).contains("digraph"))
    let svg = try String(decoding: scratch.bytes("a.svg"), as: UTF8.self)
    #expect(svg.contains("<title"))
    #expect(!svg.contains("<script"))
  }

  @Test("'-' is standard output, in the format that --format names")
  func standardOutput() throws {
    let run = try Program.run("draw", Self.estate, "--format", "svg", "-o", "-")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.text.contains("<svg"))
  }

  @Test("SVG and DOT are the same bytes in any locale, and without any font")
  func sameBytes() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "fonts.conf",
      """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig><dir>\(scratch.path("none"))</dir></fontconfig>
      """)
    let environments: [[String: String]] = [
      ["LC_ALL": "C"],
      ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"],
      ["LC_ALL": "de_DE.UTF-8", "FONTCONFIG_FILE": scratch.path("fonts.conf")],
    ]
    for format in ["svg", "dot"] {
      let pictures = try environments.map { environment in
        try Program.run(
          "draw", Self.estate, "--view", "scenario/docker-images", "--format", format, "-o", "-",
          environment: environment
        ).output
      }
      #expect(pictures.allSatisfy { $0 == pictures[0] && !$0.isEmpty })
    }
    let png = try Program.run(
      "draw", Self.estate, "-o", scratch.path("a.svg"), "-o", scratch.path("a.png"),
      environment: ["FONTCONFIG_FILE": scratch.path("fonts.conf")])
    #expect(png.status != 0)
    #expect(png.error.contains("font"), "\(png.error)")
    // What belongs together is written together, or not at all.
    #expect(try scratch.names == ["fonts.conf"])
  }

  @Test("one file that cannot be written keeps the others from being written")
  func together() throws {
    let scratch = try ScratchFolder()
    let run = try Program.run(
      "draw", Self.estate, "-o", scratch.path("a.dot"), "-o", scratch.path("none/b.dot"))
    #expect(run.status == 73)
    #expect(try scratch.names.isEmpty)
  }

  @Test("a view of an overlay is drawn by its name")
  func overlayView() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "reachmap.yaml",
      """
      reachmap: 1
      views:
        - name: pull
          title: How images are pulled
          show: query
          from: internet
          to: registry/*
        - name: all
          title: All there is
      """)
    let folder = Program.root + "/" + Self.estate
    let all = try Program.run(
      "draw", folder, scratch.path("reachmap.yaml"), "--view", "all", "--format", "svg", "-o", "-")
    #expect(all.text.contains("All there is"), "\(all.error)")
    let pull = try Program.run(
      "draw", folder, scratch.path("reachmap.yaml"), "--view", "pull", "--format", "svg", "-o", "-")
    #expect(pull.status == 0, "\(pull.error)")
    #expect(pull.text.contains("How images are pulled"))
  }

  @Test("a picture of nothing says so, in itself and on standard error")
  func nothing() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "address.json",
      """
      [{"id": "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/ip",
        "type": "Microsoft.Network/publicIPAddresses", "name": "ip", "properties": {}}]
      """)
    let drawn = try Program.run(
      "draw", scratch.path("address.json"), "--format", "svg", "-o", "-")
    #expect(drawn.status == 0)
    #expect(drawn.text.contains("Nothing here can be drawn: the estate has 1 public address."))
    #expect(drawn.error.contains("reachmap: warning: the picture is empty: "), "\(drawn.error)")
  }
}
