import Testing

/// What the reference of string functions says, with the values of its examples.
@Suite struct StringFunctionTests {
  @Test("concat: texts, numbers and booleans; null counts for nothing; open parts stay symbols")
  func concat() throws {
    try expectValues([
      "concat('prefix', '-', 'x')": "\"prefix-x\"", "concat('a', 1, true())": "\"a1True\"",
      "concat('a', null(), 'b')": "\"ab\"",
      "concat(createArray('1-1', '1-2'), createArray('2-1'))": #"["1-1","1-2","2-1"]"#,
      "concat('a', parameters('open'))": "?a{open}",
      "concat(parameters('open'))": "?{open}",
      "concat(createArray(parameters('open')), createArray('x'))": #"[?{open},"x"]"#,
      "concat(parameters('openArray'), createArray('x'))":
        "?{concat(openArray, ['x'])}",
    ])
    try expectErrors([
      "concat('a', createArray('b'))": "takes an array as argument 1",
      "concat(createObject())": "takes a text or an array",
      "concat()": "takes at least 1 argument",
    ])
  }

  @Test("format: the reference's example, alignment and number formats")
  func format() throws {
    try expectValues([
      "format('{0}, {1}. Formatted number: {2:N0}', 'Hello', 'User', 8175133)":
        "\"Hello, User. Formatted number: 8,175,133\"",
      "format('{0:D3}|{0:X2}|{0:x}|{0:00.0}|{0:F1}|{0:#,##0}', 7)": "\"007|07|7|07.0|7.0|7\"",
      "format('{0,5}|{0,-5}|{1,3}', 'ab', 12)": "\"   ab|ab   | 12\"",
      "format('{0:X}{1:N0}', -1, -1234)": "\"FFFFFFFFFFFFFFFF-1,234\"",
      "format('{{{0}}}', true())": "\"{True}\"", "format('plain')": "\"plain\"",
      "format('')": "\"\"", "format('{0}', null())": "\"\"",
      "format('{0}', createArray('a', 1))": "\"['a',1]\"",
      "format('x{0}', parameters('open'))": "?x{open}",
      "format('x{0:D2}', parameters('openInt'))": "?x{format('0:D2', openInt)}",
      "format(parameters('open'), 1)": "?{format(open, 1)}",
    ])
    try expectErrors([
      "format('{0} {1}', 'a')": "does not fit", "format('{', 'a')": "does not fit",
      "format('}', 'a')": "does not fit", "format('{x}', 'a')": "does not fit",
      "format('{0,-9223372036854775808}', 'a')": "does not fit",
      "format(1, 'a')": "takes a text as argument 1",
    ])
  }

  @Test("join: texts of an array with a delimiter, open ones as symbols")
  func join() throws {
    try expectValues([
      "join(createArray('one', 'two', 'three'), ',')": "\"one,two,three\"",
      "join(createArray(), ',')": "\"\"",
      "join(createArray('a', parameters('open')), '-')": "?a-{open}",
      "join(parameters('openArray'), '-')": "?{join(openArray, '-')}",
    ])
    try expectErrors([
      "join('a', ',')": "takes an array", "join(createArray(1), ',')": "element 0",
    ])
  }

  @Test("string: objects and arrays as JSON without spaces, a boolean with a capital")
  func string() throws {
    try expectValues([
      "string(createObject('valueA', 10, 'valueB', 'Example Text'))":
        #""{"valueA":10,"valueB":"Example Text"}""#,
      "string(createArray('a', 'b', 'c'))": #""["a","b","c"]""#, "string(5)": "\"5\"",
      "string('x')": "\"x\"", "string(true())": "\"True\"", "string(null())": "\"\"",
      "string(createArray(null(), false(), 'a\"b'))": #""[null,false,"a\"b"]""#,
      "string(parameters('open'))": "?{open}",
      "string(createArray(parameters('open')))": "?{string([open])}",
    ])
  }

  @Test("toLower and toUpper: the reference's examples; of an open text the known parts")
  func cases() throws {
    try expectValues([
      "toLower('One Two Three')": "\"one two three\"",
      "toUpper('One Two Three')": "\"ONE TWO THREE\"",
      "toUpper('ßa')": "\"ßA\"",
      "toLower(concat('ST', parameters('open')))": "?st{toLower(open)}",
      "equals(toLower(parameters('open')), toLower(parameters('open')))": "true",
      "equals(toLower(parameters('open')), parameters('open'))":
        "?{equals(toLower(open), open)}",
    ])
    try expectErrors([
      "toLower(2)": "takes a text", "toUpper()": "takes 1 argument",
      "toLower('a', 'b')": "takes 1 argument",
    ])
  }

  @Test("trim: white space at both ends")
  func trim() throws {
    try expectValues([
      "trim('    one two three   ')": "\"one two three\"", "trim('')": "\"\"", "trim('  ')": "\"\"",
      "trim(parameters('open'))": "?{trim(open)}",
    ])
    try expectErrors(["trim(2)": "takes a text"])
  }

  @Test("replace: all instances; unknown where only the case of letters differs")
  func replace() throws {
    try expectValues([
      "replace('123-123-1234', '-', '')": "\"1231231234\"",
      "replace('123-123-1234', '1234', 'xxxx')": "\"123-123-xxxx\"",
      "replace('aaa', 'aa', 'b')": "\"ba\"", "replace('', 'a', 'b')": "\"\"",
      "replace('aA', 'a', 'b')": "?{replace('aA', 'a', 'b')}",
      "replace(parameters('open'), '-', '')": "?{replace(open, '-', '')}",
    ])
    try expectErrors([
      "replace('a', '', 'b')": "is empty", "replace('a', 1, 'b')": "argument 2",
      "replace('a', 'b')": "takes 3 arguments",
    ])
  }

  @Test("substring: from a position, to the end or so many characters")
  func substring() throws {
    try expectValues([
      "substring('one two three', 4, 3)": "\"two\"", "substring('This is a test', 10)": "\"test\"",
      "substring('abc', 3)": "\"\"", "substring('abc', 1, 0)": "\"\"",
      "substring(concat('abc', parameters('open')), 1, 2)": "\"bc\"",
      "substring(concat('abc', parameters('open')), 1, 3)":
        "?{substring(concat('abc', open), 1, 3)}",
    ])
    try expectErrors([
      "substring('1234567890', 0, 11)": "lies behind", "substring('a', 2)": "lies behind",
      "substring('a', -1)": "zero or more", "substring('a', 0, -1)": "zero or more",
      "substring('a', '0')": "takes an integer as argument 2",
    ])
  }

  @Test("padLeft: texts and integers, with a space or the given character")
  func padLeft() throws {
    try expectValues([
      "padLeft('123', 10, '0')": "\"0000000123\"", "padLeft(7, 3, '0')": "\"007\"",
      "padLeft('123', 5)": "\"  123\"", "padLeft('a', -9223372036854775808)": "\"a\"",
      "padLeft('1234', 2, '0')": "\"1234\"",
      "padLeft(parameters('openInt'), 2, '0')": "?{padLeft(openInt, 2, '0')}",
    ])
    try expectErrors([
      "padLeft('a', 5, 'xy')": "one character", "padLeft('a', '5')": "argument 2",
      "padLeft('a')": "takes 2 to 3 arguments", "padLeft('a', 2000000000)": "larger than any name",
    ])
  }

  @Test("split: by a delimiter or any of several, case and all")
  func split() throws {
    try expectValues([
      "split('one,two,three', ',')": #"["one","two","three"]"#,
      "split('one;two,three', createArray(',', ';'))": #"["one","two","three"]"#,
      "split('aXbxc', 'x')": #"["aXb","c"]"#, "split('', ',')": #"[""]"#,
      "split(',a,', ',')": #"["","a",""]"#, "split('a::b', '::')": #"["a","b"]"#,
      "split('ab', '')": #"["ab"]"#, "split('a b', createArray())": #"["a","b"]"#,
      "split(parameters('open'), ',')": "?{split(open, ',')}",
      "split(concat('a/', parameters('open')), '/')": "?{split(concat('a.', open), '.')}",
    ])
    try expectErrors([
      "split(1, ',')": "takes a text", "split('a', 1)": "takes a text as argument 2",
      "split('a', createArray(1))": "a delimiter is a text",
    ])
  }

  @Test("split: the parts of a resource id, open ones again as open values")
  func splitID() throws {
    let id = "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', parameters('open'))"
    try expectValues([
      "last(split(\(id), '/'))": "?{open}", "split(\(id), '/')[8]": "\"v\"",
      "split(\(id), '/')[4]": "?{resourceGroup().name}",
      "equals(split(\(id), '/')[4], resourceGroup().name)": "true",
      "length(split(\(id), '/'))": "11",
      "split(resourceGroup().id, '/')[2]": "?{subscription().subscriptionId}",
      "equals(last(split(\(id), '/')), 's')": "?{equals(open, 's')}",
      "last(split(concat(\(id), '/x/y'), '/'))": "\"y\"",
      "toLower(\(id))":
        "\"/providers/microsoft.network/virtualnetworks/v/subnets/{toLower(open)}\"",
      "split(\(id), '-')":
        "?{split(\'.providers.Microsoft.Network.virtualNetworks.v.subnets.open\', \'-\')}",
    ])
    try expectValues(
      ["split(\(id), '/')[4]": "\"rg\"", "split(\(id), '/')[2]": "\"s1\""],
      {
        $0.subscription = "s1"
        $0.resourceGroup = "rg"
      })
  }

  @Test("startsWith and endsWith: whatever the case of letters")
  func ends() throws {
    try expectValues([
      "startsWith('abcdef', 'ab')": "true", "startsWith('abcdef', 'A')": "true",
      "startsWith('abcdef', 'e')": "false", "endsWith('abcdef', 'ef')": "true",
      "endsWith('abcdef', 'F')": "true", "endsWith('abcdef', 'e')": "false",
      "startsWith('a', 'ab')": "false",
      "startsWith(concat('abc', parameters('open')), 'AB')": "true",
      "startsWith(concat('abc', parameters('open')), 'x')": "false",
      "startsWith(concat('abc', parameters('open')), 'abcd')":
        "?{startsWith(concat('abc', open), 'abcd')}",
      "endsWith(concat(parameters('open'), '.net'), 'NET')": "true",
      "endsWith(parameters('open'), 'x')": "?{endsWith(open, 'x')}",
    ])
    try expectErrors(["startsWith('a', 1)": "argument 2", "endsWith('a')": "takes 2 arguments"])
  }

  @Test("indexOf and lastIndexOf: whatever the case of letters, and in arrays")
  func indices() throws {
    try expectValues([
      "indexOf('test', 't')": "0", "lastIndexOf('test', 't')": "3",
      "indexOf('abcdef', 'CD')": "2", "lastIndexOf('abcdef', 'AB')": "0",
      "indexOf('abcdef', 'z')": "-1", "lastIndexOf('abcdef', 'z')": "-1",
      "lastIndexOf('aaa', 'aa')": "1",
      "indexOf(createArray('one', 'Two', 'two'), 'two')": "2",
      "lastIndexOf(createArray('two', 'one', 'two'), 'two')": "2",
      "indexOf(createArray(createArray(1), createArray(2)), createArray(2))": "1",
      "indexOf(createArray(1, 2), '2')": "-1",
      "indexOf(concat('ab', parameters('open')), 'B')": "1",
      "indexOf(parameters('open'), 'a')": "?{indexOf(open, 'a')}",
      "indexOf(createArray('a', parameters('open'), 'c'), 'a')": "0",
      "indexOf(createArray(parameters('open'), 'c'), 'c')": "?{indexOf([open, 'c'], 'c')}",
    ])
    try expectErrors([
      "indexOf('a', 1)": "argument 2", "indexOf(1, 'a')": "takes a text or an array",
    ])
  }
}
