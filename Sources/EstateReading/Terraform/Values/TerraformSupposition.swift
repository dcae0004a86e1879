internal import EstateModel

/// One of several instances, chosen by a key that an expression names: what it makes of the key stands
/// in no plan.
struct TerraformChoice: Hashable, Sendable {
  /// What there are several of, as an address without a key.
  let among: String
  /// `nil` where it is the only one of its kind there.
  let key: TerraformKey?
  /// The instances that it may be as well.
  let candidates: [Int]
}

/// A choice that an attribute hangs on.
struct TerraformSupposition: Hashable, Sendable {
  let choice: TerraformChoice
  let attribute: String
  let because: String
  let source: SourcePosition

  var supposition: Supposition {
    Supposition(property: attribute, because: because, source: source)
  }

  /// Whether it is the place of a resource, which matters to that resource alone.
  var isPlace: Bool { attribute.hasSuffix("subnet_id") }
}
