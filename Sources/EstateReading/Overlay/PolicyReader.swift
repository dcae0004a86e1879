package import EstateModel

/// A policy file: an overlay of which the assertions count.
package struct ReadPolicy: Sendable {
  package var assertions: [OverlayAssertion] = []
  /// The other keys that the file has, with their places.
  package var otherKeys: [Positioned<String>] = []
  package var diagnostics: [Diagnostic] = []
  /// What keeps it from being used; `nil` when reading succeeded.
  package var failure: ReadingFailure?
}

/// Reads policy files, YAML or JSON.
package enum PolicyReader {
  /// - Parameter path: `-` for standard input.
  package static func read(_ path: String, standardInput: () -> [UInt8]) -> ReadPolicy {
    var policy = ReadPolicy()
    func fail(_ failure: ReadingFailure, _ diagnostic: Diagnostic) -> ReadPolicy {
      policy.diagnostics.append(diagnostic)
      policy.failure = failure
      return policy
    }
    if path != "-", FileKind(of: path, followingLinks: true) == .missing {
      return fail(.noSuchFile, Diagnostic(.error, .noSuchFile(path), at: nil))
    }
    let noKey = "its first key is not 'reachmap'"
    let file = InputFile(path: path, isNamed: true)
    let document: LoadedDocument
    switch DocumentLoader.load(file, standardInput: standardInput) {
    case .document(let loaded): document = loaded
    case .failed(let diagnostic) where diagnostic.message == .unknownKind:
      return fail(.badInput, Diagnostic(.error, .noPolicy(noKey), at: diagnostic.source))
    case .failed(let diagnostic), .broken(let diagnostic): return fail(.badInput, diagnostic)
    case .skipped(let reason):
      return fail(
        .badInput, Diagnostic(.error, .noPolicy(reason), at: SourcePosition(file: path)))
    }
    guard document.format == .overlay else {
      return fail(
        .badInput,
        Diagnostic(.error, .noPolicy(noKey), at: document.root.position))
    }
    let reader = OverlayReader(root: document.root, file: path)
    policy.diagnostics = reader.diagnostics
    policy.assertions = reader.overlay.assertions
    policy.otherKeys = document.root.fields.filter {
      !["reachmap", "assertions"].contains($0.key)
    }.map { Positioned($0.key, at: $0.keyPosition) }
    if reader.diagnostics.contains(where: { $0.severity == .error }) {
      policy.failure = .badInput
    } else if policy.assertions.isEmpty {
      let place = document.root.member("assertions")?.position ?? document.root.position
      return fail(.badInput, Diagnostic(.error, .policyWithoutAssertions, at: place))
    }
    return policy
  }
}

extension SourcePosition {
  fileprivate init(file: String) { self.init(file: file, line: 1, column: 1) }
}

extension Diagnostic.Message {
  /// How an assertion is written, for whoever has none yet.
  package static let assertionExample =
    "assertions: [{from: internet, to: vm/jump, expect: unreachable}]"

  fileprivate static func noPolicy(_ reason: String) -> Self {
    Self(
      "this is no policy file: \(reason); it begins with 'reachmap: 1' and has 'assertions:'")
  }

  fileprivate static var policyWithoutAssertions: Self {
    Self("the policy file asserts nothing; write \(assertionExample)")
  }

  /// Keys of a policy file that say something of an estate whose inputs do not hold the file.
  package static func keyOfEstate(_ key: String) -> Self {
    Self(
      "of a policy file only the assertions count; for '\(key)' give the file among the inputs, too"
    )
  }
}
