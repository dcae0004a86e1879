// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that no one who builds reachmap builds this, too.
let package = Package(
  name: "reachmap-benchmarks",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "estate-generator", targets: ["EstateGenerator"])],
  targets: [
    .executableTarget(
      name: "EstateGenerator",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("ExistentialAny"),
      ])
  ]
)
