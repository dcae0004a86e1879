/// A moment in UTC as .NET counts it: units of 100 nanoseconds since the year 1.
struct TemplateDate {
  private let ticks: Int

  static let standardFormat = "yyyy-MM-ddTHH:mm:ssZ"

  private static let ticksOfSecond = 10_000_000
  private static let ticksOfDay = 86_400 * ticksOfSecond
  private static let daysUntil1970 = 719_162
  /// The last day of the year 9999 is the day before.
  private static let allDays = 3_652_059

  private init?(ticks: Int) {
    guard (0..<Self.allDays * Self.ticksOfDay).contains(ticks) else { return nil }
    self.ticks = ticks
  }

  init?(secondsSince1970 seconds: Int) {
    guard seconds.magnitude < 1 << 40 else { return nil }
    self.init(ticks: (Self.daysUntil1970 * 86_400 + seconds) * Self.ticksOfSecond)
  }

  var secondsSince1970: Int { ticks / Self.ticksOfSecond - Self.daysUntil1970 * 86_400 }

  func adding(ticks other: Int) -> TemplateDate? {
    let (sum, overflow) = ticks.addingReportingOverflow(other)
    return overflow ? nil : TemplateDate(ticks: sum)
  }

  // MARK: Reading

  /// `2024-05-06T07:08:09.1234567Z`, with a space for the `T`, an offset for the `Z`, or only its
  /// beginning; and `20240506T070809Z`.
  init?(_ text: String) {
    var reader = Reader(text)
    guard let year = reader.number(4) else { return nil }
    let isLong = reader.take("-")
    guard let month = reader.number(2), !isLong || reader.take("-"), let day = reader.number(2),
      let days = Self.days(year, month, day)
    else { return nil }
    var ticks = days * Self.ticksOfDay
    if reader.take("T") || reader.take(" ") {
      guard let hour = reader.number(2), hour < 24, !isLong || reader.take(":"),
        let minute = reader.number(2), minute < 60
      else { return nil }
      var seconds = hour * 3600 + minute * 60
      if isLong ? reader.take(":") : reader.isAtDigit {
        guard let second = reader.number(2), second < 60 else { return nil }
        seconds += second
      }
      ticks += seconds * Self.ticksOfSecond
      if reader.take(".") {
        guard let fraction = reader.fraction() else { return nil }
        ticks += fraction
      }
      if !reader.take("Z"), let sign = reader.sign() {
        guard let hours = reader.number(2), hours <= 14 else { return nil }
        _ = reader.take(":")
        let minutes = reader.number(2) ?? 0
        ticks -= sign * (hours * 60 + minutes) * 60 * Self.ticksOfSecond
      }
    }
    guard reader.isAtEnd else { return nil }
    self.init(ticks: ticks)
  }

  private struct Reader {
    private var bytes: ArraySlice<UInt8>

    init(_ text: String) { bytes = ArraySlice(text.utf8) }

    var isAtEnd: Bool { bytes.isEmpty }
    var isAtDigit: Bool { bytes.first.map { (0x30...0x39).contains($0) } ?? false }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard let byte = bytes.first, UInt32(byte) == character.value else { return false }
      bytes.removeFirst()
      return true
    }

    mutating func sign() -> Int? { take("+") ? 1 : take("-") ? -1 : nil }

    mutating func number(_ count: Int) -> Int? {
      let digits = bytes.prefix(count)
      guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      bytes = bytes.dropFirst(count)
      return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// In ticks: seven digits.
    mutating func fraction() -> Int? {
      var value = 0
      var count = 0
      while isAtDigit, let byte = bytes.popFirst() {
        if count < 7 { value = value * 10 + Int(byte - 0x30) }
        count += 1
      }
      guard count > 0 else { return nil }
      for _ in min(count, 7)..<7 { value *= 10 }
      return value
    }
  }

  // MARK: The calendar

  private static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  private static func lengths(of year: Int) -> [Int] {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  }

  private static func days(before year: Int) -> Int {
    let past = year - 1
    return past * 365 + past / 4 - past / 100 + past / 400
  }

  /// Since the first day of the year 1.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    guard year >= 1, (1...12).contains(month) else { return nil }
    let lengths = lengths(of: year)
    guard (1...lengths[month - 1]).contains(day) else { return nil }
    return days(before: year) + lengths[..<(month - 1)].reduce(0, +) + day - 1
  }

  private var date: (year: Int, month: Int, day: Int) {
    let day = ticks / Self.ticksOfDay
    var year = day / 366 + 1
    while Self.days(before: year + 1) <= day { year += 1 }
    var rest = day - Self.days(before: year)
    var month = 1
    for length in Self.lengths(of: year) {
      if rest < length { break }
      rest -= length
      month += 1
    }
    return (year, month, rest + 1)
  }

  // MARK: Writing

  /// [Custom](https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings)
  /// formats, and those standard ones that are the same in every culture.
  func text(format: String) throws(FunctionFailure) -> String {
    if format.count == 1 {
      let standard = [
        "d": "MM/dd/yyyy", "s": "yyyy-MM-ddTHH:mm:ss", "u": "yyyy-MM-dd HH:mm:ss'Z'",
        "o": "yyyy-MM-ddTHH:mm:ss.fffffff'Z'", "O": "yyyy-MM-ddTHH:mm:ss.fffffff'Z'",
        "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
      ]
      guard let custom = standard[format] else {
        throw .undocumented("the date format '\(format)' hangs on Azure's culture")
      }
      return try text(format: custom)
    }
    var result = ""
    var rest = Substring(format)
    while let letter = rest.first {
      let count = rest.prefix { $0 == letter }.count
      rest = rest.dropFirst(count)
      switch letter {
      case "'", "\"":
        guard count == 1, let end = rest.firstIndex(of: letter) else {
          // Two of them hold nothing.
          if count.isMultiple(of: 2) { continue }
          throw .undocumented("the date format '\(format)' is not evaluated")
        }
        result += rest[..<end]
        rest = rest[rest.index(after: end)...]
      case "\\":
        guard count == 1, let next = rest.popFirst() else {
          throw .undocumented("the date format '\(format)' is not evaluated")
        }
        result.append(next)
      case "%": continue
      default:
        guard let text = part(letter, count) else {
          throw .undocumented("the date format '\(format)' is not evaluated")
        }
        result += text
      }
    }
    return result
  }

  private func part(_ letter: Character, _ count: Int) -> String? {
    let seconds = ticks % Self.ticksOfDay / Self.ticksOfSecond
    let hour = seconds / 3600
    switch letter {
    case "y":
      return count == 1 || count == 2
        ? Self.padded(date.year % 100, count) : Self.padded(date.year, count)
    case "M":
      return count < 3
        ? Self.padded(date.month, count) : Self.name(count, of: Self.months, date.month - 1)
    case "d":
      return count < 3
        ? Self.padded(date.day, count)
        : Self.name(count, of: Self.weekdays, ticks / Self.ticksOfDay % 7)
    case "H": return Self.padded(hour, min(count, 2))
    case "h": return Self.padded((hour + 11) % 12 + 1, min(count, 2))
    case "m": return Self.padded(seconds / 60 % 60, min(count, 2))
    case "s": return Self.padded(seconds % 60, min(count, 2))
    case "t": return count == 1 ? (hour < 12 ? "A" : "P") : (hour < 12 ? "AM" : "PM")
    case "f":
      guard count <= 7 else { return nil }
      return String(Self.padded(ticks % Self.ticksOfSecond, 7).prefix(count))
    case "K": return String(repeating: "Z", count: count)
    case "F", "g", "z": return nil
    default: return String(repeating: letter, count: count)
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  /// The year 1 began on a Monday.
  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  private static func name(_ count: Int, of names: [String], _ index: Int) -> String {
    count == 3 ? String(names[index].prefix(3)) : names[index]
  }

  private static func padded(_ number: Int, _ count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
