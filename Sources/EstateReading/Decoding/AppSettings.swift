internal import EstateModel

// The settings that an app's code sees and some of which Azure itself obeys.
// https://learn.microsoft.com/azure/app-service/reference-app-settings
extension EstateDecoding {
  /// A setting of an app, from the resource that holds all of them, else from the app's own lists.
  mutating func appSetting(_ name: String, of app: ResourceInput) -> Setting<String> {
    // Writing that resource replaces whatever the app itself says.
    let whole = parts(of: app.id, "config").first {
      $0.id.name.equalsIgnoringASCIICase("appsettings")
    }
    if let whole { return entry(name, of: properties(of: whole)) }
    let own = configuration(of: app).map { $0["appSettings"] }
    let inner = app.properties["siteConfig"]["appSettings"]
    return entry(name, of: own.map { $0.orElse(inner) } ?? inner)
  }

  /// Of an object by its key, or of a list of names and values.
  private mutating func entry(_ name: String, of settings: Slot) -> Setting<String> {
    switch settings.content {
    case .absent: return .absent
    case .open(let unknown):
      ledger.note(unknown)
      return .unknown(unknown)
    case .value(let value):
      guard value.isArray else {
        let entry = settings.members.first { $0.key.equalsIgnoringASCIICase(name) }
        return entry.map { text($0.slot) } ?? .absent
      }
      var open: UnknownValue?
      for element in settings.elements {
        let key = element["name"]
        if key.value?.text?.equalsIgnoringASCIICase(name) == true { return text(element["value"]) }
        open = open ?? key.unknown
      }
      if let open { ledger.note(open) }
      return open.map { .unknown($0) } ?? .absent
    }
  }
}
