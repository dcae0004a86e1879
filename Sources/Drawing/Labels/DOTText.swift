/// The small grammar of DOT.
enum DOTText {
  /// A quoted string. Only quotes and line ends mean something to DOT itself; backslashes mean
  /// something to attributes such as `label`, none of which is written from a user's text.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n", "\r", "\0": quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// With at most two decimals and a point, in every locale.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let whole = String(abs(hundredths) / 100)
    let rest = abs(hundredths) % 100
    if rest == 0 { return sign + whole }
    if rest % 10 == 0 { return sign + whole + "." + String(rest / 10) }
    return sign + whole + "." + (rest < 10 ? "0" : "") + String(rest)
  }

  /// `[name=value, …]`, the values as they are to be written.
  static func attributes(_ pairs: [(name: String, value: String)]) -> String {
    "[" + pairs.map { $0.name + "=" + $0.value }.joined(separator: ", ") + "]"
  }
}
