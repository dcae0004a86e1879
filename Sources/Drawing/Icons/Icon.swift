/// A line drawing on a square of 24 by 24, made for this project.
package struct Icon: Hashable, Sendable {
  /// The `d` of one SVG path, stroked and not filled.
  package let path: String

  package static let side = 24

  /// The attributes of its stroke, but for the colour.
  package static let stroke =
    #"fill="none" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round""#

  /// A file of its own, for Graphviz, which reads no SVG without this beginning, and takes its size
  /// for pixels: 32 of these are 24 points.
  package func file(color: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
    <svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 24 24">\
    <path stroke="\(color)" \(Self.stroke) d="\(path)"/></svg>

    """
  }
}

extension Scene.Kind {
  package var icon: Icon {
    switch self {
    case .internet:
      Icon(
        path: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c2.5 2.6 3.8 5.6 3.8 9s-1.3 6.4"
          + "-3.8 9c-2.5-2.6-3.8-5.6-3.8-9s1.3-6.4 3.8-9z")
    case .client:
      Icon(
        path:
          "M5 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM12 16v4M8 20h8")
    case .virtualMachine:
      Icon(
        path:
          "M5 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM8 20h8M7 8l2.5 2L7 12M12 12.5h4"
      )
    case .networkInterface: Icon(path: "M3 6h18v10H3zM7 16v3M11 16v3M15 16v3M7 10h5M17 10h.01")
    case .subnet: Icon(path: "M4 4h16v16H4zM4 9.3h16M9.3 9.3V20")
    case .virtualNetwork:
      Icon(
        path:
          "M12 2.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM5.2 16.3a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"
          + "M18.8 16.3a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM11 7l-4.7 9.5M13 7l4.7 9.5M7.4 18.5h9.2"
      )
    case .publicAddress:
      Icon(
        path:
          "M12 21s-7-6-7-11.2a7 7 0 0 1 14 0C19 15 12 21 12 21zM12 7.3a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"
      )
    case .dnsZone:
      Icon(path: "M12 3v18M12 4.5h6.5L21 7l-2.5 2.5H12M12 11.5H5.5L3 14l2.5 2.5H12M9 21h6")
    case .gateway: Icon(path: "M4 4v16M20 4v16M8 8.5h8M13 5.5l3 3-3 3M16 15.5H8M11 12.5l-3 3 3 3")
    case .firewall:
      Icon(
        path:
          "M3 5h18v14H3zM3 9.7h18M3 14.3h18M9 5v4.7M15 5v4.7M12 9.7v4.6M6 9.7v4.6M18 9.7v4.6M9 14.3V19M15 14.3V19"
      )
    case .loadBalancer:
      Icon(
        path: "M3 12h14M8 12l4-6h5M8 12l4 6h5M19 4.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z"
          + "M19 10.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4zM19 16.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z"
      )
    case .site:
      Icon(
        path:
          "M5 21V4h10v17M15 9.5h4V21M3 21h18M8 8h.8M11.2 8h.8M8 12h.8M11.2 12h.8M8 16h.8M11.2 16h.8"
      )
    case .hosts:
      Icon(
        path:
          "M8 4.5h11a2 2 0 0 1 2 2v7M5 8.5h9a2 2 0 0 1 2 2V15a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4.5a2 2 0 0 1 2-2zM6.5 20h6"
      )
    case .applicationGateway:
      Icon(
        path:
          "M3.5 5v14M3.5 12H9l5-5h5M9 12l5 5h5M16.5 4.5L19 7l-2.5 2.5M16.5 14.5L19 17l-2.5 2.5")
    case .natGateway:
      Icon(path: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM7.5 12h9M13 8.5l3.5 3.5-3.5 3.5")
    case .bastion:
      Icon(
        path:
          "M12 3l8 3v5.5c0 4.5-3.3 7.8-8 9.5-4.7-1.7-8-5-8-9.5V6zM8.5 9.3l2.5 2.4-2.5 2.4M12.7 14.3h3.3"
      )
    case .privateEndpoint:
      Icon(
        path:
          "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.2 11h7.6v5.2H8.2zM9.8 11V9.4a2.2 2.2 0 0 1 4.4 0V11"
      )
    case .workspace:
      Icon(path: "M9.5 3v6L4.3 18a2 2 0 0 0 1.7 3h12a2 2 0 0 0 1.7-3L14.5 9V3M8 3h8M7.2 15h9.6")
    case .endpoint: Icon(path: "M3 12h10M9.5 8l4 4-4 4M18 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z")
    case .deployment: Icon(path: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12L4 7.5M12 12v9")
    case .compute:
      Icon(
        path:
          "M7 7h10v10H7zM10.5 10.5h3v3h-3zM9.5 3v4M14.5 3v4M9.5 17v4M14.5 17v4M3 9.5h4M3 14.5h4M17 9.5h4M17 14.5h4"
      )
    case .kubernetes:
      Icon(path: "M12 2.8l8 4.6v9.2l-8 4.6-8-4.6V7.4zM8.5 9h3v3h-3zM12.5 12.5h3v3h-3z")
    case .managedNetwork:
      Icon(path: "M12 3l8 3v5.5c0 4.5-3.3 7.8-8 9.5-4.7-1.7-8-5-8-9.5V6zM8 12h8M12 8v8")
    case .environmentImage:
      Icon(path: "M12 3l9 4.5-9 4.5-9-4.5zM3 12l9 4.5 9-4.5M3 16.5L12 21l9-4.5")
    case .storage:
      Icon(
        path:
          "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v6c0 1.7 3.6 3 8 3s8-1.3 8-3V6"
          + "M4 12v6c0 1.7 3.6 3 8 3s8-1.3 8-3v-6")
    case .registry:
      Icon(
        path:
          "M3 13h8.5v7.5H3zM12.5 13H21v7.5h-8.5zM7.75 3.5h8.5V11h-8.5zM6 16v1.5M9 16v1.5M15.5 16v1.5M18.5 16v1.5M10.7 6.5V8M13.3 6.5V8"
      )
    case .keyVault:
      Icon(
        path: "M8 11.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11.2 12.8L20 4M16 8l3 3M13.4 10.6l2 2")
    case .microsoftRegistry:
      Icon(
        path:
          "M7 18a4.2 4.2 0 0 1-.5-8.4 5.8 5.8 0 0 1 11.2 1A3.8 3.8 0 0 1 17.5 18zM9.5 11.5h5v4h-5zM12 11.5v4"
      )
    case .service: Icon(path: "M7 18.5a4.5 4.5 0 0 1-.6-9 6 6 0 0 1 11.5 1.1A4 4 0 0 1 17.5 18.5z")
    }
  }

  /// The name of the icon's file and symbol, which also names its colour.
  package var iconName: String {
    rawValue + "-" + family.rawValue
  }
}
