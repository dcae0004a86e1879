internal import EstateModel

extension TemplateFunctions {
  /// What names resources and asks for them.
  ///
  /// See <https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource>.
  static let resources: [String: TemplateFunction] = [
    "resourceid": { evaluator, arguments, place in
      evaluator.resourceID(arguments, at: place)
    },
    "subscriptionresourceid": { evaluator, arguments, place in
      evaluator.resourceID(
        "subscriptionResourceId", arguments, leading: 1, at: place
      ) { evaluator, given in
        (
          given.isEmpty ? evaluator.scope.deployment.subscription : evaluator.scopeName(given[0]),
          nil
        )
      }
    },
    "tenantresourceid": { evaluator, arguments, place in
      evaluator.resourceID("tenantResourceId", arguments, leading: 0, at: place) { _, _ in
        (nil, nil)
      }
    },
    "managementgroupresourceid": { evaluator, arguments, place in
      evaluator.resourceID("managementGroupResourceId", arguments, leading: 1, at: place) { _, _ in
        (nil, nil)
      }
    },
    "extensionresourceid": { evaluator, arguments, place in
      evaluator.extensionResourceID(arguments, at: place)
    },
    "reference": { evaluator, arguments, place in evaluator.reference(arguments, at: place) },
    "references": { evaluator, arguments, place in evaluator.references(arguments, at: place) },
    "copyindex": { evaluator, arguments, place in evaluator.copyIndex(arguments, at: place) },
  ]
}

extension TemplateEvaluator {
  /// `resourceId([subscription], [group], type, name…)`: a known text, whose open names are symbols.
  fileprivate mutating func resourceID(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    resourceID("resourceId", arguments, leading: 2, at: place) { evaluator, given in
      let scope = evaluator.scope.deployment
      return switch given.count {
      // A scope that is open or empty leaves the id without it.
      case 1: (scope.subscription, evaluator.scopeName(given[0]))
      case 2: (evaluator.scopeName(given[0]), evaluator.scopeName(given[1]))
      default: (scope.subscription, scope.resourceGroup)
      }
    }
  }

  /// - Parameters:
  ///   - leading: How many arguments may say where the resource is, before its type.
  ///   - place: The subscription and group that they mean.
  fileprivate mutating func resourceID(
    _ function: String, _ arguments: [ConfigurationValue], leading: Int, at place: SourcePlace,
    _ located: (inout TemplateEvaluator, [ConfigurationValue]) -> (String?, String?)
  ) -> ConfigurationValue {
    let canonical = Self.canonical(call: function, arguments)
    guard let typeIndex = arguments.firstIndex(where: { $0.string?.isResourceType == true }) else {
      let open = arguments.lazy.compactMap(\.unknown).first
      if open == nil { reportValue(.resourceIDWithoutType(function), at: place) }
      return unknown(
        open?.because ?? "'\(function)' names no type", canonical: canonical, at: place)
    }
    let names = arguments[(typeIndex + 1)...]
    guard typeIndex <= leading,
      let (types, parts) = parts(
        function, arguments[typeIndex], names, isOpen: arguments.contains(where: \.isUnknown),
        at: place)
    else {
      return unknown(
        "the names of '\(function)' do not fit its type", canonical: canonical, at: place)
    }
    let (subscription, group) = located(&self, Array(arguments[..<typeIndex]))
    let id = ResourceID(
      subscription: subscription, resourceGroup: group, provider: types[0],
      segments: zip(types.dropFirst(), parts).map { ResourceID.Segment(type: $0, name: $1) })
    return text(
      of: id, in: idScope(function, Array(arguments[..<typeIndex]), at: place), types, names,
      at: place)
  }

  /// The provider with the types, and as many names; `nil` where they do not fit, which is told.
  private mutating func parts(
    _ function: String, _ type: ConfigurationValue, _ names: ArraySlice<ConfigurationValue>,
    isOpen: Bool, at place: SourcePlace
  ) -> (types: [String], names: [String])? {
    let types = (type.string ?? "").split(separator: "/").map(String.init)
    let parts = names.flatMap { value -> [String] in
      (value.symbolicText ?? TemplateSymbol.symbol(for: Self.canonical(value)))
        .split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }
    // What is empty may never be used; the resource that uses it says so.
    if parts.contains("") { return nil }
    guard types.count > 1, types.count == parts.count + 1 else {
      if !isOpen {
        reportValue(.resourceIDNames(function, types.count - 1, parts.count), at: place)
      }
      return nil
    }
    return (types, parts)
  }

  /// `extensionResourceId(resource, type, name…)`.
  fileprivate mutating func extensionResourceID(
    _ arguments: [ConfigurationValue], at place: SourcePlace
  ) -> ConfigurationValue {
    let canonical = Self.canonical(call: "extensionResourceId", arguments)
    guard arguments.count >= 3, let base = arguments[0].symbolicText,
      let (types, parts) = parts(
        "extensionResourceId", arguments[1], arguments[2...],
        isOpen: arguments.contains(where: \.isUnknown), at: place)
    else {
      let open = arguments.lazy.compactMap(\.unknown).first
      return unknown(
        open?.because ?? "'extensionResourceId' takes an id, a type and its names",
        canonical: canonical, at: place)
    }
    let whole = TemplateSymbol.withoutSymbolicScope(base, onlyOwn: keepsOpenScopes)
    let extended = ResourceID(whole)
    let place = scopeText(base)
    // A group or subscription can be extended, too: then the id is one within it.
    let id = ResourceID(
      subscription: extended?.subscription ?? place?.subscription,
      resourceGroup: extended?.resourceGroup ?? place?.resourceGroup, provider: types[0],
      segments: zip(types.dropFirst(), parts).map { ResourceID.Segment(type: $0, name: $1) },
      scope: extended)
    return text(
      of: id, in: arguments[0].textParts ?? TextParts(), types, arguments[2...],
      at: arguments[0].place)
  }
}

extension String {
  /// `Microsoft.Network/virtualNetworks`.
  fileprivate var isResourceType: Bool {
    guard let slash = firstIndex(of: "/") else { return false }
    return slash > startIndex && index(after: slash) < endIndex
  }
}

extension Diagnostic.Message {
  static func resourceIDWithoutType(_ function: String) -> Self {
    Self("'\(function)' needs a type such as 'Microsoft.Network/virtualNetworks' and its names")
  }

  static func resourceIDNames(_ function: String, _ wanted: Int, _ given: Int) -> Self {
    Self("the type in '\(function)' takes \(wanted) names, and \(given) are given")
  }
}
