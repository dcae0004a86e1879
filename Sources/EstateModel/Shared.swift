/// A large value that its copies share: to copy it counts one reference, and not each of the hundred that
/// it holds.
package final class Shared<Value: Sendable>: Sendable {
  package let value: Value

  package init(_ value: Value) { self.value = value }
}
