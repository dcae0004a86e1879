/// Why a text is not a `TrafficTerm`.
package struct TrafficTermError: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    case unknown
    case ports
    case portsWithoutTransport
    case protocolNumber
  }

  package let text: String
  package let reason: Reason

  package init(text: String, reason: Reason) {
    self.text = text
    self.reason = reason
  }
}

extension TrafficTermError: CustomStringConvertible {
  /// What is wrong, and what is accepted.
  package var description: String {
    let accepted =
      "accepted are any, tcp, udp, icmp, esp, ah, tcp/443, udp/53, tcp/8000-9000 and protocol/47"
    return switch reason {
    case .unknown: "'\(text)' names no traffic; \(accepted)"
    case .ports:
      "'\(text)' has no valid port: one from 0 to 65535 or a rising range of them; \(accepted)"
    case .portsWithoutTransport: "'\(text)' has a port, but only tcp and udp do; \(accepted)"
    case .protocolNumber: "'\(text)' has no protocol number from 0 to 255; \(accepted)"
    }
  }
}
