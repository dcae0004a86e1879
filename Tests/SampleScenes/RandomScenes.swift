package import Drawing
package import TestSupport

extension Scene {
  /// A scene of so many nodes in nested boxes, with arrows one and a half times as many, cycles and
  /// arrows that begin or end at boxes among them, about half of the arrows labelled.
  package static func random(nodeCount: Int, using generator: inout SeededGenerator) -> Scene {
    var maker = RandomSceneMaker(generator: generator)
    defer { generator = maker.generator }
    return maker.scene(nodeCount: nodeCount)
  }
}

private struct RandomSceneMaker {
  var generator: SeededGenerator

  private mutating func pick<Element>(_ elements: [Element], or other: Element) -> Element {
    elements.randomElement(using: &generator) ?? other
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }

  mutating func scene(nodeCount: Int) -> Scene {
    var boxes: [Scene.Box] = []
    var outside: [Scene.Node] = []
    var ids: [String] = []
    var rest = nodeCount
    while rest > 0 {
      if chance(10) {
        let node = node(ids.count)
        ids.append(node.id)
        outside.append(node)
        rest -= 1
      } else {
        var box = Scene.Box(
          id: "vnet/\(boxes.count)", style: pick(Scene.Box.Style.allCases, or: .virtualNetwork),
          label: "vnet/\(boxes.count)", detail: "10.\(boxes.count % 250).0.0/16")
        for place in 0..<Int.random(in: 1...4, using: &generator) where rest > 0 {
          let count = min(rest, Int.random(in: 0...6, using: &generator))
          rest -= count
          let nodes = (0..<count).map { _ in
            let node = node(ids.count)
            ids.append(node.id)
            return node
          }
          if chance(15) {
            box.nodes += nodes
          } else {
            box.boxes.append(
              Scene.Box(
                id: "\(box.id)/\(place)", style: .subnet, label: "subnet/\(boxes.count)/\(place)",
                detail: "10.\(boxes.count % 250).\(place).0/24", nodes: nodes))
          }
        }
        boxes.append(box)
      }
    }
    let ends = ids + boxes.prefix(nodeCount / 40).map(\.id)
    let arrows = (0..<nodeCount * 3 / 2).map { arrow($0, ends) }
    return Scene(
      title: "Random, \(nodeCount) nodes", boxes: boxes, nodes: outside,
      arrows: arrows.filter { $0.from != $0.to && !$0.from.hasPrefix($0.to + "/") })
  }

  private mutating func node(_ number: Int) -> Scene.Node {
    let kind = pick(Scene.Kind.allCases, or: .service)
    return Scene.Node(
      id: "node/\(number)", kind: kind, name: "\(kind.title) \(number)",
      fact: chance(70) ? "10.0.0.\(number % 250)" : "", placement: .automatic)
  }

  private mutating func arrow(_ number: Int, _ ends: [String]) -> Scene.Arrow {
    // Mostly along the numbers, so that there are ranks; some against them, so that there are
    // cycles.
    let from = Int.random(in: 0..<ends.count, using: &generator)
    let reach = min(ends.count - 1, from + Int.random(in: 1...12, using: &generator))
    let to = chance(80) ? reach : Int.random(in: 0..<ends.count, using: &generator)
    let verdict = pick(Scene.Verdict.allCases, or: .allowed)
    return Scene.Arrow(
      from: ends[from], to: ends[to], verdict: verdict, step: chance(20) ? number % 30 : nil,
      label: chance(50) ? "tcp/\(number)" : "",
      rule: verdict == .denied ? "nsg.json:\(number) rule deny-\(number)" : "")
  }
}
