import Testing

/// What the references of numeric, logical and comparison functions say, with the values of their
/// examples.
@Suite struct NumericFunctionTests {
  @Test("add, sub, mul, div and mod: of integers of 64 bits, the quotient cut off")
  func arithmetic() throws {
    try expectValues([
      "add(5, 3)": "8", "sub(7, 3)": "4", "mul(5, 3)": "15", "div(8, 3)": "2", "mod(7, 3)": "1",
      "div(-8, 3)": "-2", "mod(-7, 3)": "-1", "add(1, parameters('openInt'))": "?{add(1, openInt)}",
      "mul(parameters('openInt'), 2)": "?{mul(openInt, 2)}",
    ])
    try expectErrors([
      "add('1', 2)": "takes an integer as argument 1", "div(1, 0)": "divides by zero",
      "mod(1, 0)": "divides by zero", "add(9223372036854775807, 1)": "more than 64 bits",
      "sub(-9223372036854775807, 2)": "more than 64 bits",
      "mul(9223372036854775807, 2)": "more than 64 bits",
      "div(sub(-9223372036854775807, 1), -1)": "more than 64 bits",
      "mod(sub(-9223372036854775807, 1), -1)": "more than 64 bits", "add(1)": "takes 2 arguments",
    ])
  }

  @Test("int: of a text or an integer")
  func int() throws {
    try expectValues([
      "int('4')": "4", "int(4)": "4", "int(' -4 ')": "-4",
      "int(parameters('open'))": "?{int(open)}",
    ])
    try expectErrors([
      "int('a')": "is no integer", "int('4.5')": "is no integer", "int('')": "is no integer",
      "int(true())": "takes a text or an integer",
    ])
  }

  @Test("float: of a text or a number")
  func float() throws {
    try expectValues(["float('3.25')": "3.25", "float(3)": "3.0"])
    try expectErrors(["float('x')": "takes a number", "float(createArray())": "takes a number"])
  }

  @Test("bool: of texts whatever their case, and of integers")
  func bool() throws {
    try expectValues([
      "bool('true')": "true", "bool('FALSE')": "false", "bool(1)": "true", "bool(0)": "false",
      "bool(true())": "true", "bool(parameters('open'))": "?{bool(open)}",
    ])
    try expectErrors(["bool('x')": "true or false", "bool(createArray())": "true or false"])
  }

  @Test("true and false: take nothing")
  func literals() throws {
    try expectValues(["true()": "true", "false()": "false"])
    try expectErrors(["true(1)": "takes 0 arguments"])
  }

  @Test("and, or and not: what is known may decide")
  func logic() throws {
    try expectValues([
      "and(true(), false())": "false", "and(true(), true(), true())": "true",
      "or(true(), false())": "true", "or(false(), false())": "false", "not(true())": "false",
      "and(parameters('open'), false())": "false", "or(parameters('open'), true())": "true",
      "and(true(), parameters('open'))": "?{and(true, open)}",
      "not(parameters('open'))": "?{not(open)}",
    ])
    try expectErrors([
      "and(true(), 1)": "true or false", "not('x')": "true or false",
      "not(true(), true())": "takes 1 argument", "or(false())": "at least 2 arguments",
    ])
  }

  @Test("equals: of one type, texts with their case, values in values")
  func equals() throws {
    try expectValues([
      "equals(1, 1)": "true", "equals('a', 'a')": "true", "equals('a', 'A')": "false",
      "equals(1, '1')": "false", "equals(createArray('a', 'b'), createArray('a', 'b'))": "true",
      "equals(createObject('a', 1, 'b', 2), createObject('b', 2, 'a', 1))": "true",
      "equals(createObject('a', 1), createObject('A', 1))": "false",
      "equals(null(), createObject())": "false", "equals(null(), null())": "true",
      "equals(true(), 'true')": "false", "equals('e\u{301}', '\u{e9}')": "false",
      "equals(createArray('x'', ''y'), createArray('x', 'y'))": "false",
    ])
    try expectErrors(["equals(1)": "takes 2 arguments"])
  }

  @Test("equals: open values are equal to themselves, and to nothing that they cannot be")
  func openEquals() throws {
    try expectValues([
      "equals(parameters('open'), parameters('open'))": "true",
      "equals(parameters('open'), 'a')": "?{equals(open, 'a')}",
      "equals(concat('st', parameters('open')), 'st{open}')":
        "?{equals(concat('st', open), 'stopen')}",
      "equals(concat('st', parameters('open')), 'x')": "false",
      "equals(concat('st', parameters('open')), 's')": "false",
      "equals(concat(parameters('open'), 'st'), 'ab')": "false",
      "equals(concat('st', parameters('open')), 1)": "false",
      "equals(createArray(1, parameters('open')), createArray(2, 'a'))": "false",
      "equals(createArray(1, parameters('open')), createArray(1))": "false",
      "equals(resourceId('A.B/c', 'd'), resourceId('A.B/c', 'd'))": "true",
      "equals(resourceId('A.B/c', 'd'), resourceId('A.B/c', 'e'))": "false",
    ])
  }

  @Test("coalesce: the first that is not null")
  func coalesce() throws {
    try expectValues([
      "coalesce(null(), null(), 'default')": "\"default\"", "coalesce(null(), 1, 2)": "1",
      "coalesce(null())": "null", "coalesce(null(), createArray(1))": "[1]",
      "coalesce('a', parameters('open'))": "\"a\"",
      "coalesce(null(), parameters('open'))": "?{open}",
      "coalesce(concat('a', parameters('open')), 'b')": "?a{open}",
    ])
    try expectErrors(["coalesce()": "at least 1 argument"])
  }

  @Test("less, lessOrEquals, greater and greaterOrEquals: of integers and of texts")
  func order() throws {
    try expectValues([
      "less(1, 2)": "true", "less(2, 1)": "false", "less(1, 1)": "false",
      "lessOrEquals(1, 1)": "true", "lessOrEquals(2, 1)": "false", "greater(1, 2)": "false",
      "greater(2, 1)": "true", "greaterOrEquals(1, 2)": "false", "greaterOrEquals(2, 2)": "true",
      "less('A', 'a')": "false", "greater('A', 'a')": "true", "lessOrEquals('A', 'a')": "false",
      "greaterOrEquals('A', 'a')": "true", "less('Test1', 'Test2')": "true",
      "less('ab', 'abc')": "true", "less('a-b', 'ab')": "?{less('a-b', 'ab')}",
      "less(1, parameters('openInt'))": "?{less(1, openInt)}",
    ])
    try expectErrors([
      "less(1, 'a')": "takes a number or a text", "less('a', 1)": "takes a text, as the first",
      "greater(true(), false())": "takes a number or a text", "less(1)": "takes 2 arguments",
    ])
  }

  @Test("fail: an error only where it is evaluated")
  func fail() throws {
    try expectErrors(["fail('no such region')": "the template fails here"])
    try expectValues(["if(true(), 'a', fail('never'))": "\"a\""])
    let open = try EvaluatedExpressions(["[if(equals(parameters('open'), 'x'), fail('m'), 'a')]"])
    #expect(open.estate.trouble == [])
  }
}
