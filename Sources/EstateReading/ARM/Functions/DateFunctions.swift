internal import EstateModel

extension TemplateFunctions {
  /// [Date functions for ARM templates](https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-date)
  static let dates = [
    PureFunction("dateTimeAdd", 2...3, dateTimeAdd),
    PureFunction("dateTimeFromEpoch", 1) { call throws(FunctionFailure) in
      let seconds = try call.integer(0)
      guard let date = TemplateDate(secondsSince1970: seconds) else {
        throw call.refuse("the year is 1 to 9999")
      }
      return try call.string(try date.text(format: TemplateDate.standardFormat))
    },
    PureFunction("dateTimeToEpoch", 1) { call throws(FunctionFailure) in
      call.number(try call.date(0).secondsSince1970)
    },
    PureFunction("utcNow", 0...1) { call throws(FunctionFailure) in
      throw .undocumented("utcNow() is the time of the deployment")
    },
  ]

  /// A year counts 365 days and a month 30.
  private static func dateTimeAdd(
    _ call: FunctionCall
  ) throws(FunctionFailure) -> ConfigurationValue {
    let (date, text) = (try call.date(0), try call.text(1))
    guard let duration = TemplateDuration(text) else {
      throw call.refuse("'\(text.prefix(50))' is no duration such as 'P3D' or '-PT1H30M'")
    }
    guard let sum = date.adding(ticks: duration.ticks) else {
      throw call.refuse("the year is 1 to 9999")
    }
    let format = call.has(2) ? try call.text(2) : TemplateDate.standardFormat
    return try call.string(try sum.text(format: format))
  }
}

extension FunctionCall {
  fileprivate func date(_ index: Int) throws(FunctionFailure) -> TemplateDate {
    let text = try text(index)
    guard let date = TemplateDate(text) else {
      throw .undocumented("the date '\(text.prefix(50))' is not in the form of ISO 8601")
    }
    return date
  }
}

/// A duration of ISO 8601, `-P1Y2M3DT4H5M6.7S`, in units of 100 nanoseconds.
struct TemplateDuration {
  private(set) var ticks = 0

  init?(_ text: String) {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest.removeFirst() }
    guard rest.popFirst() == "P" else { return nil }
    let halves = rest.split(separator: "T", omittingEmptySubsequences: false)
    // Something stands behind the 'P', and behind the 'T' where there is one.
    guard halves.count <= 2, halves.last?.isEmpty == false,
      let days = Self.sum(halves[0], ["Y": 365, "M": 30, "D": 1]),
      let seconds = Self.sum(halves.count == 2 ? halves[1] : "", ["H": 3600, "M": 60, "S": 1])
    else { return nil }
    let (dayTicks, isLarge) = days.multipliedReportingOverflow(by: 86_400)
    let (sum, isLarger) = dayTicks.addingReportingOverflow(seconds)
    guard !isLarge, !isLarger else { return nil }
    ticks = isNegative ? -sum : sum
  }

  /// In seconds, or in days: more than there are years.
  private static let longest = 200_000_000_000

  /// Numbers with their units, each once and in this order, in ticks.
  private static func sum(
    _ text: Substring, _ units: KeyValuePairs<Character, Int>
  ) -> Int? {
    var rest = text
    var sum = 0
    for (unit, size) in units {
      guard let end = rest.firstIndex(of: unit) else { continue }
      let parts = rest[..<end].split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 1 || parts.count == 2 && unit == "S",
        parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }),
        let whole = Int(parts[0]), whole <= longest / size
      else { return nil }
      sum += whole * size * 10_000_000
      if parts.count == 2 {
        let digits = parts[1].prefix(7)
        sum += (Int(digits) ?? 0) * (0..<(7 - digits.count)).reduce(1) { ten, _ in ten * 10 }
      }
      rest = rest[rest.index(after: end)...]
    }
    return rest.isEmpty ? sum : nil
  }
}
