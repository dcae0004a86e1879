package import Answers
package import EstateModel
internal import EstateReading
package import Reporting

/// One estate, read from files and ready for any number of questions and pictures.
///
/// ```swift
/// let estate = try LoadedEstate(reading: ["infra"])
/// let answer = try estate.ask(from: "internet", to: "endpoint/score")
/// print(answer.verdict, answer.report())
/// ```
public struct LoadedEstate: Sendable {
  /// What the inputs are suspected of: warnings and notes, since an error keeps an estate from being
  /// read.
  public let problems: [Problem]

  /// Made when something is asked: listing needs no graph.
  package var query: ReachabilityQuery { deferredQuery.value }
  let estate: Estate
  private let deferredQuery: Deferred<ReachabilityQuery>
  package let overlays: [Overlay]
  package let ledger: EstateLedger
  /// What was read, for people: `Examples/secured-workspace, 7 files`.
  package let origin: String

  /// Reads files, directories and `-`, which is standard input; none means the current directory.
  ///
  /// - Throws: ``LoadingFailure`` with every error that was found, so that one run shows them all.
  public init(
    reading inputs: [String], options: EstateOptions = EstateOptions(),
    standardInput: () -> [UInt8] = { [] }
  ) throws(LoadingFailure) {
    let read = EstateReader.read(
      inputs: inputs, options: options.reading, standardInput: standardInput)
    if let failure = read.failure { throw Self.failure(failure, read.diagnostics) }
    let decoded = EstateDecoder.estate(from: read)
    let diagnostics = read.diagnostics + decoded.diagnostics
    if diagnostics.contains(where: { $0.severity == .error }) {
      throw Self.failure(.badInput, diagnostics)
    }
    problems = diagnostics.map { Problem($0) }
    overlays = read.overlays
    ledger = EstateLedger(read.ledger, decoded.ledger)
    let estate = decoded.estate
    self.estate = estate
    deferredQuery = Deferred { ReachabilityQuery(estate) }
    let count = read.ledger.inputs.count
    // The current directory has no name that a reader of the picture would know.
    let named = inputs.filter { $0 != "." && $0 != "-" }
    origin = (named + ["\(count) \(count == 1 ? "file" : "files")"])
      .joined(separator: ", ")
  }

  static func failure(
    _ failure: ReadingFailure, _ diagnostics: [Diagnostic]
  ) -> LoadingFailure {
    let kind: LoadingFailure.Kind =
      switch failure {
      case .wrongUsage: .wrongUsage
      case .badInput: .badInput
      case .noSuchFile: .noSuchFile
      }
    return LoadingFailure(kind: kind, problems: diagnostics.map { Problem($0) })
  }
}
