internal import EstateModel

extension Diagnostic.Message {
  static var terraformNotRead: Self {
    Self(
      "Terraform plans and states are not read yet; give the deployed resources instead "
        + "(az … list, Resource Graph)")
  }
}
