// The machines, each with its interface, and the application security groups that they are in.
extension EstatePlan {
  func interfaceID(_ machine: Int, in network: NetworkPlan) -> String {
    network.id(of: "Microsoft.Network/networkInterfaces", Names.interface(machine))
  }

  func writeMachines(of network: NetworkPlan, to json: inout JSONWriter) {
    for workload in NetworkPlan.workloads {
      var stream = stream("application security group", network.number)
      json.resource(
        "Microsoft.Network/applicationSecurityGroups",
        "asg-\(workload)-\(padded(network.number, 3))",
        in: network, &stream
      ) { json, stream in json.string("resourceGuid", stream.identifier()) }
    }
    if network.isHub, options.machines > 0 {
      writeMachine(
        Host(
          number: 0, name: Names.appliance, network: network,
          subnet: network.subnets[Self.applianceSubnet], address: applianceAddress,
          securityGroup: nil, workload: nil),
        to: &json)
    }
    for (place, subnet) in network.subnets.enumerated() {
      for machine in subnet.machines {
        writeMachine(
          Host(
            number: machine, name: Names.machine(machine), network: network, subnet: subnet,
            address: subnet.address(ofMachine: machine),
            securityGroup: network.securityGroup(ofMachine: machine),
            workload: NetworkPlan.workloads[place % NetworkPlan.workloads.count]),
          to: &json)
      }
    }
  }

  private struct Host {
    let number: Int
    let name: String
    let network: NetworkPlan
    let subnet: SubnetPlan
    let address: String
    let securityGroup: Int?
    let workload: String?

    var isAppliance: Bool { workload == nil }
    var interface: String { "nic-\(name)" }
  }

  private func writeMachine(_ host: Host, to json: inout JSONWriter) {
    writeInterface(of: host, to: &json)
    var stream = stream("machine", host.number)
    let network = host.network
    json.resource(
      "Microsoft.Compute/virtualMachines", host.name, in: network, &stream,
      beside: { $0.strings("zones", ["\(host.number % 3 + 1)"]) }
    ) { json, stream in
      json.object("hardwareProfile") { json in
        json.string(
          "vmSize", stream.element(of: ["Standard_D4s_v5", "Standard_E8s_v5", "Standard_B2ms"]))
      }
      json.string("vmId", stream.identifier())
      json.object("storageProfile") { writeDisks(of: host, to: &$0) }
      json.object("osProfile") { writeSystem(of: host, to: &$0, &stream) }
      json.object("securityProfile") { json in
        json.object("uefiSettings") { json in
          json.flag("secureBootEnabled", true)
          json.flag("vTpmEnabled", true)
        }
        json.string("securityType", "TrustedLaunch")
      }
      json.object("networkProfile") { json in
        json.array("networkInterfaces") { json in
          json.object { json in
            json.string(
              "id", network.id(of: "Microsoft.Network/networkInterfaces", host.interface))
            json.object("properties") { json in
              json.flag("primary", true)
              json.string("deleteOption", "Detach")
            }
          }
        }
      }
      json.object("diagnosticsProfile") { json in
        json.object("bootDiagnostics") { $0.flag("enabled", true) }
      }
      json.string(
        "timeCreated",
        "2025-\(padded(stream.number(in: 1...12), 2))-\(padded(stream.number(in: 1...28), 2))"
          + "T09:\(padded(stream.below(60), 2)):00.0000000+00:00")
    }
  }

  private func writeDisks(of host: Host, to json: inout JSONWriter) {
    json.object("imageReference") { json in
      json.string("publisher", "Canonical")
      json.string("offer", "ubuntu-24_04-lts")
      json.string("sku", "server")
      json.string("version", "latest")
      json.string("exactVersion", "24.04.202509180")
    }
    json.object("osDisk") { json in
      json.string("osType", "Linux")
      json.string("name", "osdisk-\(host.name)")
      json.string("createOption", "FromImage")
      json.string("caching", "ReadWrite")
      json.object("managedDisk") { json in
        json.string("storageAccountType", "Premium_LRS")
        json.string("id", host.network.id(of: "Microsoft.Compute/disks", "osdisk-\(host.name)"))
      }
      json.string("deleteOption", "Delete")
      json.number("diskSizeGB", 64)
    }
    json.array("dataDisks") { _ in }
    json.string("diskControllerType", "SCSI")
  }

  private func writeSystem(of host: Host, to json: inout JSONWriter, _ stream: inout SplitMix64) {
    json.string("computerName", host.name)
    json.string("adminUsername", "azureuser")
    json.object("linuxConfiguration") { json in
      json.flag("disablePasswordAuthentication", true)
      json.object("ssh") { json in
        json.array("publicKeys") { json in
          json.object { json in
            json.string("path", "/home/azureuser/.ssh/authorized_keys")
            json.string(
              "keyData", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\(hexadecimal(stream.next(), 16))")
          }
        }
      }
      json.flag("provisionVMAgent", true)
      json.object("patchSettings") { json in
        json.string("patchMode", "ImageDefault")
        json.string("assessmentMode", "ImageDefault")
      }
    }
    json.array("secrets") { _ in }
    json.flag("allowExtensionOperations", true)
    json.flag("requireGuestProvisionSignal", true)
  }

  private func writeInterface(of host: Host, to json: inout JSONWriter) {
    var stream = stream("interface", host.number)
    let network = host.network
    let id = network.id(of: "Microsoft.Network/networkInterfaces", host.interface)
    json.resource(
      "Microsoft.Network/networkInterfaces", host.interface, in: network, &stream
    ) { json, stream in
      json.string("resourceGuid", stream.identifier())
      json.array("ipConfigurations") { json in
        json.part(
          "Microsoft.Network/networkInterfaces/ipConfigurations", "ipconfig1",
          id: "\(id)/ipConfigurations/ipconfig1", &stream
        ) { json, _ in
          json.string("privateIPAddress", host.address)
          json.string("privateIPAllocationMethod", "Static")
          json.reference("subnet", to: host.subnet.id)
          json.flag("primary", true)
          json.string("privateIPAddressVersion", "IPv4")
          if options.hasAllMechanisms, let pool = poolID(of: host.subnet, in: network) {
            json.array("loadBalancerBackendAddressPools") { $0.reference(to: pool) }
          }
          if let workload = host.workload {
            json.array("applicationSecurityGroups") {
              $0.reference(to: network.applicationSecurityGroupID(workload))
            }
          }
        }
      }
      json.object("dnsSettings") { json in
        json.strings("dnsServers", [])
        json.strings("appliedDnsServers", [])
        json.string(
          "internalDomainNameSuffix",
          "p\(hexadecimal(stream.next(), 15)).ax.internal.cloudapp.net")
      }
      json.string("macAddress", "00-0D-3A-\(hexadecimal(stream.next(), 2))-7F-10")
      json.flag("vnetEncryptionSupported", false)
      json.flag("enableAcceleratedNetworking", true)
      json.flag("enableIPForwarding", host.isAppliance)
      json.flag("disableTcpStateTracking", false)
      if let group = host.securityGroup {
        json.reference(
          "networkSecurityGroup",
          to: network.id(of: "Microsoft.Network/networkSecurityGroups", Names.securityGroup(group)))
      }
      json.flag("primary", true)
      json.reference(
        "virtualMachine", to: network.id(of: "Microsoft.Compute/virtualMachines", host.name))
      json.array("hostedWorkloads") { _ in }
      json.array("tapConfigurations") { _ in }
      json.string("nicType", "Standard")
      json.flag("allowPort25Out", false)
      json.string("auxiliaryMode", "None")
      json.string("auxiliarySku", "None")
    }
  }
}
