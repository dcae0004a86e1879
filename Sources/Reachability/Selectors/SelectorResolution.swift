internal import EstateModel

/// What a selector that a user wrote names, or why it names nothing.
package enum SelectorResolution: Sendable {
  case subjects([Subject], isGlob: Bool)
  case failure(message: String, nearMatches: [String])
}

extension ReachabilityGraph {
  /// Finds what a selector names: `KIND/NAME` without case, with globs; a resource id; a bare name.
  package func resolve(_ text: String) -> SelectorResolution {
    let text = text.trimmingPrefix { $0 == " " }
    if text.isEmpty {
      return .failure(message: "a selector is empty", nearMatches: [])
    }
    if text.hasPrefix("/") { return resolve(id: String(text)) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let kind = parts[0].lowercased()
    if let subject = wellKnownSubject(kind: kind, name: parts.dropFirst().joined(separator: "/")) {
      return .subjects([subject], isGlob: false)
    }
    if kind == "internet" || kind == "ip" {
      return .failure(
        message: "'\(text)' does not name an address; write \(kind)/203.0.113.7", nearMatches: [])
    }
    if kind == "service", parts.count > 1 {
      let name = parts.dropFirst().joined(separator: "/")
      let near = nearServices(name)
      let hint = near.isEmpty ? "; a tag is one like service/Storage or service/Sql.WestEurope" : ""
      return .failure(message: "no service tag is named '\(name)'\(hint)", nearMatches: near)
    }
    return find(String(text), parts)
  }

  private func resolve(id text: String) -> SelectorResolution {
    guard let id = ResourceID(text) else {
      return .failure(message: "'\(text)' is not a resource id", nearMatches: [])
    }
    // What just this id names is meant, though it may lack a part that others have.
    if let entry = selectors.entry(of: id) {
      return .subjects([subject(of: entry)], isGlob: false)
    }
    let found = selectors.entries.filter { $0.id.map { id.matches($0) } ?? false }
    if found.count == 1 { return .subjects([subject(of: found[0])], isGlob: false) }
    return .failure(
      message: found.isEmpty
        ? "no resource has the id '\(text)'" : "several resources match the id '\(text)'",
      nearMatches: found.map { $0.id.map { selectors.text(for: $0) } ?? $0.selector })
  }

  private func find(_ text: String, _ parts: [String]) -> SelectorResolution {
    var wanted = text.lowercased()
    var part: String?
    if parts[0].lowercased() == "storage", parts.count == 3 {
      guard ServiceCatalog.storageParts.contains(parts[2].lowercased()) else {
        return .failure(
          message: "a storage account has no service '\(parts[2])'",
          nearMatches: ServiceCatalog.storageKinds.map { "\(parts[0])/\(parts[1])/\($0)" })
      }
      part = parts[2].lowercased()
      wanted = parts.prefix(2).joined(separator: "/").lowercased()
    }
    if part == nil, let (whole, name) = partOfService(parts) {
      part = name
      wanted = whole
    }
    let exact = entries(named: wanted)
    // A name that is only a symbol may have characters of a glob.
    if exact.isEmpty, wanted.contains(where: { "*?[".contains($0) }) {
      let glob = SelectorGlob(wanted)
      let found = selectors.entries.filter { glob.matches($0) }
      if found.isEmpty {
        return .failure(message: "no node matches '\(text)'", nearMatches: near(text))
      }
      return .subjects(found.map { subject(of: $0, part: part) }, isGlob: true)
    }
    if exact.count == 1 { return .subjects([subject(of: exact[0], part: part)], isGlob: false) }
    if exact.count > 1 { return ambiguous(text, exact) }
    if parts.count == 1 {
      let bare = selectors.entries.filter { $0.selector.lowercased().hasSuffix("/" + wanted) }
      if bare.count == 1 { return .subjects([subject(of: bare[0])], isGlob: false) }
      if bare.count > 1 { return ambiguous(text, bare) }
    }
    if let failure = noSuchPart(parts) { return failure }
    let near = near(text)
    return .failure(
      message: "no node is named '\(text)'" + (near.isEmpty ? "; `reachmap list` names all" : ""),
      nearMatches: near)
  }

  /// - Parameter wanted: In small letters.
  private func entries(named wanted: String) -> [SelectorIndex.Entry] {
    selectors.entries(named: wanted, in: estate)
  }

  /// A service of several names with the part that is meant: the selector of the service, and the part.
  private func partOfService(_ parts: [String]) -> (whole: String, part: String)? {
    guard parts.count > 2, let name = parts.last?.lowercased() else { return nil }
    let whole = parts.dropLast().joined(separator: "/").lowercased()
    let isPart = entries(named: whole).contains { entry in
      guard let id = entry.id else { return false }
      if let service = estate.services[id] { return service.kind.name(of: name) != nil }
      return estate.monitors[id] != nil && Monitor.Part(rawValue: name) != nil
    }
    return isPart ? (whole, name) : nil
  }

  /// A service that is there with a part that it has not.
  private func noSuchPart(_ parts: [String]) -> SelectorResolution? {
    guard parts.count > 2, let part = parts.last else { return nil }
    let whole = parts.dropLast().joined(separator: "/").lowercased()
    guard let entry = entries(named: whole).first,
      let service = entry.id.flatMap({ estate.services[$0] })
    else { return nil }
    return .failure(
      message: "\(entry.selector) has no part '\(part)'",
      nearMatches: service.kind.names.count > 1
        ? service.kind.names.map { "\(entry.selector)/\($0.part)" } : [entry.selector])
  }

  private func ambiguous(
    _ text: String, _ entries: [SelectorIndex.Entry]
  ) -> SelectorResolution {
    let names = entries.map(\.selector)
    let distinct = Set(names).count == names.count
    return .failure(
      message: "'\(text)' is ambiguous",
      nearMatches: distinct ? names : entries.map { $0.id?.description ?? $0.selector })
  }

  private func near(_ text: String) -> [String] {
    let wanted = text.lowercased()
    let name = wanted.split(separator: "/").last.map(String.init) ?? wanted
    let scored = selectors.entries.map { entry -> (distance: Int, selector: String) in
      let selector = entry.selector.lowercased()
      let own = selector.split(separator: "/").last.map(String.init) ?? selector
      return (
        min(editDistance(wanted, selector), own == name ? 1 : editDistance(name, own) + 1),
        entry.selector
      )
    }
    let limit = max(3, name.count / 2)
    return scored.filter { $0.distance <= limit }.sorted { $0 < $1 }.prefix(5).map(\.selector)
  }
}
