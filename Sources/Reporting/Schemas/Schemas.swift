/// The JSON Schemas of the overlay and of the JSON outputs, as `reachmap schema` prints them.
package enum Schemas {
  /// The names that ``text(_:)`` knows.
  package static let names = ["overlay", "query", "list"]

  /// The schema as JSON text; `nil` for a name that there is none of.
  package static func text(_ name: String) -> String? {
    switch name {
    case "overlay": overlay
    case "query": query
    case "list": list
    default: nil
    }
  }
}
