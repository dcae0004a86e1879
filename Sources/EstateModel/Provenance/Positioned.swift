/// A value with the place where it stands.
package struct Positioned<Value: Sendable>: Sendable {
  package let value: Value
  package let source: SourcePosition

  package init(_ value: Value, at source: SourcePosition) {
    self.value = value
    self.source = source
  }
}

extension Positioned: Equatable where Value: Equatable {}
extension Positioned: Hashable where Value: Hashable {}
