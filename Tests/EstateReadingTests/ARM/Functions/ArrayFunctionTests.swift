import Testing

private let samples = #"""
  {"list": ["one", "two", "three"], "text": "OneTwoThree", "map": {"one": "a", "two": "b", "three": "c"}}
  """#

/// What the reference of array functions says, with the values of its examples.
@Suite struct ArrayFunctionTests {
  @Test("array: what is none becomes one")
  func array() throws {
    try expectValues([
      "array(1)": "[1]", "array('efgh')": #"["efgh"]"#,
      "array(createObject('a', 'b', 'c', 'd'))": #"[{a: "b", c: "d"}]"#,
      "array(createArray(1, 2))": "[1,2]", "array(parameters('openArray'))": "?{array(openArray)}",
    ])
    try expectErrors(["array()": "takes 1 argument", "array(1, 2)": "takes 1 argument"])
  }

  @Test("createArray: of any values")
  func createArray() throws {
    try expectValues(
      [
        "createArray('a', 'b', 'c')": #"["a","b","c"]"#, "createArray(1, 2, 3)": "[1,2,3]",
        "createArray(variables('list'))": #"[["one","two","three"]]"#, "createArray()": "[]",
        "createArray(parameters('open'), null())": "[?{open},null]",
      ], variables: samples)
  }

  @Test("contains: a text's part with its case, a key without, an element of an array")
  func contains() throws {
    try expectValues(
      [
        "contains(variables('text'), 'e')": "true", "contains(variables('text'), 'z')": "false",
        "contains(variables('text'), 'one')": "false", "contains(variables('map'), 'one')": "true",
        "contains(variables('map'), 'ONE')": "true", "contains(variables('map'), 'a')": "false",
        "contains(variables('list'), 'three')": "true",
        "contains(variables('list'), 'four')": "false",
        "contains(variables('list'), 'Two')": "false",
        "contains(createArray(1, 2), 2)": "true", "contains(createArray(1, 2), '2')": "false",
        "contains('', '')": "true",
      ], variables: samples)
    try expectErrors([
      "contains(1, 'a')": "takes a text, an array or an object", "contains('a', 1)": "argument 2",
      "contains('a')": "takes 2 arguments",
    ])
  }

  @Test("contains: what is known of an open value may decide")
  func containsOpen() throws {
    try expectValues([
      "contains(createArray('a', parameters('open')), 'a')": "true",
      "contains(createArray('a', parameters('open')), 'b')": "?{contains(['a', open], 'b')}",
      "contains(createArray('a', parameters('open')), 1)": "?{contains(['a', open], 1)}",
      "contains(createArray(concat('x', parameters('open'))), 'y')": "false",
      "contains(concat('abc', parameters('open')), 'b')": "true",
      "contains(concat('abc', parameters('open')), 'd')": "?{contains(concat('abc', open), 'd')}",
      "contains(createObject('k', parameters('open')), 'k')": "true",
      "contains(createObject('k', parameters('open')), 'l')": "false",
      "contains(parameters('openArray'), 5)": "?{contains(openArray, 5)}",
      "contains(createArray(parameters('open')), parameters('open'))": "true",
    ])
  }

  @Test("empty: of texts, arrays, objects and null; with a known part none is")
  func empty() throws {
    try expectValues([
      "empty('')": "true", "empty('a')": "false", "empty(createArray())": "true",
      "empty(createObject())": "true", "empty(createArray(1))": "false", "empty(null())": "true",
      "empty(parameters('open'))": "?{empty(open)}",
      "empty(concat('a', parameters('open')))": "false",
      "empty(createArray(parameters('open')))": "false",
      "empty(resourceId('A.B/c', parameters('open')))": "false",
    ])
    try expectErrors(["empty(1)": "takes a text, an array or an object"])
  }

  @Test("first and last: of arrays and texts; null of an empty array")
  func ends() throws {
    try expectValues(
      [
        "first(variables('list'))": "\"one\"", "last(variables('list'))": "\"three\"",
        "first('One Two Three')": "\"O\"", "last('One Two Three')": "\"e\"",
        "first(createArray())": "null", "last(createArray())": "null", "first('')": "\"\"",
        "first(createArray('a', parameters('open')))": "\"a\"",
        "last(createArray('a', parameters('open')))": "?{open}",
        "first(concat('ab', parameters('open')))": "\"a\"",
        "last(parameters('openArray'))": "?{last(openArray)}",
      ], variables: samples)
    try expectErrors(["first(1)": "takes a text or an array", "last()": "takes 1 argument"])
  }

  @Test("length: elements, characters and properties, whatever the values")
  func length() throws {
    try expectValues(
      [
        "length(variables('list'))": "3", "length('One Two Three')": "13",
        "length(variables('map'))": "3", "length(null())": "0",
        "length(createArray(parameters('open'), 1))": "2",
        "length(parameters('open'))": "?{length(open)}",
        "length(resourceId('A.B/c', 'd'))": "?{length('.providers.A.B.c.d')}",
      ], variables: samples)
    try expectErrors(["length(1)": "takes a text, an array or an object"])
  }

  @Test("skip and take: so many elements or characters, none for less than one")
  func parts() throws {
    try expectValues(
      [
        "skip(variables('list'), 2)": #"["three"]"#, "skip('one two three', 4)": "\"two three\"",
        "take(variables('list'), 2)": #"["one","two"]"#, "take('one two three', 2)": "\"on\"",
        "skip(variables('list'), 9)": "[]",
        "take(variables('list'), 9)":
          #"["one","two","three"]"#,
        "skip('ab', -1)": "\"ab\"", "take('ab', -1)": "\"\"",
        "take(createArray(parameters('open'), 1), 1)": "[?{open}]",
        "take(parameters('openArray'), 0)": "?{take(openArray, 0)}",
        "take(concat('abc', parameters('open')), 2)": "\"ab\"",
        "skip(concat('abc', parameters('open')), 2)": "?c{open}",
        "take(parameters('open'), 3)": "?{take(open, 3)}",
        "skip(variables('list'), parameters('openInt'))":
          "?{skip(['one', 'two', 'three'], openInt)}",
      ], variables: samples)
    try expectErrors(["take('a', '1')": "argument 2", "skip(1, 1)": "takes an array"])
  }

  @Test("flatten: one level of arrays less")
  func flatten() throws {
    try expectValues([
      "flatten(createArray(createArray('one', 'two'), createArray('three'), createArray()))":
        #"["one","two","three"]"#,
      "flatten(createArray(createArray(createArray(1))))": "[[1]]", "flatten(createArray())": "[]",
      "flatten(createArray(createArray(parameters('open'))))": "[?{open}]",
      "flatten(createArray(parameters('openArray')))": "?{flatten([openArray])}",
    ])
    try expectErrors(["flatten(createArray(1))": "is no array", "flatten('a')": "takes an array"])
  }

  @Test("range: at most ten thousand numbers, none above 2147483647")
  func range() throws {
    try expectValues([
      "range(5, 3)": "[5,6,7]", "range(0, 0)": "[]", "range(-1, 2)": "[-1,0]",
      "length(range(0, 10000))": "10000", "range(2147483647, 1)": "[2147483647]",
      "range(0, parameters('openInt'))": "?{range(0, openInt)}",
    ])
    try expectErrors([
      "range(0, 10001)": "0 to 10000", "range(0, -1)": "0 to 10000",
      "range(0, 1000000000)": "0 to 10000", "range(2147483647, 2)": "end at 2147483647",
      "range('a', 1)": "argument 1",
    ])
  }

  @Test("union: each element once; objects one over the other, with those in them")
  func union() throws {
    try expectValues([
      "union(createArray('one', 'two', 'three'), createArray('three', 'four'))":
        #"["one","two","three","four"]"#,
      "union(createObject('one', 'a', 'three', 'c1'), createObject('three', 'c2', 'four', 'd'))":
        #"{one: "a", three: "c2", four: "d"}"#,
      "union(createObject('p', createObject('a', 1, 'b', 1), 'l', createArray(1, 2)), createObject('P', createObject('b', 2), 'l', createArray(3)))":
        "{p: {a: 1, b: 2}, l: [3]}",
      "union(createArray(createArray('one', 'two'), createArray('three')), createArray(createArray('three'), createArray('four', 'two')))":
        #"[["one","two"],["three"],["four","two"]]"#,
    ])
    try expectErrors([
      "union(createArray(1), createObject())": "takes an array as argument 2",
      "union(createObject(), createArray())": "takes an object as argument 2",
      "union(createArray(1))": "takes at least 2 arguments", "union('a', 'b')": "takes an array",
    ])
  }

  @Test("union: open values stay where no other value may be the same")
  func unionOpen() throws {
    let rule = "createObject('name', 'a', 'value', parameters('open'))"
    try expectValues([
      "union(createArray(\(rule)), createArray(createObject('name', 'b')))":
        #"[{name: "a", value: ?{open}},{name: "b"}]"#,
      "union(createArray(parameters('open')), createArray('a'))": "?{union([open], ['a'])}",
      "union(createArray(parameters('open')), createArray(parameters('open')))": "[?{open}]",
      "union(createObject('a', parameters('open'), 'b', 1), createObject('a', 2))":
        "{a: 2, b: 1}",
      "union(createObject('a', 1), createObject('a', parameters('open')))":
        "{a: ?{open}}",
      "union(createObject('a', createObject()), createObject('a', parameters('openObject')))":
        "{a: ?{union(, openObject)}}",
      "union(createObject('a', 1), parameters('openObject'))": "?{union(a: 1, openObject)}",
    ])
  }

  @Test("intersection: what all have")
  func intersection() throws {
    try expectValues([
      "intersection(createObject('one', 'a', 'two', 'b', 'three', 'c'), createObject('one', 'a', 'two', 'z', 'three', 'c'))":
        #"{one: "a", three: "c"}"#,
      "intersection(createArray('one', 'two', 'three'), createArray('two', 'three'))":
        #"["two","three"]"#,
      "intersection(createArray('a', parameters('open')), createArray('a'), createArray('a', 'b'))":
        "?{intersection(['a', open], ['a'], ['a', 'b'])}",
      "intersection(createArray('a'), createArray('a', parameters('open')))": #"["a"]"#,
    ])
    try expectErrors([
      "intersection('a', 'b')": "takes an array", "intersection(createArray())": "at least 2",
    ])
  }

  @Test("indexFromEnd and tryIndexFromEnd: counted from one at the end")
  func fromEnd() throws {
    try expectValues(
      [
        "indexFromEnd(variables('list'), 1)": "\"three\"",
        "indexFromEnd(variables('list'), 3)": "\"one\"",
        "tryIndexFromEnd(variables('list'), 2)": "\"two\"",
        "tryIndexFromEnd(variables('list'), 4)": "null",
        "tryIndexFromEnd(variables('list'), -9223372036854775808)": "null",
        "tryIndexFromEnd(variables('list'), -1)": "null", "tryIndexFromEnd(null(), 1)": "null",
        "tryIndexFromEnd(createArray(createObject('a', createObject('b', 7))), 1, 'a', 'b')": "7",
        "tryIndexFromEnd(parameters('openArray'), 1)": "?{tryIndexFromEnd(openArray, 1)}",
      ], variables: samples)
    try expectErrors(
      [
        "indexFromEnd(variables('list'), 4)": "no element 4 from the end",
        "indexFromEnd(createArray(), 1)": "no element 1 from the end",
        "indexFromEnd(variables('list'), 0)": "no element 0 from the end",
        "indexFromEnd(null(), 1)": "takes an array",
      ], variables: samples)
  }

  @Test("max and min: of an array or the arguments")
  func extremes() throws {
    try expectValues([
      "max(createArray(0, 3, 2, 5, 4))": "5", "max(0, 3, 2, 5, 4)": "5",
      "min(createArray(0, 3, 2, 5, 4))": "0", "min(0, 3, 2, 5, 4)": "0",
      "max(9223372036854775806, 9223372036854775807)": "9223372036854775807",
      "min(9223372036854775806, 9223372036854775807)": "9223372036854775806",
      "max(1, parameters('openInt'))": "?{max(1, openInt)}",
    ])
    try expectErrors([
      "max(createArray())": "is empty", "min('a')": "is no number", "max()": "at least 1 argument",
    ])
  }
}
