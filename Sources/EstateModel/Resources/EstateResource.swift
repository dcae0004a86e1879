/// What every resource of the estate has: an identity and the place where a user wrote it.
@usableFromInline package protocol EstateResource: Sendable {
  var id: ResourceID { get }
  /// The first character of the resource in its file.
  var source: SourcePosition { get }
  /// Whether an input describes it. A resource that is only referred to is kept, with every setting
  /// unknown.
  var isDescribed: Bool { get }
}
