/// How much a value holds and how deep it nests, at most.
///
/// A value that is made of others shares them: one that holds the one before it twice doubles with
/// every step, without needing memory. Who walks through it needs to know how long the way is.
struct ValueExtent: Sendable {
  /// About the bytes that it would take as text.
  private(set) var weight: Int
  private(set) var depth: Int

  /// No template of Azure's holds more than 4 MB.
  static let largestWeight = 8 << 20
  static let largestDepth = DocumentLimits.depth + 250

  var isTooLarge: Bool { weight > Self.largestWeight || depth > Self.largestDepth }

  init(of content: MadeValue.Content) {
    weight = 8
    depth = 1
    switch content {
    case .null, .bool: break
    case .number(let text), .string(let text): add(text.utf8.count)
    case .unknown(_, let symbol): add(symbol?.utf8.count ?? 0)
    case .open(_, let symbol, let known):
      add(symbol?.utf8.count ?? 0)
      add(known.extent)
    case .array(let elements):
      for element in elements { add(element.extent) }
    case .object(let fields):
      for field in fields {
        add(field.key.utf8.count)
        add(field.value.extent)
      }
    }
  }

  fileprivate init(weight: Int, depth: Int) {
    self.weight = weight
    self.depth = depth
  }

  private mutating func add(_ bytes: Int) {
    let (sum, overflow) = weight.addingReportingOverflow(bytes)
    weight = overflow ? .max : sum
  }

  private mutating func add(_ child: ValueExtent) {
    add(child.weight)
    depth = max(depth, child.depth == .max ? .max : child.depth + 1)
  }
}

extension ConfigurationValue {
  var extent: ValueExtent {
    switch storage {
    case .made(let made): made.extent
    case .parsed(let tape, let index): tape.extent(at: index)
    }
  }
}

extension DocumentTape {
  /// An upper bound that needs no look at the children.
  fileprivate func extent(at index: Int) -> ValueExtent {
    let entry = entries[index]
    switch entry.tag {
    case .null, .bool, .storedNull, .storedBool: return ValueExtent(weight: 8, depth: 1)
    case .number, .string: return ValueExtent(weight: 8 + Int(entry.first), depth: 1)
    case .storedNumber, .storedString:
      return ValueExtent(weight: 8 + strings[Int(entry.first)].utf8.count, depth: 1)
    case .array, .object:
      let isEmpty = entry.first == 0
      let last = entries[max(index, Int(entry.end) - 1)]
      let bytes = Int(last.offset) - Int(entry.offset) + (last.tag == .string ? Int(last.first) : 0)
      return ValueExtent(
        weight: 8 + max(bytes, 0), depth: isEmpty ? 1 : DocumentLimits.depth)
    }
  }
}
