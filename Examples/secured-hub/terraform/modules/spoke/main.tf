variable "name" { type = string }
variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "hub_id" { type = string }
variable "hub_name" { type = string }
variable "firewall_address" { type = string }
variable "zone_names" { type = map(string) }
variable "admin_username" { type = string }

variable "admin_password" {
  type      = string
  sensitive = true
}

variable "spoke" {
  type = object({
    address_prefix  = string
    subnet          = string
    subnet_prefix   = string
    machine         = string
    machine_address = string
    machine_size    = string
    allowed         = list(object({ name = string, from = string, port = string }))
    zones           = set(string)
  })
}

resource "azurerm_network_security_group" "spoke" {
  name                = "nsg-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
}

resource "azurerm_network_security_rule" "allowed" {
  for_each                    = { for index, rule in var.spoke.allowed : rule.name => merge(rule, { priority = 100 + 10 * index }) }
  name                        = each.key
  resource_group_name         = var.resource_group_name
  network_security_group_name = azurerm_network_security_group.spoke.name
  priority                    = each.value.priority
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = each.value.from
  source_port_range           = "*"
  destination_address_prefix  = var.spoke.subnet_prefix
  destination_port_range      = each.value.port
}

resource "azurerm_network_security_rule" "deny_all" {
  name                        = "DenyAll"
  resource_group_name         = var.resource_group_name
  network_security_group_name = azurerm_network_security_group.spoke.name
  priority                    = 4000
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_route_table" "spoke" {
  name                          = "rt-${var.name}"
  resource_group_name           = var.resource_group_name
  location                      = var.location
  bgp_route_propagation_enabled = false

  route {
    name                   = "everything"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = var.firewall_address
  }
}

resource "azurerm_virtual_network" "spoke" {
  name                = "spoke-${var.name}"
  resource_group_name = var.resource_group_name
  location            = var.location
  address_space       = [var.spoke.address_prefix]
}

resource "azurerm_subnet" "spoke" {
  name                            = var.spoke.subnet
  resource_group_name             = var.resource_group_name
  virtual_network_name            = azurerm_virtual_network.spoke.name
  address_prefixes                = [var.spoke.subnet_prefix]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet_network_security_group_association" "spoke" {
  subnet_id                 = azurerm_subnet.spoke.id
  network_security_group_id = azurerm_network_security_group.spoke.id
}

resource "azurerm_subnet_route_table_association" "spoke" {
  subnet_id      = azurerm_subnet.spoke.id
  route_table_id = azurerm_route_table.spoke.id
}

resource "azurerm_virtual_network_peering" "to_hub" {
  name                      = "to-hub"
  resource_group_name       = var.resource_group_name
  virtual_network_name      = azurerm_virtual_network.spoke.name
  remote_virtual_network_id = var.hub_id
  allow_forwarded_traffic   = true
}

resource "azurerm_virtual_network_peering" "from_hub" {
  name                      = "to-spoke-${var.name}"
  resource_group_name       = var.resource_group_name
  virtual_network_name      = var.hub_name
  remote_virtual_network_id = azurerm_virtual_network.spoke.id
}

resource "azurerm_private_dns_zone_virtual_network_link" "spoke" {
  for_each              = var.spoke.zones
  name                  = "spoke-${var.name}"
  resource_group_name   = var.resource_group_name
  private_dns_zone_name = var.zone_names[each.key]
  virtual_network_id    = azurerm_virtual_network.spoke.id
}

resource "azurerm_network_interface" "machine" {
  name                = "${var.spoke.machine}-nic"
  resource_group_name = var.resource_group_name
  location            = var.location

  ip_configuration {
    name                          = "private"
    primary                       = true
    subnet_id                     = azurerm_subnet.spoke.id
    private_ip_address_allocation = "Static"
    private_ip_address            = var.spoke.machine_address
  }
}

resource "azurerm_linux_virtual_machine" "machine" {
  name                            = var.spoke.machine
  resource_group_name             = var.resource_group_name
  location                        = var.location
  size                            = var.spoke.machine_size
  admin_username                  = var.admin_username
  admin_password                  = var.admin_password
  disable_password_authentication = false
  network_interface_ids           = [azurerm_network_interface.machine.id]

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}

output "network_id" {
  value = azurerm_virtual_network.spoke.id
}
