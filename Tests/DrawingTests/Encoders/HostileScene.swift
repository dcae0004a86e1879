import Drawing

/// A scene in which every text is as bad as a stranger could make it.
enum HostileScene {
  static let texts: [String] = [
    "<script>alert(1)</script>", "\"quoted\" and 'quoted'", "]]>", "-->", "--", "a\nb\r\nc\td",
    "\u{202e}desrever\u{202c}\u{200f}", String(repeating: "x", count: 10_000), "🙂👩‍👩‍👧", "\\", "\\\\\"",
    "\\N\\G\\l\\r", "&amp;&lt;&#1;&#x0;&nbsp;", "</TD></TABLE>>", "\u{0}\u{1}\u{8}\u{b}\u{7f}",
    "\u{fffe}\u{ffff}", "%s%n%d", "/* unclosed", "// comment", "# line", "<!DOCTYPE x>", "", " ",
    "e\u{301}\u{301}\u{301}", "名前", "مرحبا", "{a|b}", "url(javascript:x)", "<B>",
    "\u{2028}\u{2029}",
  ]

  static let scene: Scene = {
    let nodes = texts.enumerated().map { index, text in
      Scene.Node(
        id: text + "|\(index)", kind: Scene.Kind.allCases[index % Scene.Kind.allCases.count],
        name: text, fact: text, secondFact: text, tooltip: text, placement: .automatic)
    }
    let boxes = texts.enumerated().map { index, text in
      Scene.Box(
        id: "box" + text + "|\(index)", style: .subnet, label: text, detail: text, tooltip: text,
        nodes: [nodes[index]])
    }
    let arrows = texts.indices.dropLast().map { index in
      Scene.Arrow(
        from: nodes[index].id, to: nodes[index + 1].id,
        verdict: Scene.Verdict.allCases[index % 4], step: index, label: texts[index],
        rule: texts[index], tooltip: texts[index])
    }
    let steps = texts.enumerated().map { index, text in
      Scene.Step(
        number: index, text: text, traffic: text, verdict: Scene.Verdict.allCases[index % 4],
        because: text)
    }
    return Scene(
      title: texts.joined(), subtitle: texts, source: texts.joined(),
      description: texts.joined(), boxes: boxes, arrows: Array(arrows), steps: steps, notes: texts)
  }()
}
