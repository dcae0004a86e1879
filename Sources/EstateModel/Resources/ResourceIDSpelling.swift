/// The text of a resource's id with the places of its parts, and what ids are compared by.
@usableFromInline final class ResourceIDSpelling: Sendable {
  /// Bytes of `text`.
  typealias Place = Range<UInt32>

  private struct SegmentPlace: Sendable {
    let type: Place
    let name: Place
  }

  /// What an extension resource takes from elsewhere than its own text.
  private final class Outer: Sendable {
    let scope: ResourceID
    let subscription: String?
    let resourceGroup: String?

    init(_ scope: ResourceID, _ subscription: String?, _ resourceGroup: String?) {
      self.scope = scope
      self.subscription = subscription
      self.resourceGroup = resourceGroup
    }
  }

  /// The id as Azure writes it, without the parts that are not known.
  let text: String
  /// Of subscription, group, provider, types and names.
  @usableFromInline let hash: Int
  /// Of provider, types and names.
  let hashOfTypeAndName: Int

  private let outer: Outer?
  private let subscriptionPlace: Place?
  private let resourceGroupPlace: Place?
  private let providerPlace: Place
  /// Where types and names stand; `nil` where each slash behind the provider parts two of them.
  private let writtenSegments: [SegmentPlace]?
  private let isASCII: Bool

  private init(
    text: String, subscription: Place?, resourceGroup: Place?, provider: Place,
    segments: [SegmentPlace]?, isASCII: Bool, outer: Outer? = nil
  ) {
    self.text = text
    self.outer = outer
    self.isASCII = isASCII
    subscriptionPlace = subscription
    resourceGroupPlace = resourceGroup
    providerPlace = provider
    writtenSegments = segments
    func hash(_ place: Place?, else part: String? = nil) -> UInt64 {
      guard let place else { return Self.hash(of: part ?? "") }
      guard isASCII else { return Self.hash(of: Self.part(of: text, place)) }
      return text.withBytes { $0[place].hashWithoutCase }
    }
    let end = UInt32(text.utf8.count)
    let typeAndName = hash(provider.lowerBound..<end)
    hashOfTypeAndName = Int(truncatingIfNeeded: typeAndName)
    // Turned, so that a subscription and a group of one name do not cancel each other.
    let group = hash(resourceGroup, else: outer?.resourceGroup)
    let place = hash(subscription, else: outer?.subscription) ^ (group << 1 | group >> 63)
    self.hash = Int(truncatingIfNeeded: typeAndName ^ (place &* 0x9E37_79B9_7F4A_7C15))
  }

  /// The hash of any text; of one in ASCII the same as that of its bytes.
  private static func hash(of part: String) -> UInt64 {
    let lower = part.lowercased()
    if lower.utf8.allSatisfy({ $0 < 0x80 }) { return lower.withBytes { $0.hashWithoutCase } }
    return UInt64(truncatingIfNeeded: lower.hashValue)
  }

  convenience init(
    subscription: String?, resourceGroup: String?, provider: String,
    segments: [ResourceID.Segment], scope: ResourceID?
  ) {
    let subscription = scope?.subscription ?? subscription
    let resourceGroup = scope?.resourceGroup ?? resourceGroup
    var text = ""
    func write(_ part: String) -> Place {
      let start = UInt32(text.utf8.count)
      text += part
      return start..<UInt32(text.utf8.count)
    }
    func write(_ key: String, _ part: String?) -> Place? {
      guard let part else { return nil }
      text += key
      return write(part)
    }
    var places: (subscription: Place?, group: Place?) = (nil, nil)
    if let scope {
      text = scope.description
    } else {
      places = (write("/subscriptions/", subscription), write("/resourceGroups/", resourceGroup))
    }
    text += "/providers/"
    let providerPlace = write(provider)
    var segmentPlaces: [SegmentPlace] = []
    segmentPlaces.reserveCapacity(segments.count)
    for segment in segments {
      text += "/"
      let type = write(segment.type)
      text += "/"
      segmentPlaces.append(SegmentPlace(type: type, name: write(segment.name)))
    }
    self.init(
      text: text, subscription: places.subscription, resourceGroup: places.group,
      provider: providerPlace, segments: segmentPlaces,
      isASCII: text.utf8.allSatisfy { $0 < 0x80 },
      outer: scope.map { Outer($0, subscription, resourceGroup) })
  }

  /// An id of the form that nearly all have; `nil` for any other text, which may be an id, too.
  convenience init?(plain text: String) {
    guard let plain = text.withBytes({ PlainResourceID($0) }) else { return nil }
    self.init(
      text: plain.hasKeysOfAzure ? text : Self.withKeysOfAzure(text, plain),
      subscription: plain.subscription, resourceGroup: plain.resourceGroup,
      provider: plain.provider, segments: nil, isASCII: true)
  }

  /// The text with `/resourceGroups/` and the like, which have one length in any spelling.
  private static func withKeysOfAzure(_ text: String, _ plain: PlainResourceID) -> String {
    "/subscriptions/" + part(of: text, plain.subscription) + "/resourceGroups/"
      + part(of: text, plain.resourceGroup) + "/providers/"
      + part(of: text, plain.provider.lowerBound..<UInt32(text.utf8.count))
  }

  // MARK: Parts

  /// The resource that this one extends.
  var scope: ResourceID? { outer?.scope }

  var subscription: String? {
    subscriptionPlace.map { part($0) } ?? outer?.subscription
  }

  var resourceGroup: String? {
    resourceGroupPlace.map { part($0) } ?? outer?.resourceGroup
  }

  var provider: String { part(providerPlace) }

  var segments: [ResourceID.Segment] {
    segmentPlaces.map { ResourceID.Segment(type: part($0.type), name: part($0.name)) }
  }

  var name: String {
    if let last = writtenSegments?.last { return part(last.name) }
    let end = UInt32(text.utf8.count)
    return part(slash(before: end) + 1..<end)
  }

  var type: String {
    let places = segmentPlaces
    // Provider and outermost type stand side by side.
    var type = part(providerPlace.lowerBound..<places[0].type.upperBound)
    for segment in places.dropFirst() {
      type += "/"
      type += part(segment.type)
    }
    return type
  }

  /// In lower case.
  var typeAndName: String { part(typeAndNamePlace).lowercased() }

  private var typeAndNamePlace: Place { providerPlace.lowerBound..<UInt32(text.utf8.count) }

  private var segmentPlaces: [SegmentPlace] {
    if let writtenSegments { return writtenSegments }
    var places: [SegmentPlace] = []
    text.withBytes { bytes in
      var start = providerPlace.upperBound + 1
      var type: Place?
      for index in start...UInt32(bytes.count)
      where index == bytes.count || bytes[Int(index)] == UInt8(ascii: "/") {
        if let known = type {
          places.append(SegmentPlace(type: known, name: start..<index))
          type = nil
        } else {
          type = start..<index
        }
        start = index + 1
      }
    }
    return places
  }

  /// Where the last slash before a place stands.
  private func slash(before end: UInt32) -> UInt32 {
    text.withBytes { bytes in
      var place = Int(end) - 1
      while bytes[place] != UInt8(ascii: "/") { place -= 1 }
      return UInt32(place)
    }
  }

  private func part(_ place: Place) -> String { Self.part(of: text, place) }

  private static func part(of text: String, _ place: Place) -> String {
    text.withBytes { String(decoding: $0[place], as: UTF8.self) }
  }

  /// Whether this is the type, without case of ASCII's letters.
  func isOfType(_ type: String) -> Bool {
    if writtenSegments == nil { return hasParts(ofType: type) }
    return type.withBytes { type in
      var next = 0
      let isSame = allOfType {
        guard next < type.count, $0.lowercasedASCII == type[next].lowercasedASCII else {
          return false
        }
        next += 1
        return true
      }
      return isSame && next == type.count
    }
  }

  /// The same where each slash behind the provider parts a type or a name from the next: whole parts are
  /// compared.
  private func hasParts(ofType type: String) -> Bool {
    let slash = UInt8(ascii: "/")
    return text.withBytes { bytes in
      type.withBytes { type in
        func slashPlace(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
          bytes[start...].firstIndex(of: slash) ?? bytes.count
        }
        var place = Int(providerPlace.lowerBound)
        var start = 0
        // The provider and the outermost type stand side by side.
        var end = slashPlace(in: type, from: 0)
        if end < type.count { end = slashPlace(in: type, from: end + 1) }
        while true {
          let behind = place + end - start
          guard behind < bytes.count, bytes[behind] == slash,
            UnsafeBufferPointer(rebasing: bytes[place..<behind])
              .equalsWithoutCase(UnsafeBufferPointer(rebasing: type[start..<end]))
          else { return false }
          let next = slashPlace(in: bytes, from: behind + 1)
          if end == type.count || next == bytes.count {
            return end == type.count && next == bytes.count
          }
          place = next + 1
          start = end + 1
          end = slashPlace(in: type, from: start)
        }
      }
    }
  }

  /// The same for ids of one type.
  var hashOfType: UInt64 {
    var hash = Self.hashOfNoType
    _ = allOfType {
      Self.combine($0, into: &hash)
      return true
    }
    return hash
  }

  static func hash(ofType type: String) -> UInt64 {
    type.utf8.reduce(into: hashOfNoType) { combine($1, into: &$0) }
  }

  private static let hashOfNoType: UInt64 = 0xCBF2_9CE4_8422_2325

  private static func combine(_ byte: UInt8, into hash: inout UInt64) {
    hash = (hash ^ UInt64(byte.lowercasedASCII)) &* 0x100_0000_01B3
  }

  /// Whether something holds for all bytes of the type, which is not put together for that.
  private func allOfType(_ holds: (UInt8) -> Bool) -> Bool {
    guard writtenSegments == nil else { return type.utf8.allSatisfy(holds) }
    return text.withBytes { bytes in
      // Behind the provider comes a type, then a name and a type in turns.
      var part = 0
      for index in Int(providerPlace.lowerBound)..<bytes.count {
        if bytes[index] == UInt8(ascii: "/") { part += 1 }
        if part == 0 || part % 2 == 1, !holds(bytes[index]) { return false }
      }
      return true
    }
  }

  // MARK: Relatives

  /// `nil` for a resource that is no child of another one.
  var parent: ResourceIDSpelling? {
    let end: UInt32
    if let writtenSegments {
      guard writtenSegments.count > 1 else { return nil }
      end = writtenSegments[writtenSegments.count - 2].name.upperBound
    } else {
      end = slash(before: slash(before: UInt32(text.utf8.count)))
      // That is the slash behind the provider where the outermost type is the only one.
      if end == providerPlace.upperBound { return nil }
    }
    return ResourceIDSpelling(
      text: part(0..<end), subscription: subscriptionPlace,
      resourceGroup: resourceGroupPlace, provider: providerPlace,
      segments: writtenSegments.map { Array($0.dropLast()) }, isASCII: isASCII, outer: outer)
  }

  func child(_ type: String, _ name: String) -> ResourceIDSpelling {
    let typeStart = UInt32(text.utf8.count + 1)
    let nameStart = typeStart + UInt32(type.utf8.count + 1)
    let segment = SegmentPlace(
      type: typeStart..<nameStart - 1, name: nameStart..<nameStart + UInt32(name.utf8.count))
    let slash = UInt8(ascii: "/")
    let isParted =
      writtenSegments == nil && !type.utf8.contains(slash) && !name.utf8.contains(slash)
    return ResourceIDSpelling(
      text: "\(text)/\(type)/\(name)", subscription: subscriptionPlace,
      resourceGroup: resourceGroupPlace, provider: providerPlace,
      segments: isParted ? nil : segmentPlaces + [segment],
      isASCII: isASCII && (type + name).utf8.allSatisfy { $0 < 0x80 }, outer: outer)
  }

  // MARK: Comparison

  /// Whether these bytes say all that is to know of this id, whatever their case.
  func isWritten(as bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    text.withBytes { $0.equalsWithoutCase(bytes) }
  }

  /// Whether this is what its text reads as: nothing else is known of it.
  var isPlain: Bool {
    guard isASCII, outer == nil, writtenSegments == nil,
      let plain = text.withBytes({ PlainResourceID($0) })
    else { return false }
    return subscriptionPlace == plain.subscription && resourceGroupPlace == plain.resourceGroup
      && providerPlace == plain.provider
  }

  @usableFromInline func isSame(as other: ResourceIDSpelling) -> Bool {
    guard hash == other.hash else { return false }
    if outer == nil, other.outer == nil, subscriptionPlace == other.subscriptionPlace,
      resourceGroupPlace == other.resourceGroupPlace, providerPlace == other.providerPlace,
      isASCII, other.isASCII
    {
      // Nearly always the very same text.
      if text == other.text { return true }
      return text.withBytes { bytes in other.text.withBytes { bytes.equalsWithoutCase($0) } }
    }
    func agree(_ left: String?, _ right: String?) -> Bool {
      (left ?? "").lowercased() == (right ?? "").lowercased()
    }
    return hasTypeAndName(of: other) && agree(subscription, other.subscription)
      && agree(resourceGroup, other.resourceGroup) && scope == other.scope
  }

  /// Whether provider, types and names are the same.
  func hasTypeAndName(of other: ResourceIDSpelling) -> Bool {
    guard hashOfTypeAndName == other.hashOfTypeAndName else { return false }
    guard isASCII, other.isASCII else { return typeAndName == other.typeAndName }
    return text.withBytes { bytes in
      other.text.withBytes {
        bytes[typeAndNamePlace].equalsWithoutCase($0[other.typeAndNamePlace])
      }
    }
  }
}
