/// The reading of a large document by two threads that begin at its start and in its middle.
enum JSONHalves {
  /// Where an element of the first array seems to begin, near the middle: behind a comma, on a line
  /// of its own that begins as that of the first element does.
  ///
  /// That is a guess, which holds for what tools print; in a document without line breaks there is
  /// none.
  static func elementNearMiddle(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    let beginning = bytes.prefix(longestBeginning)
    guard let bracket = beginning.firstIndex(of: UInt8(ascii: "[")),
      let brace = beginning[bracket...].dropFirst().firstIndex(where: { !isSpace($0) }),
      bytes[brace] == UInt8(ascii: "{"), bytes[bracket..<brace].contains(0x0A)
    else { return nil }
    // A comma in the place of the bracket, then the same up to the brace.
    let like = bytes[bracket + 1...brace]
    let last = min(bytes.count - like.count - 1, bytes.count / 2 + longestSearch)
    return stride(from: bytes.count / 2, to: last, by: 1).first { comma in
      bytes[comma] == UInt8(ascii: ",")
        && bytes[comma + 1...comma + like.count].elementsEqual(like)
    }.map { $0 + like.count }
  }

  /// What stands before the first array of a document.
  private static let longestBeginning = 1 << 12
  /// Elements are security groups with their rules, at most.
  private static let longestSearch = 4 << 20

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  static func beginning(
    of text: SourceText, upTo element: Int
  ) -> Result<JSONParser.Progress, DocumentFailure> {
    text.withView { bytes in
      // Room for the other half, too.
      var parser = JSONParser(text: text, bytes: bytes, size: bytes.count)
      return Result { () throws(DocumentFailure) in try parser.parse(upTo: element) }
    }
  }

  /// The elements from one on to the end of the array; `nil` where there is trouble among them, which
  /// reading in order will tell.
  static func elements(of text: SourceText, from element: Int) -> JSONParser.Elements? {
    text.withView { bytes in
      var parser = JSONParser(
        text: text, bytes: bytes, from: element, size: bytes.count - element)
      do { return try parser.parseElements() } catch { return nil }
    }
  }

  /// The document of which the beginning was read, with the elements that follow it, or without.
  ///
  /// - Parameters:
  ///   - progress: is used up.
  ///   - elements: are used up, too: there are too many to copy.
  static func joined(
    _ text: SourceText, _ progress: inout JSONParser.Progress,
    _ elements: inout JSONParser.Elements?
  ) -> Result<DocumentTape.Entries, DocumentFailure> {
    text.withView { bytes in
      var parser = JSONParser(text: text, bytes: bytes, goingOnFrom: &progress)
      var isTaken = false
      if var rest = elements.take() { isTaken = parser.take(&rest) }
      return Result { () throws(DocumentFailure) in
        isTaken ? try parser.finishAfterValue() : try parser.finish()
      }
    }
  }
}
