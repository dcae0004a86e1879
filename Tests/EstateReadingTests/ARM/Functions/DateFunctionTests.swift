import Testing

/// What the reference of date functions says, with the values of its examples.
@Suite struct DateFunctionTests {
  @Test("dateTimeAdd: a year counts 365 days and a month 30, as the reference's examples have it")
  func dateTimeAdd() throws {
    try expectValues([
      "dateTimeAdd('2023-01-01 00:00:00Z', 'P1Y')": "\"2024-01-01T00:00:00Z\"",
      "dateTimeAdd('2024-01-01 00:00:00Z', 'P1Y')": "\"2024-12-31T00:00:00Z\"",
      "dateTimeAdd('2023-02-01 00:00:00Z', 'P1M')": "\"2023-03-03T00:00:00Z\"",
      "dateTimeAdd('2024-02-01 00:00:00Z', 'P1M')": "\"2024-03-02T00:00:00Z\"",
      "dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')": "\"2023-04-07T14:53:14Z\"",
      "dateTimeAdd('2020-04-07 14:53:14Z', '-P9D')": "\"2020-03-29T14:53:14Z\"",
      "dateTimeAdd('20200407T145314Z', 'PT1H')": "\"2020-04-07T15:53:14Z\"",
      "dateTimeAdd('2020-04-07T14:53:14+02:00', 'PT1M0.5S', 'o')":
        "\"2020-04-07T12:54:14.5000000Z\"",
    ])
    try expectErrors([
      "dateTimeAdd('2020-04-07', 'P')": "no duration",
      "dateTimeAdd('2020-04-07', '1D')": "no duration",
      "dateTimeAdd('2020-04-07', 'PT')": "no duration",
      "dateTimeAdd('9999-12-31', 'P1Y')": "1 to 9999", "dateTimeAdd('2020-04-07')": "2 to 3",
      "dateTimeAdd('2020-04-07', 1)": "takes a text",
    ])
  }

  @Test("dateTimeAdd: formats that are the same everywhere; others are open")
  func formats() throws {
    let date = "'2019-03-05 17:53:18Z', 'PT0S'"
    try expectValues([
      "dateTimeAdd(\(date), 'd')": "\"03/05/2019\"", "dateTimeAdd(\(date), 'M d')": "\"3 5\"",
      "dateTimeAdd(\(date), 'yyyyMMddTHHmmssZ')": "\"20190305T175318Z\"",
      "dateTimeAdd(\(date), 'u')": "\"2019-03-05 17:53:18Z\"",
      "dateTimeAdd(\(date), 'R')": "\"Tue, 05 Mar 2019 17:53:18 GMT\"",
      "dateTimeAdd(\(date), 'hh:mm tt, dddd d. MMMM yy')": "\"05:53 PM, Tuesday 5. March 19\"",
      "dateTimeAdd(\(date), 'G')": "?{dateTimeAdd('2019-03-05 17:53:18Z', 'PT0S', 'G')}",
      "dateTimeAdd('5 March', 'P1D')": "?{dateTimeAdd('5 March', 'P1D')}",
      "dateTimeAdd(parameters('open'), 'P1D')": "?{dateTimeAdd(open, 'P1D')}",
    ])
  }

  @Test("dateTimeFromEpoch and dateTimeToEpoch: seconds since 1970")
  func epoch() throws {
    try expectValues([
      "dateTimeFromEpoch(1683040573)": "\"2023-05-02T15:16:13Z\"",
      "dateTimeToEpoch('2023-05-02T15:16:13Z')": "1683040573",
      "dateTimeFromEpoch(0)":
        "\"1970-01-01T00:00:00Z\"",
      "dateTimeToEpoch('0001-01-01')": "-62135596800",
      "dateTimeToEpoch('9999-12-31T23:59:59Z')": "253402300799",
      "dateTimeToEpoch(parameters('open'))": "?{dateTimeToEpoch(open)}",
    ])
    try expectErrors([
      "dateTimeFromEpoch('1')": "takes an integer", "dateTimeFromEpoch(9999999999999)": "1 to 9999",
    ])
  }

  @Test("dateTimeFromEpoch: reading what was written gives the number again")
  func roundTrip() throws {
    let numbers = (0..<200).map { $0 * 1_262_304_007 - 62_135_596_800 + $0 }
    let evaluated = try EvaluatedExpressions(
      numbers.map { "[dateTimeToEpoch(dateTimeFromEpoch(\($0)))]" })
    #expect(evaluated.estate.trouble == [])
    #expect(evaluated.values.map(\.integer) == numbers)
  }

  @Test("utcNow: the time of the deployment is open")
  func utcNow() throws {
    let evaluated = try EvaluatedExpressions(["[utcNow('d')]", "[utcNow('d')]"])
    #expect(evaluated.estate.trouble == [])
    #expect(evaluated.values.first?.unknown?.because == "utcNow() is the time of the deployment")
    #expect(evaluated.values.first?.unknown?.key == evaluated.values.last?.unknown?.key)
  }
}
