import EstateModel
import Testing
import TrafficSets

@testable import EstateReading

/// What of Terraform's resources decides how their hosts leave.
struct TerraformOutboundTests {
  private static let group = "/subscriptions/s/resourceGroups/g/providers"

  @Test("machines name their availability set, prefixes their range")
  func setsAndPrefixes() throws {
    let read = try TerraformRead(
      TerraformText.state([
        TerraformText.Part(
          "azurerm_linux_virtual_machine", "m",
          """
          "name": "m", "resource_group_name": "g", "network_interface_ids": [],
          "availability_set_id": "\(Self.group)/Microsoft.Compute/availabilitySets/set"
          """),
        TerraformText.Part(
          "azurerm_public_ip_prefix", "p",
          "\"name\": \"p\", \"resource_group_name\": \"g\", \"ip_prefix\": \"20.6.6.0/30\""),
      ]))
    let machine = try #require(read.estate.machines.all.first)
    #expect(machine.availabilitySet.value?.id.name == "set")
    let prefix = try #require(read.estate.publicPrefixes.all.first)
    #expect(prefix.range.value == AddressPrefix("20.6.6.0/30"))
  }

  @Test("an app routes all of its traffic by its configuration or by an app setting")
  func appSettings() throws {
    let read = try TerraformRead(
      TerraformText.state(
        [
          ("one", "false", "\"WEBSITE_VNET_ROUTE_ALL\": \"1\""), ("two", "true", ""),
          ("three", "false", "\"OTHER\": \"1\""),
        ].map { name, routes, settings in
          TerraformText.Part(
            "azurerm_linux_web_app", name,
            """
            "name": "\(name)", "resource_group_name": "g", "app_settings": {\(settings)},
            "site_config": [{"vnet_route_all_enabled": \(routes)}]
            """)
        }))
    #expect(
      read.estate.services.all.map { $0.switches[.routesEverything]?.value } == [
        true, true, false,
      ])
  }
}
