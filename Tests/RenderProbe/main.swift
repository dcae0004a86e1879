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

// A program that draws, and that ends in each way in which a drawing process can end.
//
//   RenderProbe worker                          answers IsolatedRenderer
//   RenderProbe small-worker                    the same with too little memory
//   RenderProbe crash | hang | exit | babble    what a worker should not do
//   RenderProbe draw NAME FORMAT [THEME]        a hand-made scene, to standard output
//   RenderProbe gallery FOLDER                  all of them, to look at
//   RenderProbe random SEED NODES               a random scene as SVG, and how long it took

// As programs do that speak their user's language; numbers in pictures must not follow.
setlocale(LC_ALL, "")

func write(_ bytes: [UInt8], to file: UnsafeMutablePointer<FILE>?) {
  guard let file else { return perror("RenderProbe") }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}

func complain(_ text: String) {
  write(Array((text + "\n").utf8), to: fdopen(dup(STDERR_FILENO), "w"))
}

func draw(_ scene: Scene, _ format: PictureFormat, _ theme: Theme) -> [UInt8] {
  do {
    guard let renderer = IsolatedRenderer(thisProgramWith: ["worker"]) else { exit(70) }
    let maker = PictureMaker(renderer)
    let picture = try maker.draw(
      try maker.compose(scene, theme: theme), as: format, theme: theme)
    for warning in picture.warnings { complain("warning: \(warning)") }
    return picture.bytes
  } catch {
    complain("error: \(error)")
    exit(1)
  }
}

func argument(_ place: Int) -> String {
  CommandLine.arguments.count > place ? CommandLine.arguments[place] : ""
}

switch argument(1) {
case "worker":
  exit(RenderWorker.run())
case "small-worker":
  exit(RenderWorker.run(memoryLimit: 200 << 20))
case "crash":
  abort()
case "hang":
  while true { sleep(60) }
case "exit":
  exit(3)
case "babble":
  let answer: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]
  _ = answer.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
case "draw":
  guard let scene = HandMadeScenes.all.first(where: { $0.name == argument(2) })?.scene,
    let format = PictureFormat(rawValue: argument(3))
  else { exit(64) }
  write(draw(scene, format, Theme(rawValue: argument(4)) ?? .auto), to: fdopen(STDOUT_FILENO, "w"))
case "gallery":
  for (name, scene) in HandMadeScenes.all {
    for (format, theme) in [(PictureFormat.svg, Theme.auto), (.png, .light), (.png, .dark)] {
      let path = "\(argument(2))/\(name)-\(theme.rawValue).\(format.rawValue)"
      write(draw(scene, format, theme), to: fopen(path, "w"))
    }
    do {
      let dot = try DOTEncoder().text(of: scene)
      write(Array(dot.utf8), to: fopen("\(argument(2))/\(name).dot", "w"))
    } catch {
      complain("\(name): \(error)")
      exit(1)
    }
  }
case "random":
  var generator = SeededGenerator(seed: UInt64(argument(2)) ?? 0)
  let scene = Scene.random(nodeCount: Int(argument(3)) ?? 10, using: &generator)
  let start = ContinuousClock.now
  let bytes = draw(scene, .svg, .auto)
  complain("\(start.duration(to: .now))")
  write(bytes, to: fdopen(STDOUT_FILENO, "w"))
default:
  exit(64)
}
