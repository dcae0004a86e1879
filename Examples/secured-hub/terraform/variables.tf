variable "subscription_id" {
  type    = string
  default = "00000000-0000-0000-0000-000000000000"
}

variable "tenant_id" {
  type    = string
  default = "00000000-0000-0000-0000-000000000001"
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "suffix" {
  type    = string
  default = "contosoml"
}

variable "admin_username" {
  type    = string
  default = "azureuser"
}

variable "admin_password" {
  type      = string
  sensitive = true
}

variable "office_addresses" {
  type    = string
  default = "198.51.100.0/28"
}

variable "spokes" {
  type = map(object({
    address_prefix  = string
    subnet          = string
    subnet_prefix   = string
    machine         = string
    machine_address = string
    machine_size    = string
    allowed         = list(object({ name = string, from = string, port = string }))
    zones           = set(string)
  }))
  default = {
    ml = {
      address_prefix  = "10.1.0.0/16"
      subnet          = "training"
      subnet_prefix   = "10.1.1.0/24"
      machine         = "trainer"
      machine_address = "10.1.1.4"
      machine_size    = "Standard_NC4as_T4_v3"
      allowed         = []
      zones           = ["api", "notebooks", "blob", "file", "vault"]
    }
    web = {
      address_prefix  = "10.2.0.0/16"
      subnet          = "app"
      subnet_prefix   = "10.2.1.0/24"
      machine         = "web"
      machine_address = "10.2.1.4"
      machine_size    = "Standard_D2s_v5"
      allowed = [
        { name = "AllowHttpsFromFirewall", from = "10.0.0.0/26", port = "8443" },
        { name = "AllowSshFromFirewall", from = "10.0.0.0/26", port = "22" },
        { name = "AllowHttpsFromTraining", from = "10.1.1.0/24", port = "8443" },
      ]
      zones = ["blob", "vault"]
    }
  }
}
