import Testing

/// What the reference of object functions says, with the values of its examples.
@Suite struct ObjectFunctionTests {
  @Test("createObject: keys and values in turns")
  func createObject() throws {
    try expectValues([
      "createObject('intProp', 1, 'stringProp', 'abc', 'boolProp', true(), 'arrayProp', createArray('a', 'b', 'c'), 'objectProp', createObject('key1', 'value1'))":
        #"{intProp: 1, stringProp: "abc", boolProp: true, arrayProp: ["a","b","c"], objectProp: {key1: "value1"}}"#,
      "createObject()": "{}", "createObject('a', parameters('open'))": "{a: ?{open}}",
      "createObject(parameters('open'), 1)": "{{open}: 1}",
    ])
    try expectErrors([
      "createObject('a')": "each key needs a value", "createObject(1, 2)": "takes a text",
      "createObject('a', 1, 'a', 2)": "is given twice",
    ])
  }

  @Test("items: sorted by their keys, whatever their case")
  func items() throws {
    try expectValues([
      "items(createObject('item002', 2, 'Item001', 1))":
        #"[{key: "Item001", value: 1},{key: "item002", value: 2}]"#,
      "items(createObject('b', parameters('open')))": #"[{key: "b", value: ?{open}}]"#,
      "items(parameters('openObject'))": "?{items(openObject)}", "items(createObject())": "[]",
    ])
    try expectErrors(["items(createArray())": "takes an object"])
  }

  @Test("objectKeys: where their order is the alphabet's")
  func objectKeys() throws {
    try expectValues([
      "objectKeys(createObject('a', 1, 'b', parameters('open')))": #"["a","b"]"#,
      "objectKeys(createObject())": "[]",
      "objectKeys(createObject('b', 1, 'a', 2))": "?{objectKeys(b: 1, a: 2)}",
    ])
    try expectErrors(["objectKeys('a')": "takes an object"])
  }

  @Test("shallowMerge: what a later object says counts, objects in it whole")
  func shallowMerge() throws {
    try expectValues([
      "shallowMerge(createArray(createObject('a', createObject('x', 1), 'b', 1), createObject('a', createObject('y', 2), 'c', 3)))":
        "{a: {y: 2}, b: 1, c: 3}",
      "shallowMerge(createArray())": "{}",
      "shallowMerge(createArray(createObject('a', 1), parameters('openObject')))":
        "?{shallowMerge([a: 1, openObject])}",
      "shallowMerge(createArray(createObject('a', 1), createObject('a', parameters('open'))))":
        "{a: ?{open}}",
    ])
    try expectErrors(["shallowMerge(createArray(1))": "is no object"])
  }

  @Test("json: the reference's examples, with single quotes and bare keys, too")
  func json() throws {
    try expectValues([
      "json('null')": "null", "json('{\"a\": \"b\"}')": #"{a: "b"}"#,
      "json('\"test\"')": "\"test\"",
      "json('true')": "true", "json('3')": "3", "json('[1,2,3]')": "[1,2,3]",
      "json(concat('{\"a\": \"', 'demo value', '\"}'))": #"{a: "demo value"}"#,
      "json('{''a'': ''b''}')": #"{a: "b"}"#,
      "json('{a: ''it\"s'', b2: [1]}')":
        #"{a: "it"s", b2: [1]}"#,
      "json('')": "null", "json('1.5')": "1.5",
    ])
    try expectErrors([
      "json('{')": "no JSON", "json('{''a': 1}')": "is no expression", "json(1)": "takes a text",
      "json('{''a'':}')": "no JSON",
    ])
  }

  @Test("json: open parts of its texts stay open")
  func openJSON() throws {
    let id = "resourceId('A.B/c', parameters('open'))"
    try expectValues([
      "json(concat('{\"a\": \"x', parameters('open'), '\"}'))": "{a: ?x{open}}",
      "json(concat('{\"id\": \"', \(id), '\"}'))": #"{id: "/providers/A.B/c/{open}"}"#,
      "json(concat('{\"a\": ', parameters('openInt'), '}'))": #"?{json('"a": openInt')}"#,
      "json(parameters('open'))": "?{json(open)}",
    ])
  }

  @Test("null: is null, and takes nothing")
  func null() throws {
    try expectValues(["null()": "null", "empty(null())": "true"])
    try expectErrors(["null(1)": "takes 0 arguments"])
  }

  @Test("tryGet: null where there is none; from the second step on an error")
  func tryGet() throws {
    let object = "createObject('key', createObject('nested', createArray('value', 'other')))"
    try expectValues([
      "tryGet(createObject('key', 'value'), 'KEY')": "\"value\"",
      "tryGet(createArray('element'), 0)": "\"element\"",
      "tryGet(createObject(), 'property')": "null", "tryGet(createObject(), 0)": "null",
      "tryGet(null(), 'property')": "null", "tryGet('string', 'property')": "null",
      "tryGet(10, 'property')": "null", "tryGet(createArray(), 0)": "null",
      "tryGet(\(object), 'key', 'nested', 1)": "\"other\"",
      "tryGet(\(object), 'none', 'nested', 1)": "null",
      "tryGet(\(object), 'key', 'nested', createObject('value', 1, 'fromEnd', true()))":
        "\"other\"",
      "tryGet(parameters('openObject'), 'a')": "?{tryGet(openObject, 'a')}",
      "tryGet(createObject('a', parameters('open')), 'a')": "?{open}",
      "tryGet(createObject('a', parameters('openObject')), 'a', 'b')":
        "?{tryGet(a: openObject, 'a', 'b')}",
    ])
    try expectErrors([
      "tryGet(\(object), 'key', 'none')": "there is no 'none'",
      "tryGet(createObject())": "at least 2",
      "tryGet(createObject(), null())": "a name or an index",
    ])
  }
}
