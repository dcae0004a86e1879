// swift-tools-version: 6.1
import PackageDescription

// Data flows one way, a target a stage: files -> estate -> graph -> answers -> text or drawing ->
// command. The dependencies below are what holds that direction; a new one needs a reason.
let swift6: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

func stage(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swift6)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: swift6)
}

let package = Package(
  name: "reachmap",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Reachmap", targets: ["Reachmap"]),
    .executable(name: "reachmap", targets: ["ReachmapCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    stage("TrafficSets"),
    stage("EstateModel", ["TrafficSets"]),
    stage("EstateReading", ["EstateModel", "Yams"]),
    stage("Reachability", ["EstateModel", "TrafficSets"]),
    stage("Answers", ["Reachability", "EstateModel", "TrafficSets"]),
    stage("Reporting", ["Answers", "EstateModel", "TrafficSets"]),
    stage("Drawing", ["Answers", "EstateModel", "Reachability", "TrafficSets"]),
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc",
      providers: [.apt(["libgraphviz-dev"]), .brew(["graphviz"])]),
    stage("GraphvizRendering", ["CGraphviz"]),
    stage(
      "Reachmap",
      [
        "EstateModel", "EstateReading", "Reachability", "Answers", "Reporting", "Drawing",
        "GraphvizRendering", "TrafficSets",
      ]),
    .executableTarget(
      name: "ReachmapCLI",
      dependencies: [
        "Reachmap", "EstateModel", "EstateReading", "Reachability", "Answers", "Reporting",
        "Drawing", "GraphvizRendering",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift6),
    .target(
      name: "TestSupport", dependencies: [], path: "Tests/TestSupport", swiftSettings: swift6),
    // Scenes to draw, and a program that draws them and ends as a process can end.
    .target(
      name: "SampleScenes", dependencies: ["Drawing", "TestSupport"], path: "Tests/SampleScenes",
      swiftSettings: swift6),
    .executableTarget(
      name: "RenderProbe",
      dependencies: ["Drawing", "GraphvizRendering", "Reachmap", "SampleScenes", "TestSupport"],
      path: "Tests/RenderProbe", swiftSettings: swift6),
    tests("TrafficSetsTests", ["TrafficSets"]),
    tests("EstateModelTests", ["EstateModel"]),
    tests("EstateReadingTests", ["EstateReading", "EstateModel"]),
    tests("ReachabilityTests", ["Reachability", "EstateModel", "TrafficSets"]),
    tests(
      "AnswersTests", ["Answers", "Reachability", "EstateModel", "EstateReading", "TrafficSets"]),
    tests("ReportingTests", ["Reporting", "Answers", "EstateModel"]),
    tests(
      "DrawingTests",
      [
        "Drawing", "GraphvizRendering", "Answers", "EstateModel", "EstateReading", "Reachability",
        "Reachmap", "SampleScenes", "RenderProbe", "TrafficSets",
      ]),
    tests("GraphvizRenderingTests", ["GraphvizRendering", "RenderProbe"]),
    // What the library documents; the article of Azure's rules is held against the tests of the rules.
    tests("ReachmapTests", []),
    tests("CommandTests", []),
  ]
)
