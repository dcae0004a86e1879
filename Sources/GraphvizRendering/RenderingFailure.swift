/// Why a picture could not be drawn; each says what to do about it.
package enum RenderingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Graphviz, or the part of it that is needed, is not where it should be.
  case notInstalled(String)
  /// Graphviz did not read the DOT text: a mistake of the encoder.
  case malformedDOT(String)
  /// Graphviz reported an error of its own.
  case reported(String)
  /// The layout lacks this many edges, however it was tried.
  case edgesMissing(Int, of: Int)
  /// There is no font to write text with.
  case noFonts
  case timedOut(seconds: Int)
  /// Graphviz ended the process that draws, by this signal.
  case crashed(signal: Int32)
  /// The process that draws ended early, or answered what is no answer.
  case workerFailed(String)

  package var description: String {
    switch self {
    case .notInstalled(let what):
      "Graphviz is not installed completely: \(what); install libgraphviz-dev (apt), "
        + "graphviz-devel (dnf) or graphviz (brew)"
    case .malformedDOT(let message):
      "Graphviz could not read the picture's DOT text (\(message)); please report this"
    case .reported(let message):
      "Graphviz could not draw the picture: \(message); \(Self.smaller)"
    case .edgesMissing(let missing, let count):
      "Graphviz left out \(missing) of \(count) arrows however it was tried; \(Self.smaller)"
    case .noFonts:
      "there is no font to write with; install one, such as fonts-dejavu-core, "
        + "or draw to SVG, which needs none"
    case .timedOut(let seconds):
      "Graphviz did not finish the layout within \(seconds) seconds; \(Self.smaller)"
    case .crashed(let signal):
      "Graphviz crashed while drawing (signal \(signal)), perhaps out of memory; \(Self.smaller)"
    case .workerFailed(let message):
      "the process that draws failed: \(message); \(Self.smaller)"
    }
  }

  private static let smaller =
    "try --detail overview, or --focus on a part, or write the DOT text with -o FILE.dot"

  /// True where another way to lay out may do better.
  package var isWorthAnotherWay: Bool {
    switch self {
    case .reported, .edgesMissing, .timedOut, .crashed, .workerFailed: true
    case .notInstalled, .malformedDOT, .noFonts: false
    }
  }
}
