internal import EstateModel

// An exported interface names the machine that it is attached to, which may be in no input.
extension EstateDecoding {
  /// Gives machines that no input describes the interfaces that name them; they may have others.
  mutating func settleMachines() {
    // Mostly there is none, and interfaces are many.
    let machines = estate.machines.all
    guard machines.indices.contains(where: { !machines[$0].isDescribed }) else { return }
    var named: [ResourceID: [Setting<Reference>]] = [:]
    for interface in estate.interfaces {
      guard case .known(let machine, let source) = interface.attachment,
        estate.machines[machine.id]?.isDescribed == false
      else { continue }
      named[machine.id, default: []].append(.known(Reference(interface.id, at: source), source))
    }
    for (id, interfaces) in named {
      guard let source = interfaces.first?.source else { continue }
      estate.machines.update(id) { $0.interfaces = interfaces + $0.interfaces }
      estate.suppositions[id, default: []].append(
        Supposition(
          property: "networkInterfaces",
          because:
            "no input describes \(id.name): it is taken to send by the interface that names it",
          source: source))
    }
  }
}
