/// The elements of an array that never changes, for several threads to read at the same time.
///
/// An array counts its readers, and threads that count on one number wait for each other most of the
/// time: a tenant's two decoding threads look a million times into one tape.
struct SharedElements<Element: Sendable>: Sendable {
  /// What keeps the elements where they are.
  private enum Owner: Sendable {
    case array([Element])
    case file(MappedFile)
  }

  private let owner: Owner
  /// Holds as long as its owner does. Its elements stay where they are, since nobody can change it,
  /// and that is all that is needed to read them from anywhere.
  nonisolated(unsafe) let buffer: UnsafeBufferPointer<Element>

  init(_ array: [Element]) {
    owner = .array(array)
    buffer = array.withUnsafeBufferPointer { $0 }
  }

  /// The elements as an array; those of a mapped file are copied.
  var array: [Element] {
    switch owner {
    case .array(let array): array
    case .file: Array(buffer)
    }
  }
}

extension SharedElements<UInt8> {
  init(_ file: MappedFile) {
    owner = .file(file)
    buffer = file.bytes
  }
}
