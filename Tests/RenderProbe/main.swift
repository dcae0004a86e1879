import Drawing
import GraphvizRendering
import Reachmap
import SampleScenes
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// `RenderProbe draw FOLDER [THEME]`: the hand-made scenes as files, to look at.
let arguments = CommandLine.arguments

func write(_ bytes: [UInt8], to path: String) {
  guard let file = fopen(path, "w") else { return perror(path) }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}

switch arguments.dropFirst().first {
case "draw", "draw-isolated":
  let folder = arguments[2]
  let theme = Theme(rawValue: arguments.count > 3 ? arguments[3] : "auto") ?? .auto
  let engine: any PictureRenderer =
    arguments[1] == "draw"
    ? Renderer() : IsolatedRenderer(executable: arguments[0], arguments: ["worker"])
  let maker = PictureMaker(engine)
  for (name, scene) in HandMadeScenes.all {
    do {
      let composition = try maker.compose(scene, theme: theme)
      write(Array(try DOTEncoder(theme: theme).text(of: scene).utf8), to: "\(folder)/\(name).dot")
      for format in [PictureFormat.svg, .png] {
        let picture = try maker.draw(composition, as: format, theme: theme)
        for warning in picture.warnings { print(warning) }
        write(picture.bytes, to: "\(folder)/\(name)-\(theme.rawValue).\(format.rawValue)")
      }
    } catch {
      print("\(name): \(error)")
    }
  }
case "skeletons":
  for (name, scene) in HandMadeScenes.all {
    let text = try DOTEncoder().skeleton(of: scene)
    write(Array(text.utf8), to: "\(arguments[2])/\(name).skeleton.dot")
  }
case "soak":
  // `RenderProbe soak SEED COUNT NODES`: how random scenes of this size fare.
  var generator = SeededGenerator(seed: UInt64(arguments[2]) ?? 0)
  for number in 0..<(Int(arguments[3]) ?? 1) {
    let scene = Scene.random(nodeCount: Int(arguments[4]) ?? 10, using: &generator)
    let maker = PictureMaker(IsolatedRenderer(executable: arguments[0], arguments: ["worker"]))
    let start = ContinuousClock.now
    do {
      let composition = try maker.compose(scene, theme: .auto)
      let composed = start.duration(to: .now)
      let picture = try maker.draw(composition, as: .svg, theme: .auto)
      print(number, composed, start.duration(to: .now), picture.bytes.count)
      write(picture.bytes, to: "/tmp/random-\(number).svg")
    } catch { print(number, start.duration(to: .now), error) }
  }
case "worker":
  exit(RenderWorker.run())
default:
  print("usage: RenderProbe draw FOLDER [THEME]")
}
