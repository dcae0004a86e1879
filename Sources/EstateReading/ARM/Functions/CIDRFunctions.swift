internal import EstateModel
internal import Foundation

extension TemplateFunctions {
  /// [CIDR functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-cidr)
  static let addresses = [
    PureFunction("parseCidr", 1, parseCidr),
    PureFunction("cidrSubnet", 3, cidrSubnet),
    PureFunction("cidrHost", 2, cidrHost),
  ]

  private static func parseCidr(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let range = try call.range(0)
    guard !range.isIPv4 || range.length != 31 else {
      throw .undocumented("which addresses of a /31 are usable is not documented")
    }
    let inner = range.isIPv4 && range.length < 31
    var fields: [(String, String)] = [
      ("network", range.text(of: range.first)), ("netmask", range.text(of: range.mask)),
    ]
    if range.isIPv4 { fields.append(("broadcast", range.text(of: range.last))) }
    fields += [
      ("firstUsable", range.text(of: inner ? range.first + 1 : range.first)),
      ("lastUsable", range.text(of: inner ? range.last - 1 : range.last)),
    ]
    var values: [(String, ConfigurationValue)] = []
    for (name, text) in fields { values.append((name, try call.string(text))) }
    return call.object(values + [("cidr", call.number(range.length))])
  }

  private static func cidrSubnet(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let range = try call.range(0)
    let (length, index) = (try call.integer(1), try call.integer(2))
    guard (range.length...range.width).contains(length) else {
      throw call.refuse("a subnet of a /\(range.length) is no /\(length)")
    }
    guard let subnet = range.subnet(length: length, index: index) else {
      throw call.refuse("'\(range)' has no /\(length) with the index \(index)")
    }
    return try call.string(subnet.description)
  }

  /// The first address of a range is no host's, and the last one of IPv4 is none either.
  private static func cidrHost(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let range = try call.range(0)
    let index = try call.integer(1)
    guard range.width - range.length >= 2 else {
      throw .undocumented("which addresses of a /\(range.length) are hosts' is not documented")
    }
    let last = range.isIPv4 ? range.last - 1 : range.last
    guard let offset = UInt128(exactly: index), offset < last - range.first else {
      throw call.refuse("'\(range)' has no host with the index \(index)")
    }
    return try call.string(range.text(of: range.first + 1 + offset))
  }
}

extension FunctionCall {
  fileprivate func range(_ index: Int) throws(FunctionFailure) -> TemplateRange {
    let text = try text(index)
    guard let range = TemplateRange(text) else {
      throw refuse("'\(text.prefix(60))' is no range of addresses such as '10.0.0.0/16'")
    }
    return range
  }
}

/// A range of addresses in CIDR notation, to compute with.
private struct TemplateRange: CustomStringConvertible {
  let isIPv4: Bool
  let first: UInt128
  let length: Int

  var width: Int { isIPv4 ? 32 : 128 }

  /// Host bits are left out.
  private init(isIPv4: Bool, address: UInt128, length: Int) {
    self.isIPv4 = isIPv4
    self.length = length
    first = address & Self.mask(length, width: isIPv4 ? 32 : 128)
  }

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].allSatisfy(\.isASCIIDigit), let length = Int(parts[1]) else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: 16)
    let isIPv4 = inet_pton(AF_INET, String(parts[0]), &bytes) == 1
    guard isIPv4 || inet_pton(AF_INET6, String(parts[0]), &bytes) == 1,
      length <= (isIPv4 ? 32 : 128)
    else { return nil }
    let address = bytes.prefix(isIPv4 ? 4 : 16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    self.init(isIPv4: isIPv4, address: address, length: length)
  }

  private static func mask(_ length: Int, width: Int) -> UInt128 {
    let all = width == 32 ? UInt128(UInt32.max) : UInt128.max
    return length == 0 ? 0 : all & ~((UInt128(1) << (width - length)) &- 1)
  }

  var mask: UInt128 { Self.mask(length, width: width) }

  var last: UInt128 {
    first | (mask ^ Self.mask(width, width: width))
  }

  func subnet(length: Int, index: Int) -> TemplateRange? {
    guard let index = UInt128(exactly: index) else { return nil }
    let bits = length - self.length
    guard bits >= 128 || index < UInt128(1) << bits else { return nil }
    let offset = index == 0 ? 0 : index << (width - length)
    return TemplateRange(isIPv4: isIPv4, address: first | offset, length: length)
  }

  func text(of address: UInt128) -> String {
    let count = isIPv4 ? 4 : 16
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: address >> (8 * (count - 1 - $0))) }
    var buffer = [CChar](repeating: 0, count: 64)
    let size = socklen_t(buffer.count)
    guard inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &buffer, size) != nil else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  var description: String { "\(text(of: first))/\(length)" }
}
