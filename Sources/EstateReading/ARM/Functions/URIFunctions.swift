internal import EstateModel

extension TemplateFunctions {
  /// [String functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#uri)
  static let uris = [
    PureFunction("uri", 2, uri),
    PureFunction("parseUri", 1, parseUri),
    PureFunction("buildUri", 1, buildUri),
  ]

  /// The relative one behind the base's last slash.
  private static func uri(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let (base, relative) = (try call.text(0), try call.parts(1))
    guard let parsed = TemplateURI(base) else {
      throw call.refuse("'\(base.prefix(80))' is no absolute URI")
    }
    let beginning = relative.knownBeginning
    if beginning.isEmpty, let open = relative.open { throw .open(open) }
    if TemplateURI(beginning) != nil { return try call.text(relative) }
    guard !beginning.hasPrefix("/"), !beginning.hasPrefix("?"), !beginning.hasPrefix("#"),
      !beginning.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
        $0 == "." || $0 == ".."
      }), beginning.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw .undocumented("how 'uri' joins '\(beginning.prefix(80))' is not documented") }
    var result = TextParts(parsed.root)
    let path = parsed.path.isEmpty ? "/" : parsed.path
    result.append(String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]))
    result.append(relative)
    return try call.text(result)
  }

  private static func parseUri(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let text = try call.text(0)
    guard let uri = TemplateURI(text) else {
      throw call.refuse("'\(text.prefix(80))' is no absolute URI")
    }
    guard !uri.hasUser, uri.fragment == nil else {
      throw .undocumented("how 'parseUri' reads users and fragments is not documented")
    }
    var fields = [
      ("scheme", try call.string(uri.scheme)), ("host", try call.string(uri.host)),
      ("port", uri.port.map { call.number($0) } ?? ConfigurationValue(.null, at: call.place)),
    ]
    if uri.path.count > 1 { fields.append(("path", try call.string(uri.path))) }
    if let query = uri.query { fields.append(("query", try call.string(query))) }
    return call.object(fields)
  }

  private static func buildUri(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let parts = try call.object(0)
    func text(_ name: String) throws(FunctionFailure) -> TextParts? {
      guard let value = parts.member(name) else { return nil }
      guard let text = value.shownParts else { throw call.refuse("'\(name)' is no text") }
      return text
    }
    guard let scheme = try text("scheme"), let host = try text("host") else {
      throw call.refuse("the object needs 'scheme' and 'host'")
    }
    var result = scheme
    result.append("://")
    result.append(host)
    if let port = try text("port") {
      result.append(":")
      result.append(port)
    }
    let path = try text("path")
    if path?.symbolic.hasPrefix("/") != true { result.append("/") }
    if let path { result.append(path) }
    if let query = try text("query"), !query.symbolic.isEmpty {
      if !query.symbolic.hasPrefix("?") { result.append("?") }
      result.append(query)
    }
    return try call.text(result)
  }
}

/// The parts of an absolute URI.
private struct TemplateURI {
  let scheme: String
  let host: String
  let port: Int?
  let path: String
  /// With its question mark.
  let query: String?
  let fragment: String?
  let hasUser: Bool

  /// Up to the path.
  var root: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")" }

  init?(_ text: String) {
    guard let colon = text.range(of: "://"), !text.utf8.contains(where: { $0 <= 0x20 }) else {
      return nil
    }
    let scheme = text[..<colon.lowerBound]
    guard let first = scheme.utf8.first, first.lowercasedASCII >= 0x61,
      first.lowercasedASCII <= 0x7A,
      scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
    else { return nil }
    self.scheme = scheme.lowercased()
    let rest = text[colon.upperBound...]
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var authority = rest[..<end]
    let at = authority.lastIndex(of: "@")
    hasUser = at != nil
    if let at { authority = authority[authority.index(after: at)...] }
    var number: Int?
    if let mark = authority.lastIndex(of: ":"), !authority[mark...].contains("]") {
      guard let port = Int(authority[authority.index(after: mark)...]), (0...65_535).contains(port)
      else { return nil }
      number = port
      authority = authority[..<mark]
    }
    guard !authority.isEmpty else { return nil }
    host = authority.lowercased()
    let usual = ["http": 80, "https": 443][self.scheme]
    port = number == usual ? nil : number
    let pathAndMore = rest[end...]
    let pathEnd = pathAndMore.firstIndex { "?#".contains($0) } ?? pathAndMore.endIndex
    path = String(pathAndMore[..<pathEnd])
    let queryAndMore = pathAndMore[pathEnd...]
    let hash = queryAndMore.firstIndex(of: "#")
    let wholeQuery = queryAndMore[..<(hash ?? queryAndMore.endIndex)]
    query = wholeQuery.isEmpty ? nil : String(wholeQuery)
    fragment = hash.map { String(queryAndMore[$0...]) }
  }
}
