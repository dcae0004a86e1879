package import Drawing

/// Scenes like those that views make, written by hand.
package enum HandMadeScenes {
  package static let all: [(name: String, scene: Scene)] = [
    ("online-endpoint", onlineEndpoint), ("docker-images", dockerImages),
    ("kubernetes", kubernetes), ("topology", topology),
  ]

  /// An online endpoint with secure inbound and secure outbound.
  package static let onlineEndpoint = Scene(
    title: "Secure inbound, secure outbound",
    subtitle: ["How clients reach endpoint/score, and what its deployment reaches"],
    source: "Examples/online-endpoint, 6 files",
    description: "The internet is denied; the office reaches the endpoint through the workspace's "
      + "private endpoint; the deployment reaches registry, storage and workspace privately.",
    boxes: [
      Scene.Box(
        id: "azure", style: .azure, label: "Azure", detail: "westeurope",
        boxes: [
          Scene.Box(
            id: "vnet/hub", style: .virtualNetwork, label: "vnet/hub", detail: "10.0.0.0/16",
            boxes: [
              Scene.Box(
                id: "subnet/hub/GatewaySubnet", style: .subnet, label: "subnet/hub/GatewaySubnet",
                detail: "10.0.0.0/27",
                nodes: [
                  Scene.Node(
                    id: "gateway/hub-vpn", kind: .gateway, name: "gateway/hub-vpn", fact: "VPN")
                ]),
              Scene.Box(
                id: "subnet/hub/endpoints", style: .subnet, label: "subnet/hub/endpoints",
                detail: "10.0.1.0/24",
                nodes: [
                  Scene.Node(
                    id: "privateendpoint/pe-workspace", kind: .privateEndpoint,
                    name: "pe-workspace", fact: "10.0.1.4, approved")
                ]),
            ]),
          Scene.Box(
            id: "deployment-network", style: .managed, label: "managed network of the deployment",
            nodes: [
              Scene.Node(
                id: "deployment/score/blue", kind: .deployment, name: "deployment/score/blue",
                fact: "egress: disabled"),
              Scene.Node(
                id: "pe/registry", kind: .privateEndpoint, name: "registry",
                fact: "private endpoint"),
              Scene.Node(
                id: "pe/blob", kind: .privateEndpoint, name: "blob", fact: "private endpoint"),
              Scene.Node(
                id: "pe/amlworkspace", kind: .privateEndpoint, name: "amlworkspace",
                fact: "private endpoint"),
            ]),
        ],
        nodes: [
          Scene.Node(
            id: "endpoint/score", kind: .endpoint, name: "endpoint/score",
            fact: "public access: disabled"),
          Scene.Node(
            id: "registry/mlacr", kind: .registry, name: "registry/mlacr",
            fact: "Premium, public access: off"),
          Scene.Node(
            id: "storage/mlst", kind: .storage, name: "storage/mlst",
            fact: "default action: Deny"),
          Scene.Node(
            id: "workspace/ml", kind: .workspace, name: "workspace/ml",
            fact: "public access: disabled"),
        ])
    ],
    nodes: [
      Scene.Node(id: "internet", kind: .internet, name: "internet", fact: "any public client"),
      Scene.Node(
        id: "client/office", kind: .client, name: "client/office", fact: "192.168.0.0/16 over VPN"),
    ],
    arrows: [
      Scene.Arrow(
        from: "internet", to: "endpoint/score", verdict: .denied, step: 1, label: "tcp/443",
        rule: "endpoint.yml:5 public_network_access: disabled"),
      Scene.Arrow(
        from: "client/office", to: "gateway/hub-vpn", verdict: .allowed, step: 2,
        label: "tcp/443"),
      Scene.Arrow(
        from: "gateway/hub-vpn", to: "privateendpoint/pe-workspace", verdict: .allowed, step: 2),
      Scene.Arrow(
        from: "privateendpoint/pe-workspace", to: "endpoint/score", verdict: .allowed, step: 3,
        label: "tcp/443"),
      Scene.Arrow(
        from: "endpoint/score", to: "deployment/score/blue", verdict: .allowed, step: 4),
      Scene.Arrow(from: "deployment/score/blue", to: "pe/registry", verdict: .allowed),
      Scene.Arrow(from: "deployment/score/blue", to: "pe/blob", verdict: .allowed),
      Scene.Arrow(from: "deployment/score/blue", to: "pe/amlworkspace", verdict: .allowed),
      Scene.Arrow(
        from: "pe/registry", to: "registry/mlacr", verdict: .allowed, step: 5, label: "tcp/443"),
      Scene.Arrow(
        from: "pe/blob", to: "storage/mlst", verdict: .allowed, step: 6, label: "tcp/443"),
      Scene.Arrow(
        from: "pe/amlworkspace", to: "workspace/ml", verdict: .allowed, step: 7,
        label: "tcp/443"),
    ],
    steps: [
      Scene.Step(
        number: 1, text: "internet → endpoint/score", traffic: "tcp/443", verdict: .denied,
        because: "endpoint.yml:5 public_network_access: disabled"),
      Scene.Step(
        number: 2, text: "client/office → privateendpoint/pe-workspace", traffic: "tcp/443",
        verdict: .allowed,
        because:
          "reachmap.yaml:4 gateway: hub-vpn; the zone privatelink.api.azureml.ms is linked to vnet/hub"
      ),
      Scene.Step(
        number: 3, text: "privateendpoint/pe-workspace → endpoint/score", traffic: "tcp/443",
        verdict: .allowed, because: "network.json:88 the connection is approved"),
      Scene.Step(
        number: 4, text: "endpoint/score → deployment/score/blue", verdict: .allowed,
        because: "the endpoint hands requests to its deployment"),
      Scene.Step(
        number: 5, text: "deployment → registry/mlacr", traffic: "tcp/443", verdict: .allowed,
        because: "deployment.yml:9 egress_public_network_access: disabled makes a private endpoint"),
      Scene.Step(
        number: 6, text: "deployment → storage/mlst", traffic: "tcp/443", verdict: .allowed,
        because: "deployment.yml:9 egress_public_network_access: disabled makes a private endpoint"),
      Scene.Step(
        number: 7, text: "deployment → workspace/ml", traffic: "tcp/443", verdict: .allowed,
        because: "deployment.yml:9 egress_public_network_access: disabled makes a private endpoint"),
    ])

  /// Images managed by Azure ML, with a registry behind the network.
  package static let dockerImages = Scene(
    title: "Docker images for training",
    subtitle: ["Where compute/cpu-cluster gets its images, and who builds them"],
    source: "Examples/docker-images, 5 files",
    description: "The cluster pulls base images from Microsoft and builds into its own registry.",
    boxes: [
      Scene.Box(
        id: "azure", style: .azure, label: "Azure", detail: "westeurope",
        boxes: [
          Scene.Box(
            id: "vnet/ml", style: .virtualNetwork, label: "vnet/ml", detail: "10.1.0.0/16",
            boxes: [
              Scene.Box(
                id: "subnet/ml/training", style: .subnet, label: "subnet/ml/training",
                detail: "10.1.1.0/24",
                nodes: [
                  Scene.Node(
                    id: "compute/cpu-cluster", kind: .compute, name: "compute/cpu-cluster",
                    fact: "no public address", secondFact: "image_build_compute"),
                  Scene.Node(
                    id: "compute/gpu-cluster", kind: .compute, name: "compute/gpu-cluster",
                    fact: "no public address"),
                ]),
              Scene.Box(
                id: "subnet/ml/endpoints", style: .subnet, label: "subnet/ml/endpoints",
                detail: "10.1.2.0/24",
                nodes: [
                  Scene.Node(
                    id: "privateendpoint/pe-acr", kind: .privateEndpoint, name: "pe-acr",
                    fact: "10.1.2.5, approved"),
                  Scene.Node(
                    id: "privateendpoint/pe-blob", kind: .privateEndpoint, name: "pe-blob",
                    fact: "10.1.2.6, approved"),
                ]),
            ])
        ],
        nodes: [
          Scene.Node(
            id: "registry/mlacr", kind: .registry, name: "registry/mlacr",
            fact: "public access: disabled"),
          Scene.Node(
            id: "storage/mlst", kind: .storage, name: "storage/mlst", fact: "default action: Deny"),
        ])
    ],
    nodes: [
      Scene.Node(
        id: "registry/mcr", kind: .microsoftRegistry, name: "registry/mcr",
        fact: "mcr.microsoft.com"),
      Scene.Node(
        id: "registry/viennaglobal", kind: .microsoftRegistry, name: "registry/viennaglobal",
        fact: "viennaglobal.azurecr.io"),
    ],
    arrows: [
      Scene.Arrow(
        from: "compute/cpu-cluster", to: "registry/mcr", verdict: .allowed, step: 1,
        label: "tcp/443"),
      Scene.Arrow(
        from: "compute/cpu-cluster", to: "registry/viennaglobal", verdict: .undecided, step: 2,
        label: "tcp/443", rule: "main.bicep:41 parameter allowVienna has no value"),
      Scene.Arrow(
        from: "compute/cpu-cluster", to: "privateendpoint/pe-acr", verdict: .allowed, step: 3,
        label: "tcp/443"),
      Scene.Arrow(from: "privateendpoint/pe-acr", to: "registry/mlacr", verdict: .allowed),
      Scene.Arrow(
        from: "compute/gpu-cluster", to: "privateendpoint/pe-acr", verdict: .allowed, step: 4,
        label: "tcp/443"),
      Scene.Arrow(
        from: "compute/gpu-cluster", to: "privateendpoint/pe-blob", verdict: .denied, step: 5,
        label: "tcp/445", rule: "nsg.json:77 rule deny-smb, priority 200"),
      Scene.Arrow(from: "privateendpoint/pe-blob", to: "storage/mlst", verdict: .relation),
    ],
    steps: [
      Scene.Step(
        number: 1, text: "compute/cpu-cluster → registry/mcr", traffic: "tcp/443",
        verdict: .allowed, because: "nsg.json:31 rule allow-mcr, priority 110"),
      Scene.Step(
        number: 2, text: "compute/cpu-cluster → registry/viennaglobal", traffic: "tcp/443",
        verdict: .undecided, because: "main.bicep:41 parameter allowVienna has no value"),
      Scene.Step(
        number: 3, text: "compute/cpu-cluster → registry/mlacr", traffic: "tcp/443",
        verdict: .allowed, because: "workspace.yml:12 image_build_compute: cpu-cluster"),
      Scene.Step(
        number: 4, text: "compute/gpu-cluster → registry/mlacr", traffic: "tcp/443",
        verdict: .allowed, because: "network.json:120 the connection is approved"),
      Scene.Step(
        number: 5, text: "compute/gpu-cluster → storage/mlst", traffic: "tcp/445",
        verdict: .denied, because: "nsg.json:77 rule deny-smb, priority 200"),
    ])

  /// Scoring on Kubernetes behind an internal load balancer.
  package static let kubernetes = Scene(
    title: "Scoring on Kubernetes, internal load balancer",
    subtitle: ["How clients reach endpoint/score-aks"],
    source: "Examples/kubernetes-internal, 4 files",
    description: "Only the virtual network reaches the internal load balancer of the router.",
    boxes: [
      Scene.Box(
        id: "azure", style: .azure, label: "Azure", detail: "northeurope",
        boxes: [
          Scene.Box(
            id: "vnet/aks", style: .virtualNetwork, label: "vnet/aks", detail: "10.2.0.0/16",
            boxes: [
              Scene.Box(
                id: "subnet/aks/clients", style: .subnet, label: "subnet/aks/clients",
                detail: "10.2.0.0/24",
                nodes: [
                  Scene.Node(
                    id: "vm/analyst", kind: .virtualMachine, name: "vm/analyst", fact: "10.2.0.4")
                ]),
              Scene.Box(
                id: "subnet/aks/nodes", style: .subnet, label: "subnet/aks/nodes",
                detail: "10.2.1.0/24",
                nodes: [
                  Scene.Node(
                    id: "loadbalancer/azureml-fe", kind: .loadBalancer, name: "azureml-fe",
                    fact: "internal, 10.2.1.200"),
                  Scene.Node(
                    id: "aks/ml", kind: .kubernetes, name: "aks/ml", fact: "3 nodes"),
                ]),
            ])
        ],
        nodes: [
          Scene.Node(
            id: "endpoint/score-aks", kind: .endpoint, name: "endpoint/score-aks",
            fact: "compute: azureml:aks"),
          Scene.Node(
            id: "workspace/ml", kind: .workspace, name: "workspace/ml",
            fact: "public access: enabled"),
        ])
    ],
    nodes: [
      Scene.Node(id: "internet", kind: .internet, name: "internet", fact: "any public client"),
      Scene.Node(
        id: "client/laptop", kind: .client, name: "client/laptop", fact: "203.0.113.7"),
    ],
    arrows: [
      Scene.Arrow(
        from: "internet", to: "loadbalancer/azureml-fe", verdict: .denied, step: 1,
        label: "tcp/443", rule: "compute.yml:14 loadBalancerType: InternalLoadBalancer"),
      Scene.Arrow(
        from: "client/laptop", to: "loadbalancer/azureml-fe", verdict: .denied, step: 1,
        label: "tcp/443"),
      Scene.Arrow(
        from: "vm/analyst", to: "loadbalancer/azureml-fe", verdict: .allowed, step: 2,
        label: "tcp/443"),
      Scene.Arrow(from: "loadbalancer/azureml-fe", to: "aks/ml", verdict: .allowed, step: 3),
      Scene.Arrow(from: "aks/ml", to: "endpoint/score-aks", verdict: .relation),
      Scene.Arrow(
        from: "aks/ml", to: "workspace/ml", verdict: .allowed, step: 4, label: "tcp/443"),
    ],
    steps: [
      Scene.Step(
        number: 1, text: "internet → endpoint/score-aks", traffic: "tcp/443", verdict: .denied,
        because: "compute.yml:14 loadBalancerType: InternalLoadBalancer"),
      Scene.Step(
        number: 2, text: "vm/analyst → endpoint/score-aks", traffic: "tcp/443",
        verdict: .allowed, because: "rule AllowVnetInBound, priority 65000 (default)"),
      Scene.Step(
        number: 3, text: "azureml-fe → pods", verdict: .allowed,
        because: "the router that Azure ML installs forwards to the deployment's pods"),
      Scene.Step(
        number: 4, text: "aks/ml → workspace/ml", traffic: "tcp/443", verdict: .allowed,
        because: "workspace.yml:6 public_network_access: enabled"),
    ],
    notes: ["The cluster's own load balancer (kubernetes) is not on the way and not drawn."])

  /// An estate without a question: boxes, and few arrows between them.
  package static let topology = Scene(
    title: "Topology", subtitle: ["2 virtual networks, 7 subnets, 14 resources"],
    source: "Examples/secured-workspace, 9 files",
    description: "Two peered virtual networks with their subnets and the services beside them.",
    boxes: [
      Scene.Box(
        id: "azure", style: .azure, label: "Azure", detail: "westeurope",
        boxes: [
          network("hub", "10.0.0.0/16", [("GatewaySubnet", 1), ("endpoints", 4), ("jump", 2)]),
          network("spoke", "10.1.0.0/16", [("training", 3), ("aks", 2), ("empty", 0), ("web", 2)]),
        ],
        nodes: [
          Scene.Node(id: "workspace/ml", kind: .workspace, name: "workspace/ml"),
          Scene.Node(id: "storage/mlst", kind: .storage, name: "storage/mlst"),
          Scene.Node(id: "keyvault/mlkv", kind: .keyVault, name: "keyvault/mlkv"),
          Scene.Node(id: "registry/mlacr", kind: .registry, name: "registry/mlacr"),
        ])
    ],
    nodes: [Scene.Node(id: "internet", kind: .internet, name: "internet")],
    arrows: [
      Scene.Arrow(from: "vnet/hub", to: "vnet/spoke", verdict: .relation, label: "peering"),
      Scene.Arrow(from: "endpoints/0", to: "workspace/ml", verdict: .relation),
      Scene.Arrow(from: "endpoints/1", to: "storage/mlst", verdict: .relation),
      Scene.Arrow(from: "endpoints/2", to: "keyvault/mlkv", verdict: .relation),
      Scene.Arrow(from: "endpoints/3", to: "registry/mlacr", verdict: .relation),
      Scene.Arrow(from: "internet", to: "web/0", verdict: .allowed, label: "tcp/443"),
    ])

  private static func network(
    _ name: String, _ prefix: String, _ subnets: [(name: String, count: Int)]
  ) -> Scene.Box {
    Scene.Box(
      id: "vnet/" + name, style: .virtualNetwork, label: "vnet/" + name, detail: prefix,
      boxes: subnets.enumerated().map { index, subnet in
        Scene.Box(
          id: "subnet/\(name)/\(subnet.name)", style: .subnet,
          label: "subnet/\(name)/\(subnet.name)",
          detail: prefix.replacing("0.0/16", with: "\(index).0/24"),
          nodes: (0..<subnet.count).map { place in
            let kind: Scene.Kind = subnet.name == "endpoints" ? .privateEndpoint : .virtualMachine
            return Scene.Node(
              id: "\(subnet.name)/\(place)", kind: kind, name: "\(subnet.name)-\(place)",
              fact: "10.0.\(index).\(place + 4)")
          })
      })
  }
}
