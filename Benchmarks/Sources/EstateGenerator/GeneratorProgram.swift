internal import Foundation

/// Writes an estate of any size into a file.
@main
enum GeneratorProgram {
  static func main() {
    do {
      let options = try GeneratorOptions(Array(CommandLine.arguments.dropFirst()))
      let plan = try EstatePlan(options)
      guard FileManager.default.createFile(atPath: options.output, contents: nil),
        let file = FileHandle(forWritingAtPath: options.output)
      else { throw UsageError("\(options.output) cannot be written") }
      var writing = EstateWriting(plan, into: JSONWriter(file: file))
      try writing.write()
      try file.close()
    } catch let error as UsageError {
      complain("\(error.message)\n\(GeneratorOptions.usage)")
      exit(64)
    } catch {
      complain("the estate cannot be written: \(error)")
      exit(73)
    }
  }

  private static func complain(_ message: String) {
    FileHandle.standardError.write(Data("estate-generator: \(message)\n".utf8))
  }
}
