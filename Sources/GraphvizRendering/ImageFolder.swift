#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A private folder with the images of one picture, removed when it goes out of scope.
///
/// Graphviz reads images from files only. Without images there is no folder, and `path` is empty.
struct ImageFolder: ~Copyable {
  let path: String
  private let files: [String]

  init(_ images: [PlacedPicture.Image]) throws(RenderingFailure) {
    (path, files) = try Self.write(images)
  }

  deinit { Self.remove(files, in: path) }

  private static func write(
    _ images: [PlacedPicture.Image]
  ) throws(RenderingFailure) -> (path: String, files: [String]) {
    guard !images.isEmpty else { return ("", []) }
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/reachmap-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .workerFailed("no folder for the icons can be made in \(parent)")
    }
    let path = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: Unicode.UTF8.self)
    var files: [String] = []
    for image in images {
      precondition(Self.isPlain(image.name), "an image's name is part of a path")
      files.append(path + "/" + image.name)
      guard Self.write(image.text, to: path + "/" + image.name) else {
        Self.remove(files, in: path)
        throw .workerFailed("the icons cannot be written to \(path)")
      }
    }
    return (path, files)
  }

  private static func isPlain(_ name: String) -> Bool {
    !name.hasPrefix(".")
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }

  private static func write(_ text: String, to file: String) -> Bool {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = writeBytes(of: bytes, to: descriptor)
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  private static func remove(_ files: [String], in path: String) {
    guard !path.isEmpty else { return }
    for file in files { unlink(file) }
    rmdir(path)
  }
}

private func writeBytes(of bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int {
  bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}
