/// An estate for each value of the parameters that its templates leave open.
///
/// Two uses of one parameter are one value, in whatever resources and expressions they stand: a case
/// is what the inputs say where the parameter has that value everywhere.
package struct EstateCases: Sendable {
  /// What one of the cases is about.
  package struct Choice: Hashable, Sendable {
    package let parameter: OpenParameter
    package let value: String

    package init(_ parameter: OpenParameter, _ value: String) {
      self.parameter = parameter
      self.value = value
    }
  }

  /// The parameters with few values that are still open, in the order of their use.
  package let parameters: [OpenParameter]
  private let make: @Sendable (Choice) -> Estate

  /// - Parameter make: The estate in which the choice is made, with its own cases: the rest.
  package init(parameters: [OpenParameter], make: @escaping @Sendable (Choice) -> Estate) {
    self.parameters = parameters
    self.make = make
  }

  package func estate(_ choice: Choice) -> Estate { make(choice) }

  /// The same cases with a change made in each of them.
  package func changing(_ change: @escaping @Sendable (Estate) -> Estate) -> EstateCases {
    EstateCases(parameters: parameters) { [make] choice in
      var estate = change(make(choice))
      estate.cases = estate.cases?.changing(change)
      return estate
    }
  }
}
