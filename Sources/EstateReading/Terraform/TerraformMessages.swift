internal import EstateModel

extension Diagnostic.Message {
  private static let print = "'terraform plan -out=p && terraform show -json p > plan.json'"

  static func terraformShape(_ key: String, wants: String) -> Self {
    Self("'\(key)' of a Terraform plan or state takes \(wants); print it anew with \(print)")
  }

  static func terraformStateVersion(_ version: Int) -> Self {
    Self(
      "this Terraform state is of version \(version), and only version 4 is read; "
        + "'terraform show -json > state.json' prints what is read, too")
  }

  static var terraformWithoutValues: Self {
    Self(
      "this plan has changes and no 'planned_values', which tell what will be; print it with \(print)"
    )
  }

  static var terraformSource: Self {
    Self("Terraform's sources are not read; give a plan, printed with \(print)")
  }

  static var terraformBinary: Self {
    Self("this is no text, maybe a saved plan of Terraform's; print it with 'terraform show -json'")
  }

  static var terraformLog: Self {
    Self("this is the log of 'terraform plan -json'; give the plan, printed with \(print)")
  }
}
