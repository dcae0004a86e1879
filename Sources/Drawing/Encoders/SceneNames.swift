/// The names that a scene's parts have in DOT and in SVG.
///
/// They are made of the parts' own ids, so that a reader recognises them and a link to a part of a
/// picture stays valid, with everything but plain characters replaced and equal ones told apart.
package struct SceneNames: Hashable, Sendable {
  /// By scene id.
  package private(set) var nodes: [String: String] = [:]
  package private(set) var boxes: [String: String] = [:]
  /// In the order of the scene's arrows.
  package private(set) var arrows: [String] = []

  package init(_ scene: Scene) {
    var taken: Set<String> = []
    func unique(_ prefix: String, _ id: String) -> String {
      let plain = prefix + Self.plain(id)
      var name = plain
      var count = 1
      while !taken.insert(name).inserted {
        count += 1
        name = plain + "." + String(count)
      }
      return name
    }
    for node in scene.allNodes { nodes[node.id] = unique("node.", node.id) }
    for box in scene.allBoxes { boxes[box.id] = unique("box.", box.id) }
    arrows = scene.arrows.map { arrow in
      unique("arrow.", arrow.from.prefix(60) + "-to-" + arrow.to.prefix(60))
    }
  }

  /// Letters, digits, `.`, `_` and `-` only, which DOT, XML and URLs all take as they are.
  private static func plain(_ id: String) -> String {
    String(
      String.UnicodeScalarView(
        id.unicodeScalars.prefix(130).map { scalar in
          switch scalar {
          case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": scalar
          default: "-"
          }
        }))
  }

  func cluster(_ box: Scene.Box) -> String { "cluster_" + (boxes[box.id] ?? "") }
  func anchor(_ box: Scene.Box) -> String { "anchor." + (boxes[box.id] ?? "") }
}
