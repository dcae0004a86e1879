variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "office_addresses" { type = string }

resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  resource_group_name = var.resource_group_name
  location            = var.location
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/26"]
}

resource "azurerm_subnet" "endpoints" {
  name                              = "endpoints"
  resource_group_name               = var.resource_group_name
  virtual_network_name              = azurerm_virtual_network.hub.name
  address_prefixes                  = ["10.0.1.0/24"]
  private_endpoint_network_policies = "Disabled"
  default_outbound_access_enabled   = false
}

resource "azurerm_public_ip" "firewall" {
  name                = "fw-hub-ip"
  resource_group_name = var.resource_group_name
  location            = var.location
  allocation_method   = "Static"
  sku                 = "Standard"
  zones               = ["1", "2", "3"]
}

resource "azurerm_firewall_policy" "hub" {
  name                     = "fw-hub-policy"
  resource_group_name      = var.resource_group_name
  location                 = var.location
  sku                      = "Standard"
  threat_intelligence_mode = "Alert"
}

resource "azurerm_firewall_policy_rule_collection_group" "inbound" {
  name               = "inbound"
  firewall_policy_id = azurerm_firewall_policy.hub.id
  priority           = 100

  nat_rule_collection {
    name     = "web"
    priority = 100
    action   = "Dnat"

    rule {
      name                = "https-to-web"
      protocols           = ["TCP"]
      source_addresses    = ["*"]
      destination_address = azurerm_public_ip.firewall.ip_address
      destination_ports   = ["443"]
      translated_address  = "10.2.1.4"
      translated_port     = 8443
    }

    rule {
      name                = "ssh-from-office-to-web"
      protocols           = ["TCP"]
      source_addresses    = [var.office_addresses]
      destination_address = azurerm_public_ip.firewall.ip_address
      destination_ports   = ["2222"]
      translated_address  = "10.2.1.4"
      translated_port     = 22
    }
  }
}

resource "azurerm_firewall_policy_rule_collection_group" "network" {
  name               = "network"
  firewall_policy_id = azurerm_firewall_policy.hub.id
  priority           = 200

  network_rule_collection {
    name     = "between-spokes"
    priority = 200
    action   = "Allow"

    rule {
      name                  = "training-to-web"
      protocols             = ["TCP"]
      source_addresses      = ["10.1.1.0/24"]
      destination_addresses = ["10.2.1.0/24"]
      destination_ports     = ["8443"]
    }
  }

  network_rule_collection {
    name     = "to-azure"
    priority = 210
    action   = "Allow"

    rule {
      name                  = "training-to-entra"
      protocols             = ["TCP"]
      source_addresses      = ["10.1.1.0/24"]
      destination_addresses = ["AzureActiveDirectory"]
      destination_ports     = ["443"]
    }

    rule {
      name                  = "training-to-resource-manager"
      protocols             = ["TCP"]
      source_addresses      = ["10.1.1.0/24"]
      destination_addresses = ["AzureResourceManager"]
      destination_ports     = ["443"]
    }
  }
}

resource "azurerm_firewall_policy_rule_collection_group" "application" {
  name               = "application"
  firewall_policy_id = azurerm_firewall_policy.hub.id
  priority           = 300

  application_rule_collection {
    name     = "to-the-internet"
    priority = 300
    action   = "Allow"

    rule {
      name              = "microsoft-images"
      source_addresses  = ["10.1.1.0/24"]
      destination_fqdns = ["mcr.microsoft.com", "*.data.mcr.microsoft.com"]
      protocols {
        type = "Https"
        port = 443
      }
    }

    rule {
      name              = "python-packages"
      source_addresses  = ["10.1.1.0/24"]
      destination_fqdns = ["pypi.org", "*.pythonhosted.org"]
      protocols {
        type = "Https"
        port = 443
      }
    }

    rule {
      name              = "ubuntu-packages"
      source_addresses  = ["10.1.0.0/16", "10.2.0.0/16"]
      destination_fqdns = ["*.ubuntu.com"]
      protocols {
        type = "Http"
        port = 80
      }
      protocols {
        type = "Https"
        port = 443
      }
    }
  }
}

resource "azurerm_firewall" "hub" {
  name                = "fw-hub"
  resource_group_name = var.resource_group_name
  location            = var.location
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.hub.id
  zones               = ["1", "2", "3"]

  ip_configuration {
    name                 = "public"
    subnet_id            = azurerm_subnet.firewall.id
    public_ip_address_id = azurerm_public_ip.firewall.id
  }
}

output "network_id" {
  value = azurerm_virtual_network.hub.id
}

output "network_name" {
  value = azurerm_virtual_network.hub.name
}

output "endpoint_subnet_id" {
  value = azurerm_subnet.endpoints.id
}

output "private_address" {
  value = azurerm_firewall.hub.ip_configuration[0].private_ip_address
}
