internal import EstateReading

/// What bears on how inputs are read.
public struct EstateOptions: Hashable, Sendable {
  /// ARM parameter files, applied to the templates that declare their parameters.
  public var parameterFiles: [String] = []
  /// Values of template parameters, as `NAME=VALUE` or `FILE:NAME=VALUE`.
  public var parameters: [String] = []
  /// The subscription that templates are deployed to.
  public var subscription: String?
  /// The resource group that templates are deployed to.
  public var resourceGroup: String?
  /// The region that templates are deployed to.
  public var location: String?
  /// Microsoft's ServiceTags JSON, which gives service tags their address ranges.
  public var serviceTagsFile: String?
  /// Whether large files are mapped into memory rather than copied.
  ///
  /// That is faster, and for a program that handles `SIGBUS`: where somebody else cuts such a file short
  /// while it is in use, the system sends that signal.
  public var mapsLargeFiles = false

  /// Nothing but the inputs counts.
  public init() {}

  var reading: ReadingOptions {
    var reading = ReadingOptions()
    reading.parameterFiles = parameterFiles
    reading.settings = parameters
    reading.subscription = subscription
    reading.resourceGroup = resourceGroup
    reading.location = location
    reading.serviceTagsFile = serviceTagsFile
    reading.mapsLargeFiles = mapsLargeFiles
    return reading
  }
}
