internal import Answers
internal import TrafficSets

extension LoadedEstate {
  /// Asks whether `from` can reach `to`.
  ///
  /// - Parameters:
  ///   - from: A selector such as `internet`, `client/office` or `subnet/hub/*`.
  ///   - to: A selector.
  ///   - traffic: Terms such as `tcp/443`. Without any, a service is asked on its documented ports,
  ///     anything else on all of TCP, UDP and ICMP.
  ///   - via: Only ways that pass this node count.
  ///   - avoid: Only ways that do not pass this node count.
  ///   - wantsFixes: Whether changes that would open a blocked way are looked for and tried.
  /// - Throws: ``QuestionFailure`` where a selector names nothing, or a term no traffic.
  public func ask(
    from: String, to: String, on traffic: [String] = [], via: String? = nil, avoid: String? = nil,
    wantsFixes: Bool = true
  ) throws(QuestionFailure) -> Answer {
    let question = QueryQuestion(
      from: from, to: to, traffic: try Self.terms(traffic), via: via, avoid: avoid,
      wantsFixes: wantsFixes)
    do {
      return Answer(try query.answer(question))
    } catch {
      throw QuestionFailure(error.message, nearMatches: error.nearMatches)
    }
  }

  static func terms(_ traffic: [String]) throws(QuestionFailure) -> [TrafficTerm] {
    var terms: [TrafficTerm] = []
    for text in traffic {
      do { terms.append(try TrafficTerm(text)) } catch {
        throw QuestionFailure(error.description)
      }
    }
    return terms
  }
}
