package import Drawing
package import GraphvizRendering

/// Draws scenes: lays out once, then writes each format from the same places.
package struct PictureMaker {
  private let engine: any PictureRenderer

  package init(_ engine: any PictureRenderer) { self.engine = engine }

  /// The scene with everything in its place: of several layouts the one that is read best.
  package func compose(_ scene: Scene, theme: Theme) throws(PictureFailure) -> Composition {
    let first = try composition(
      of: scene, theme, SkeletonVariant(), isTurned: false, trying: .suited(to: scene))
    // What is not laid out at once is not laid out again and again.
    guard scene.arrows.count <= Self.choiceLimit, scene.allNodes.count <= Self.choiceLimit * 2,
      first.strategy == .ranked
    else { return first.composition }
    var best = (composition: first.composition, price: first.composition.price)
    let isOfTraffic = scene.arrows.contains { $0.verdict.isTraffic }
    for variant in SkeletonVariant.all {
      // Networks that stand beside each other tell more than a narrow picture, up to a point.
      if variant.isFolded, !isOfTraffic, best.composition.width < Self.widestTopology { continue }
      for isTurned in [false, true] {
        do throws(PictureFailure) {
          let other = try composition(
            of: scene, theme, variant, isTurned: isTurned, trying: [.ranked]
          ).composition
          let price = other.price
          if price < best.price { best = (other, price) }
        } catch {
          // What cannot be laid out in this way was in another.
          continue
        }
      }
    }
    return best.composition
  }

  /// Larger pictures are laid out once: they take long enough.
  private static let choiceLimit = 40

  /// A topology that is wider than this is folded, in points.
  private static let widestTopology = 1_500.0

  private func composition(
    of scene: Scene, _ theme: Theme, _ variant: SkeletonVariant, isTurned: Bool,
    trying strategies: [LayoutStrategy]
  ) throws(PictureFailure) -> (composition: Composition, strategy: LayoutStrategy) {
    let skeleton: String
    do {
      skeleton = try DOTEncoder(theme: theme)
        .skeleton(of: scene, turned: isTurned, variant: variant)
    } catch {
      throw .scene(error)
    }
    let layout: Layout
    do { layout = try engine.layout(skeleton, trying: strategies) } catch {
      throw .rendering(error)
    }
    guard let geometry = Geometry(layout, of: scene) else {
      throw .rendering(.workerFailed("the layout lacks a part of the picture"))
    }
    return (Composition(scene, geometry, turned: isTurned, theme: theme), layout.strategy)
  }

  /// The picture's bytes in a format; `dot` is the text with every place in it, for `neato -n2`.
  ///
  /// DOT text for `dot` itself comes from `DOTEncoder`, without any layout. `scale` enlarges PNG: 2
  /// is for screens of twice the usual density.
  package func draw(
    _ composition: Composition, as format: PictureFormat, theme: Theme, scale: Double = 1
  ) throws(PictureFailure) -> DrawnPicture {
    let encoder = PlacedDOTEncoder(
      theme: theme, resolution: format == .png ? Int((96 * scale).rounded()) : 72)
    let images = encoder.icons(of: composition.scene).map {
      PlacedPicture.Image(
        name: $0.name + ".svg", text: $0.icon.file(color: theme.color($0.tone)))
    }
    let picture = PlacedPicture(
      dot: encoder.text(of: composition), format: format, images: images)
    var drawn: DrawnPicture
    do { drawn = try engine.draw(picture) } catch { throw .rendering(error) }
    guard format == .svg else { return drawn }
    guard let finished = SVGFinisher(composition, theme: theme).finish(drawn.bytes) else {
      throw .rendering(.workerFailed("Graphviz wrote something that is not SVG"))
    }
    drawn.bytes = finished
    return drawn
  }
}

/// Why a scene did not become a picture.
package enum PictureFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case scene(SceneProblem)
  case rendering(RenderingFailure)

  package var description: String {
    switch self {
    case .scene(let problem): problem.description
    case .rendering(let failure): failure.description
    }
  }
}

extension [LayoutStrategy] {
  /// By the number of arrows, and not by time alone, so that a picture does not depend on how busy
  /// the machine is.
  static func suited(to scene: Scene) -> [LayoutStrategy] {
    switch scene.arrows.count {
    case ...500: LayoutStrategy.allCases
    case ...800: [.rankedRoughly, .packed]
    default: [.packed]
    }
  }
}

extension Geometry {
  /// The layout in the scene's own ids; nil where a part of the scene is missing from it.
  fileprivate init?(_ layout: Layout, of scene: Scene) {
    let names = SceneNames(scene)
    self.init(nodes: [:], boxes: [:], arrows: [])
    for (id, name) in names.nodes {
      guard let place = layout.nodes[name] else { return nil }
      nodes[id] = Rectangle(place)
    }
    for (id, name) in names.boxes {
      guard let place = layout.clusters["cluster_" + name] else { return nil }
      boxes[id] = Rectangle(place)
    }
    for (arrow, name) in zip(scene.arrows, names.arrows) {
      if let route = layout.edges[name] {
        arrows.append(Route(route))
      } else {
        // What only joins two parts may be left out of a layout; it is led when they have places.
        guard !arrow.verdict.isTraffic else { return nil }
        arrows.append(Route(points: [], tip: nil, labelCenter: nil))
      }
    }
  }
}

extension Geometry.Rectangle {
  fileprivate init(_ place: Layout.Rectangle) {
    self.init(left: place.left, bottom: place.bottom, right: place.right, top: place.top)
  }
}

extension Geometry.Route {
  fileprivate init(_ route: Layout.Route) {
    self.init(
      points: route.points.map { Geometry.Point(x: $0.x, y: $0.y) },
      tip: route.tip.map { Geometry.Point(x: $0.x, y: $0.y) },
      labelCenter: route.label.map {
        Geometry.Point(x: ($0.left + $0.right) / 2, y: ($0.bottom + $0.top) / 2)
      })
  }
}
