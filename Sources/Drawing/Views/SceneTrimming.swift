import Reachability

extension Scene {
  /// Keeps what is near the focus, without what is excluded, and without what then is empty.
  mutating func trim(_ options: ViewOptions) {
    defer { tellNamesApart() }
    let excluded = options.exclude.map { Glob($0.lowercased()) }
    if !excluded.isEmpty {
      func isExcluded(_ id: String) -> Bool {
        excluded.contains { $0.matches(id.lowercased()) }
      }
      remove(nodes: isExcluded, boxes: isExcluded)
    }
    let focus = options.focus.map { Glob($0.lowercased()) }
    guard !focus.isEmpty else { return }
    let near = neighbourhood(
      of: ids { id in focus.contains { $0.matches(id.lowercased()) } }, hops: options.hops)
    guard !near.isEmpty else {
      notes.append("Nothing in this picture is named \(options.focus.joined(separator: " or ")).")
      return
    }
    remove(nodes: { !near.contains($0) }, boxes: { _ in false })
    removeEmptyBoxes(but: near)
  }

  /// The ids that are meant, and those of all nodes in a box that is.
  private func ids(where isMeant: (String) -> Bool) -> Set<String> {
    var found = Set(nodes.map(\.id).filter(isMeant))
    func visit(_ box: Box, _ isInside: Bool) {
      let isInside = isInside || isMeant(box.id)
      if isInside { found.insert(box.id) }
      for node in box.nodes where isInside || isMeant(node.id) { found.insert(node.id) }
      for inner in box.boxes { visit(inner, isInside) }
    }
    for box in boxes { visit(box, false) }
    return found
  }

  private func neighbourhood(of focus: Set<String>, hops: Int) -> Set<String> {
    // What joins a network or a subnet joins all that is in it.
    var holders: [String: Set<String>] = [:]
    func visit(_ box: Box, _ outer: Set<String>) {
      let held = outer.union([box.id])
      holders[box.id] = held
      for node in box.nodes { holders[node.id] = held }
      for inner in box.boxes { visit(inner, held) }
    }
    for box in boxes where box.style != .azure { visit(box, []) }
    for box in boxes where box.style == .azure {
      for inner in box.boxes { visit(inner, []) }
    }
    var near = focus
    var edge = focus
    for _ in 0..<max(0, hops) {
      var next: Set<String> = []
      edge = edge.reduce(into: edge) { $0.formUnion(holders[$1] ?? []) }
      for arrow in arrows {
        if edge.contains(arrow.from), !near.contains(arrow.to) { next.insert(arrow.to) }
        if edge.contains(arrow.to), !near.contains(arrow.from) { next.insert(arrow.from) }
      }
      if next.isEmpty { break }
      near.formUnion(next)
      edge = next
    }
    return near
  }

  private mutating func remove(
    nodes isGone: (String) -> Bool, boxes isBoxGone: (String) -> Bool
  ) {
    func kept(_ boxes: [Box]) -> [Box] {
      boxes.filter { !isBoxGone($0.id) }.map { box in
        var box = box
        box.nodes.removeAll { isGone($0.id) }
        box.boxes = kept(box.boxes)
        return box
      }
    }
    nodes.removeAll { isGone($0.id) }
    boxes = kept(boxes)
    removeLooseArrows()
  }

  private mutating func removeEmptyBoxes(but near: Set<String>) {
    func kept(_ boxes: [Box]) -> [Box] {
      boxes.compactMap { box in
        var box = box
        box.boxes = kept(box.boxes)
        return box.nodes.isEmpty && box.boxes.isEmpty && !near.contains(box.id) ? nil : box
      }
    }
    boxes = kept(boxes)
    removeLooseArrows()
  }

  /// Arrows whose ends are gone, and the steps that only they had.
  private mutating func removeLooseArrows() {
    let ids = Set(allNodes.map(\.id) + allBoxes.map(\.id))
    let before = Set(arrows.flatMap(\.steps))
    arrows.removeAll { !ids.contains($0.from) || !ids.contains($0.to) }
    let gone = before.subtracting(arrows.flatMap(\.steps))
    steps.removeAll { gone.contains($0.number) }
  }

  /// The steps as sentences, for readers who cannot see the picture.
  var toldInWords: String {
    let sentences = steps.map { step in
      let traffic = step.traffic.isEmpty ? "" : " on \(step.traffic)"
      let because = step.because.isEmpty ? "" : ", because of \(step.because)"
      return
        "\(step.number). \(step.text)\(traffic): \(step.verdict.told)\(because)."
    }
    return ([title + "."] + sentences).joined(separator: " ")
  }
}
