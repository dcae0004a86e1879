internal import EstateModel
extension EstateDecoding {
  mutating func decodeClients(_ overlays: [Overlay]) {}
}
