/// The elements of an array that never changes, for several threads to read at the same time.
///
/// An array counts its readers, and threads that count on one number wait for each other most of the
/// time: a tenant's two decoding threads look a million times into one tape.
struct SharedElements<Element: Sendable>: Sendable {
  let array: [Element]
  /// Holds as long as the array does. Its elements stay where they are, since nobody can change it,
  /// and that is all that is needed to read them from anywhere.
  nonisolated(unsafe) let buffer: UnsafeBufferPointer<Element>

  init(_ array: [Element]) {
    self.array = array
    buffer = array.withUnsafeBufferPointer { $0 }
  }
}
