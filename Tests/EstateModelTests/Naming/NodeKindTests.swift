import EstateModel
import Testing

@Suite("The words of selectors")
struct NodeKindTests {
  @Test("every type has the one kind that lists it, in any case", arguments: NodeKind.allCases)
  func roundTrip(_ kind: NodeKind) {
    #expect(!kind.types.isEmpty)
    for type in kind.types {
      #expect(NodeKind(type: type) == kind)
      #expect(NodeKind(type: type.uppercased()) == kind)
    }
  }

  @Test("a type that no word stands for has none")
  func unknownType() {
    #expect(NodeKind(type: "Microsoft.Web/sites") == nil)
  }
}
