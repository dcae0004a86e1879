import EstateModel
import Synchronization
import Testing

struct DeferredTests {
  @Test("a value is worked out when it is asked for, and once for all copies")
  func once() {
    let calls = Mutex(0)
    let value = Deferred<Int> {
      calls.withLock { $0 += 1 }
      return 7
    }
    let copy = value
    #expect(calls.withLock { $0 } == 0)
    #expect(value.value == 7)
    #expect(copy.value == 7)
    #expect(calls.withLock { $0 } == 1)
  }

  @Test("a copy of a group whose rules are changed leaves the other one's as they were")
  func copies() throws {
    let source = SourcePosition(file: "a.json", line: 1, column: 1)
    let id = try #require(ResourceID("/providers/Microsoft.Network/networkSecurityGroups/g"))
    let first = NetworkSecurityGroup(id: id, source: source) {
      [SecurityRule(name: "written", source: source)]
    }
    var second = first
    second.rules.append(SecurityRule(name: "added", source: source))
    #expect(first.rules.map(\.name) == ["written"])
    #expect(second.rules.map(\.name) == ["written", "added"])
  }
}
