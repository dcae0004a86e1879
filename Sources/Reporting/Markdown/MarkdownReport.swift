package import Answers
internal import EstateModel
internal import Reachability

/// Answers for wikis and pull requests. It has no headings, so that it fits under any.
package enum MarkdownReport {
  package static func text(_ answers: QueryAnswers) -> String {
    var parts = answers.answers.map(text)
    if answers.answers.count > 1 { parts.append("\(Wording.totals(answers)).\n") }
    return parts.joined(separator: "\n")
  }

  private static func text(_ answer: QueryAnswer) -> String {
    var blocks = [
      "**\(answer.verdict.rawValue)**: \(Wording.sentence(answer, quote: Markdown.code)).\n"
    ]
    if answer.verdict == .partial || answer.verdict == .unknown {
      let lines =
        answer.allowed.map { "gets through: \(Markdown.code($0))" }
        + answer.undecided.map { "undecided: \(Markdown.code($0))" }
      if !lines.isEmpty { blocks.append(items(lines)) }
    }
    for path in answer.paths {
      blocks.append(
        "Path: " + Wording.nodes(path).map(Markdown.code).joined(separator: " → ") + "\n")
      let rules = path.compactMap(rule)
      if !rules.isEmpty {
        blocks.append(Markdown.table(["decision", "node", "rule", "place"], rules))
      }
    }
    if !answer.blockers.isEmpty {
      blocks.append(
        "Blocked by:\n\n"
          + items(
            answer.blockers.map {
              "\(Markdown.code($0.node)): \(Markdown.words($0.why)) (\(place($0)))"
            }))
    }
    for (index, fix) in answer.fixes.enumerated() {
      blocks.append((index == 0 ? "What would open it (tried):" : "Or:") + "\n\n" + text(fix))
    }
    blocks += remarks("What would decide it", answer.unknowns)
    blocks += remarks("Assumed", answer.assumptions)
    blocks += remarks("Mind", answer.warnings)
    return blocks.joined(separator: "\n")
  }

  private static func rule(_ hop: QueryAnswer.PathHop) -> [String]? {
    guard let evidence = hop.evidence else { return nil }
    return [
      hop.outcome?.rawValue ?? "", Markdown.code(hop.node), Markdown.code(evidence.rule),
      place(evidence),
    ]
  }

  private static func place(_ evidence: Evidence) -> String {
    if let source = evidence.source { return Markdown.code(source.description) }
    return evidence.article.map { "[Azure's default](\($0))" } ?? "Azure's default"
  }

  private static func text(_ fix: QueryAnswer.Fix) -> String {
    var text = items(
      fix.changes.map { step in
        Markdown.words(step.change)
          + (step.source.map { " (\(Markdown.code($0.description)))" } ?? "")
      })
    if !fix.isComparisonComplete {
      text += "\nWhat else it opens was not compared: the estate is too large for that.\n"
    } else if fix.alsoOpens.isEmpty {
      text += "\nIt opens nothing else.\n"
    } else {
      text += "\nIt also opens:\n\n" + items(fix.alsoOpens.map(Markdown.code))
    }
    return text
  }

  private static func remarks(_ title: String, _ remarks: [Remark]) -> [String] {
    if remarks.isEmpty { return [] }
    let lines = remarks.map { remark in
      let place = remark.source.map { " (\(Markdown.code($0.description)))" } ?? ""
      let subject = [remark.node, remark.property].filter { !$0.isEmpty }
        .joined(separator: " ")
      return "\(Markdown.code(subject)): \(Markdown.words(remark.because))\(place)"
    }
    return ["\(title):\n\n\(items(lines))"]
  }

  static func items(_ lines: [String]) -> String {
    lines.map { "- \($0)\n" }.joined()
  }
}
