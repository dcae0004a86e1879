/// The text of a resource's id with the places of its parts, and what ids are compared by.
final class ResourceIDSpelling: Sendable {
  /// Bytes of `text`.
  private typealias Place = Range<Int>

  private struct SegmentPlace: Sendable {
    let type: Place
    let name: Place
  }

  /// The id as Azure writes it, without the parts that are not known.
  let text: String
  /// The resource that this one extends.
  let scope: ResourceID?
  /// Provider, types and names in lower case.
  let typeAndName: String
  let hash: Int

  /// Subscription and group in lower case; a part that is not known is empty.
  private let placeKey: String
  /// What an extension resource takes from elsewhere than its own text.
  private let outer: (subscription: String?, resourceGroup: String?)
  private let subscriptionPlace: Place?
  private let resourceGroupPlace: Place?
  private let providerPlace: Place
  private let segmentPlaces: [SegmentPlace]

  private init(
    text: String, subscription: Place?, resourceGroup: Place?, provider: Place,
    segments: [SegmentPlace], placeKey: String, scope: ResourceID? = nil,
    outer: (subscription: String?, resourceGroup: String?) = (nil, nil)
  ) {
    self.text = text
    self.scope = scope
    self.outer = outer
    self.placeKey = placeKey
    subscriptionPlace = subscription
    resourceGroupPlace = resourceGroup
    providerPlace = provider
    segmentPlaces = segments
    typeAndName = Self.part(
      of: text, provider.lowerBound..<segments[segments.count - 1].name.upperBound
    ).lowercased()
    var hasher = Hasher()
    hasher.combine(typeAndName)
    hasher.combine(placeKey)
    hash = hasher.finalize()
  }

  convenience init(
    subscription: String?, resourceGroup: String?, provider: String,
    segments: [ResourceID.Segment], scope: ResourceID?
  ) {
    let subscription = scope?.subscription ?? subscription
    let resourceGroup = scope?.resourceGroup ?? resourceGroup
    var text = ""
    func write(_ part: String) -> Place {
      let start = text.utf8.count
      text += part
      return start..<text.utf8.count
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
      placeKey:
        "\(subscription?.lowercased() ?? "")/\(resourceGroup?.lowercased() ?? "")", scope: scope,
      outer: scope == nil ? (nil, nil) : (subscription, resourceGroup))
  }

  // MARK: Reading

  /// Where `/` and the keywords stand in an id of the plain form.
  private static let subscriptionsKey = "/subscriptions/"
  private static let groupsKey = "/resourceGroups/"
  private static let providersKey = "/providers/"

  /// An id of the form that nearly all have: `/subscriptions/S/resourceGroups/G/providers/P/T/N…` in
  /// ASCII, no part of it empty or named like a keyword.
  ///
  /// `nil` for any other text, which may be an id, too.
  convenience init?(plain written: String) {
    var text = written
    let slashes = text.withUTF8 { Self.slashes(in: $0) }
    // Before each key and each part: three keys with S, G and P, and pairs of type and name.
    guard let slashes, slashes.count >= 8, slashes.count % 2 == 0 else { return nil }
    let length = text.utf8.count
    func place(_ part: Int) -> Place {
      let end = part + 1 < slashes.count ? slashes[part + 1] : length
      return slashes[part] + 1..<end
    }
    let names = text.withUTF8 { bytes in
      (
        keys: Self.word("subscriptions", is: bytes[place(0)])
          && Self.word("resourcegroups", is: bytes[place(2)])
          && Self.word("providers", is: bytes[place(4)]),
        others: Self.word("resourcegroups", is: bytes[place(1)])
          || slashes.indices.dropFirst(5).contains { Self.word("providers", is: bytes[place($0)]) }
      )
    }
    guard names.keys, !names.others else { return nil }
    let subscription = place(1)
    let group = place(3)
    let placeKey = "\(Self.part(of: text, subscription))/\(Self.part(of: text, group))".lowercased()
    let segments = stride(from: 6, to: slashes.count, by: 2).map {
      SegmentPlace(type: place($0), name: place($0 + 1))
    }
    let provider = place(5)
    self.init(
      text: Self.withKeysAsAzure(text, subscription, group, provider), subscription: subscription,
      resourceGroup: group, provider: provider, segments: segments, placeKey: placeKey)
  }

  /// The places of the slashes; `nil` where the text does not begin with one, has two in a row or
  /// one at its end, or holds anything but ASCII.
  private static func slashes(in bytes: UnsafeBufferPointer<UInt8>) -> [Int]? {
    let slash = UInt8(ascii: "/")
    guard bytes.first == slash, bytes.last != slash else { return nil }
    var places: [Int] = []
    places.reserveCapacity(12)
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte < 0x80 else { return nil }
      guard byte == slash else { continue }
      if places.last == index - 1, index > 0 { return nil }
      places.append(index)
    }
    return places
  }

  /// Whether these bytes are the word, which is in lower case.
  private static func word(_ word: StaticString, is bytes: Slice<UnsafeBufferPointer<UInt8>>)
    -> Bool
  {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { word in
      zip(word, bytes).allSatisfy { $0 == ($1 >= 0x41 && $1 <= 0x5A ? $1 | 0x20 : $1) }
    }
  }

  /// The text, `resourcegroups` and the like as Azure spells them.
  private static func withKeysAsAzure(
    _ text: String, _ subscription: Place, _ group: Place, _ provider: Place
  ) -> String {
    let isAzures =
      text.hasPrefix(subscriptionsKey)
      && text.utf8.dropFirst(subscription.upperBound).starts(with: groupsKey.utf8)
      && text.utf8.dropFirst(group.upperBound).starts(with: providersKey.utf8)
    if isAzures { return text }
    return subscriptionsKey + part(of: text, subscription) + groupsKey + part(of: text, group)
      + providersKey + part(of: text, provider.lowerBound..<text.utf8.count)
  }

  // MARK: Parts

  var subscription: String? {
    subscriptionPlace.map { part($0) } ?? outer.subscription
  }

  var resourceGroup: String? {
    resourceGroupPlace.map { part($0) } ?? outer.resourceGroup
  }

  var provider: String { part(providerPlace) }

  var segments: [ResourceID.Segment] {
    segmentPlaces.map { ResourceID.Segment(type: part($0.type), name: part($0.name)) }
  }

  var name: String { part(segmentPlaces[segmentPlaces.count - 1].name) }

  var type: String {
    // Provider and outermost type stand side by side.
    var type = part(providerPlace.lowerBound..<segmentPlaces[0].type.upperBound)
    for segment in segmentPlaces.dropFirst() {
      type += "/"
      type += part(segment.type)
    }
    return type
  }

  private func part(_ place: Place) -> String { Self.part(of: text, place) }

  private static func part(of text: String, _ place: Place) -> String {
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: place.lowerBound)
    return String(text[start..<bytes.index(start, offsetBy: place.count)])
  }

  // MARK: Relatives

  /// `nil` for a resource that is no child of another one.
  var parent: ResourceIDSpelling? {
    guard segmentPlaces.count > 1 else { return nil }
    let rest = Array(segmentPlaces.dropLast())
    return ResourceIDSpelling(
      text: part(0..<rest[rest.count - 1].name.upperBound), subscription: subscriptionPlace,
      resourceGroup: resourceGroupPlace, provider: providerPlace, segments: rest,
      placeKey: placeKey, scope: scope, outer: outer)
  }

  func child(_ type: String, _ name: String) -> ResourceIDSpelling {
    let typeStart = text.utf8.count + 1
    let nameStart = typeStart + type.utf8.count + 1
    let segment = SegmentPlace(
      type: typeStart..<nameStart - 1, name: nameStart..<nameStart + name.utf8.count)
    return ResourceIDSpelling(
      text: "\(text)/\(type)/\(name)", subscription: subscriptionPlace,
      resourceGroup: resourceGroupPlace, provider: providerPlace,
      segments: segmentPlaces + [segment], placeKey: placeKey, scope: scope, outer: outer)
  }

  func isSame(as other: ResourceIDSpelling) -> Bool {
    hash == other.hash && typeAndName == other.typeAndName && placeKey == other.placeKey
      && scope == other.scope
  }
}
