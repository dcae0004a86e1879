terraform {
  required_version = ">= 1.9"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.42"
    }
  }
}

provider "azurerm" {
  features {}
  subscription_id = var.subscription_id
}

resource "azurerm_resource_group" "hub" {
  name     = "rg-hub"
  location = var.location
}

module "hub" {
  source              = "./modules/hub"
  resource_group_name = azurerm_resource_group.hub.name
  location            = azurerm_resource_group.hub.location
  office_addresses    = var.office_addresses
}

module "services" {
  source              = "./modules/services"
  resource_group_name = azurerm_resource_group.hub.name
  location            = azurerm_resource_group.hub.location
  suffix              = var.suffix
  tenant_id           = var.tenant_id
  hub_id              = module.hub.network_id
  endpoint_subnet_id  = module.hub.endpoint_subnet_id
}

module "spoke" {
  source              = "./modules/spoke"
  for_each            = var.spokes
  name                = each.key
  spoke               = each.value
  resource_group_name = azurerm_resource_group.hub.name
  location            = azurerm_resource_group.hub.location
  hub_id              = module.hub.network_id
  hub_name            = module.hub.network_name
  firewall_address    = module.hub.private_address
  zone_names          = module.services.zone_names
  admin_username      = var.admin_username
  admin_password      = var.admin_password
}
