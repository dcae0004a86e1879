/// A scene that cannot be drawn, because its parts contradict each other.
package enum SceneProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Two boxes or nodes have this id.
  case duplicateID(String)
  /// An arrow begins or ends at an id that no box or node has.
  case unknownEnd(String)

  package var description: String {
    switch self {
    case .duplicateID(let id): "the picture has two parts named '\(id)'"
    case .unknownEnd(let id): "an arrow of the picture leads to '\(id)', which is not in it"
    }
  }
}

extension Scene {
  /// Checks that ids are unique and that arrows join what is there.
  package func validate() throws(SceneProblem) {
    var ids: Set<String> = []
    for id in allBoxes.map(\.id) + allNodes.map(\.id) {
      guard ids.insert(id).inserted else { throw .duplicateID(id) }
    }
    for arrow in arrows {
      for end in [arrow.from, arrow.to] where !ids.contains(end) { throw .unknownEnd(end) }
    }
  }

  /// Every box at any depth, an outer one before those in it.
  package var allBoxes: [Box] { boxes.flatMap(\.selfAndInner) }

  /// Every node, those in no box first, then box by box.
  package var allNodes: [Node] { nodes + allBoxes.flatMap(\.nodes) }
}

extension Scene.Box {
  fileprivate var selfAndInner: [Scene.Box] { [self] + boxes.flatMap(\.selfAndInner) }
}
