import EstateModel
import EstateReading
import TestSupport
import Testing

@Suite struct EncodingFunctionTests {
  @Test("base64, base64ToString and base64ToJson: the reference's examples")
  func base64() throws {
    try expectValues([
      "base64('one, two, three')": "\"b25lLCB0d28sIHRocmVl\"",
      "base64ToString('b25lLCB0d28sIHRocmVl')": "\"one, two, three\"",
      "base64ToJson(base64('{''one'': ''a'', ''two'': ''b''}'))": #"{one: "a", two: "b"}"#,
      "base64ToJson('eydvbmUnOiAnYScsICd0d28nOiAnYid9').two": "\"b\"",
      "base64('')": "\"\"", "base64('a')": "\"YQ==\"", "base64('ab')": "\"YWI=\"",
      "base64ToString('YQ==')": "\"a\"", "base64(parameters('open'))": "?{base64(open)}",
    ])
    try expectErrors([
      "base64(1)": "takes a text", "base64ToString('a')": "no base 64",
      "base64ToString('a=b=')": "no base 64", "base64ToJson('YQ==')": "no JSON",
    ])
  }

  @Test("base64: decoding what was encoded gives the text again")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 7)
    let letters = Array("abcXYZ019 äß€😀/+=")
    var cases: [(String, String)] = []
    for length in 0..<60 {
      let text = String((0..<length).map { _ in letters.randomElement(using: &random) ?? "a" })
      cases.append(("base64ToString(base64('\(text)'))", text))
      cases.append(("uriComponentToString(uriComponent('\(text)'))", text))
    }
    let evaluated = try EvaluatedExpressions(cases.map { "[\($0.0)]" })
    for (value, expected) in zip(evaluated.values, cases) {
      #expect(value.string == expected.1)
    }
  }

  @Test("dataUri and dataUriToString: the reference's examples")
  func dataUri() throws {
    try expectValues([
      "dataUri('Hello')": "\"data:text/plain;charset=utf8;base64,SGVsbG8=\"",
      "dataUriToString('data:;base64,SGVsbG8sIFdvcmxkIQ==')": "\"Hello, World!\"",
      "dataUriToString('data:,SGVsbG8sIFdvcmxkIQ==')": "\"SGVsbG8sIFdvcmxkIQ==\"",
      "dataUriToString(dataUri('Hello'))": "\"Hello\"",
      "dataUriToString('data:,a%20b')": "\"a b\"",
      "dataUri(parameters('open'))": "?{dataUri(open)}",
    ])
    try expectErrors([
      "dataUriToString('SGVsbG8=')": "no data URI",
      "dataUriToString('data:;base64,x')": "no base 64",
    ])
  }

  @Test("uriComponent and uriComponentToString: the reference's examples")
  func uriComponent() throws {
    let encoded = "http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json"
    let plain = "http://contoso.com/resources/nested/azuredeploy.json"
    try expectValues([
      "uriComponent('\(plain)')": "\"\(encoded)\"",
      "uriComponentToString('\(encoded)')": "\"\(plain)\"",
      "uriComponentToString('a+b%zz%2')": "\"a b%zz%2\"",
    ])
    try expectErrors(["uriComponent(2)": "takes a text"])
  }

  @Test("uri: behind the base's last slash, as the reference's table has it")
  func uri() throws {
    try expectValues([
      "uri('http://contoso.org/firstpath', 'myscript.sh')": "\"http://contoso.org/myscript.sh\"",
      "uri('http://contoso.org/firstpath/', 'myscript.sh')":
        "\"http://contoso.org/firstpath/myscript.sh\"",
      "uri('http://contoso.org/firstpath/azuredeploy.json', 'myscript.sh')":
        "\"http://contoso.org/firstpath/myscript.sh\"",
      "uri('http://contoso.org/firstpath/azuredeploy.json/', 'myscript.sh')":
        "\"http://contoso.org/firstpath/azuredeploy.json/myscript.sh\"",
      "uri('http://contoso.org/resources/', 'nested/azuredeploy.json')":
        "\"http://contoso.org/resources/nested/azuredeploy.json\"",
      "uri('HTTP://Contoso.org', 'a')": "\"http://contoso.org/a\"",
      "uri('http://contoso.org/a/', concat('b', parameters('open')))":
        "?http://contoso.org/a/b{open}",
      "uri(parameters('open'), 'a')": "?{uri(open, 'a')}",
    ])
    try expectErrors([
      "uri('contoso', 'a')": "no absolute URI", "uri('http://a/', 1)": "argument 2",
    ])
  }

  @Test("parseUri and buildUri: the parts of an address")
  func uriParts() throws {
    try expectValues([
      "parseUri('https://example.com:1234/foo/bar')":
        #"{scheme: "https", host: "example.com", port: 1234, path: "/foo/bar"}"#,
      "parseUri('https://example.com/')":
        #"{scheme: "https", host: "example.com", port: null}"#,
      "parseUri('https://example.com/foo/bar?a=1&b=2').query": "\"?a=1&b=2\"",
      "buildUri(createObject('scheme', 'https', 'host', 'example.com', 'port', 1234, 'path', '/foo'))":
        "\"https://example.com:1234/foo\"",
      "buildUri(createObject('scheme', 'https', 'host', 'example.com'))":
        "\"https://example.com/\"",
      "buildUri(parseUri('https://example.com/foo/bar?a=1&b=2'))":
        "\"https://example.com/foo/bar?a=1&b=2\"",
    ])
    try expectErrors([
      "parseUri(1)": "takes a text", "parseUri('x')": "no absolute URI",
      "buildUri(createObject('host', 'a'))": "needs 'scheme' and 'host'",
    ])
  }

  @Test("guid: a UUID of version 5 in the namespace of templates, as others work it out")
  func guid() throws {
    // arm2tf's provider for Terraform expects the first one, Python's uuid5 gives all.
    try expectValues([
      "guid('test')": "\"d6a5baf1-8b9b-542a-8525-2982f1f98a0c\"",
      "guid('test', 'test2', 'test3')": "\"43ca56fb-e844-5667-aabf-b316c27c09cc\"",
      "guid('a', 'b', 'c')": "\"a98fa280-e03f-5afa-8d8e-92d0a9c201e8\"",
      "guid('abc')": "\"a9b46cc2-65a6-5559-9f14-7091827ab32f\"",
      "guid(parameters('open'))": "?{guid(open)}",
      "equals(guid(parameters('open')), guid(parameters('open')))": "true",
    ])
    try expectErrors(["guid()": "takes at least 1 argument", "guid(1)": "takes a text"])
  }

  @Test("uniqueString: the values that Azure and its library gave")
  func uniqueString() throws {
    // Values of Azure.Deployments.Expression, Microsoft's library, as public tests hold them.
    try expectValues([
      "uniqueString('test')": "\"rbgf3xv4ufgzg\"", "uniqueString('t')": "\"fsnwonksnm7cy\"",
      "uniqueString('te')": "\"o57ehhbytctgs\"", "uniqueString('tes')": "\"ebse57jls4qbc\"",
      "uniqueString('t', 'e')": "\"d5ykh7yoidm2a\"", "uniqueString('tyeth')": "\"zcztcwvu6iyg6\"",
      "uniqueString('hello', 'world')": "\"a7wkljktk6wne\"",
      "uniqueString('test', 'test2', 'test3')": "\"bqgd334z2uj64\"",
      "uniqueString('/subscriptions/3c7f956b-55ee-4686-9d30-da1eb631dc59/resourceGroups/rg-devopsshieldek010dev')":
        "\"fd63l2gacbtca\"",
    ])
  }

  @Test("uniqueString: of an open group it is open, of a given one the group's own")
  func uniqueGroup() throws {
    try expectValues([
      "uniqueString(resourceGroup().id)": "?{uniqueString(resourceGroup().id)}",
      // The id is written without its scope, and the hash needs it.
      "uniqueString(resourceId('A.B/c', 'd'))": "?{uniqueString('.providers.A.B.c.d')}",
    ])
    try expectValues(["uniqueString(resourceGroup().id)": "\"fd63l2gacbtca\""]) {
      $0.subscription = "3c7f956b-55ee-4686-9d30-da1eb631dc59"
      $0.resourceGroup = "rg-devopsshieldek010dev"
    }
  }

  @Test("newGuid: another one with each deployment")
  func newGuid() throws {
    let evaluated = try EvaluatedExpressions(["[newGuid()]"])
    #expect(evaluated.values.first?.unknown?.because.contains("each deployment") == true)
  }
}
