internal import EstateModel
internal import Reachability

// What the values of an open parameter lead to.
extension ReachabilityQuery {
  /// Of more values than this nothing is told one by one.
  private static let mostValues = 6

  /// With more parameters than this every value of one leads to as many cases of the others.
  private static let mostParameters = 3

  /// Open values with what each of theirs leads to, where they are few parameters with few.
  func tellingOutcomes(_ remarks: [Remark], _ question: AskedQuestion) -> [Remark] {
    let parameters = remarks.map { remark in
      cases?.parameters.first { remark.because.hasPrefix("parameter '\($0.name)' has no value") }
    }
    var told: [String: String] = [:]
    let names = Set(parameters.compactMap { $0?.name })
    guard names.count <= Self.mostParameters else { return remarks }
    for case let parameter? in parameters where told[parameter.name] == nil {
      told[parameter.name] = outcomes(of: parameter, question)
    }
    return zip(remarks, parameters).map { remark, parameter in
      guard let text = parameter.flatMap({ told[$0.name] }) else { return remark }
      return Remark(
        node: remark.node, property: remark.property, because: "\(remark.because): \(text)",
        source: remark.source)
    }
  }

  /// What hangs on the parameters by which a question was told.
  func outcomes(_ question: AskedQuestion, _ choices: [EstateCases.Choice]) -> [Remark] {
    choices.compactMap { choice in
      outcomes(of: choice.parameter, question).map {
        Remark(
          node: "parameter", property: choice.parameter.name,
          because: "parameter '\(choice.parameter.name)' has no value: \($0)",
          source: choice.parameter.source)
      }
    }
  }

  /// `reachable with true, unreachable with false`; `nil` where all lead to the same.
  private func outcomes(of parameter: OpenParameter, _ question: AskedQuestion) -> String? {
    guard let cases, parameter.choices.count <= Self.mostValues else { return nil }
    var told: [(outcome: String, values: [String])] = []
    for value in parameter.choices {
      let query = cases.query(EstateCases.Choice(parameter, value))
      let outcome = query.outcomeText(question, from: self)
      if let index = told.firstIndex(where: { $0.outcome == outcome }) {
        told[index].values.append(value)
      } else {
        told.append((outcome, [value]))
      }
    }
    guard told.count > 1 else { return nil }
    return told.map { "\($0.outcome) with \($0.values.joined(separator: " or "))" }
      .joined(separator: ", ")
  }

  /// What is closed with some values of a parameter on which the findings hang.
  func closedCases(
    of question: AskedQuestion, _ findings: [Finding]
  ) -> [(query: ReachabilityQuery, finding: Finding)] {
    guard let cases else { return [] }
    let named = openParameters(findings)
    let parameter = cases.parameters.first {
      named.contains($0.key) && $0.choices.count <= Self.mostValues
    }
    guard let parameter else { return [] }
    return parameter.choices.compactMap { value in
      let query = cases.query(EstateCases.Choice(parameter, value))
      guard case .asked(let again) = query.asked(again: question, from: self) else { return nil }
      return query.findings(again).first { $0.verdict == .unreachable || $0.verdict == .partial }
        .map { (query, $0) }
    }
  }

  private func outcomeText(_ question: AskedQuestion, from base: ReachabilityQuery) -> String {
    let again: AskedQuestion
    switch asked(again: question, from: base) {
    case .asked(let question): again = question
    case .absent: return Verdict.unreachable.rawValue
    case .open: return "not decided"
    }
    if again.source.senders.isEmpty || again.target.goal.destinations.isEmpty {
      return Verdict.unreachable.rawValue
    }
    let outcome = outcome(again)
    switch outcome.verdict {
    case .unknown: return "not decided"
    case .partial where outcome.allowed.count <= 4 && !outcome.allowed.isEmpty:
      return "\(outcome.allowed.joined(separator: ", ")) gets through"
    default: return outcome.verdict.rawValue
    }
  }
}
