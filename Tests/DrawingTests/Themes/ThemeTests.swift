import Testing

@testable import Drawing

@Suite("Theme")
struct ThemeTests {
  @Test("no light colour stands for two dark ones")
  func tones() {
    #expect(Set(Tone.all.map(\.light)).count == Tone.all.count)
  }

  @Test("text and what it stands on differ enough for WCAG AA", arguments: [Theme.light, .dark])
  func textContrast(_ theme: Theme) {
    var pairs: [(Tone, Tone)] = [
      (.ink, .canvas), (.mutedInk, .canvas), (.ink, .nodeFill), (.mutedInk, .nodeFill),
      (.mutedInk, .tableHead),
    ]
    for style in Scene.Box.Style.allCases { pairs.append((style.finish.ink, style.finish.fill)) }
    for family in Scene.Family.allCases {
      pairs += [(.ink, family.finish.fill), (.mutedInk, family.finish.fill)]
    }
    for verdict in Scene.Verdict.allCases {
      pairs += [(verdict.tone, .labelFill), (verdict.tone, .canvas), (.badgeInk, verdict.tone)]
    }
    for (ink, ground) in pairs {
      #expect(contrast(theme.color(ink), theme.color(ground)) >= 4.5, "\(ink) on \(ground)")
    }
  }

  @Test(
    "lines and icons differ enough from everything they are drawn on",
    arguments: [Theme.light, .dark])
  func lineContrast(_ theme: Theme) {
    let grounds = [Tone.canvas] + Scene.Box.Style.allCases.map(\.finish.fill)
    for verdict in Scene.Verdict.allCases {
      for ground in grounds {
        #expect(contrast(theme.color(verdict.tone), theme.color(ground)) >= 3, "\(verdict)")
      }
    }
    for family in Scene.Family.allCases {
      let finish = family.finish
      #expect(contrast(theme.color(finish.ink), theme.color(finish.fill)) >= 3, "\(family)")
    }
  }

  @Test("no verdict is told by colour alone")
  func verdicts() {
    let telling: [Scene.Verdict] = [.allowed, .denied, .undecided]
    #expect(Set(telling.map(\.lineStyle)).count == 3)
    #expect(Set((telling + [.closed]).map(\.sign)).count == 4)
  }

  /// As WCAG defines it.
  private func contrast(_ first: String, _ second: String) -> Double {
    let (one, other) = (luminance(first), luminance(second))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  private func luminance(_ color: String) -> Double {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map { part in
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// x to the 2.4th, by the fifth root of x to the twelfth.
  private func power(_ base: Double) -> Double {
    let twelfth = (0..<12).reduce(1.0) { product, _ in product * base }
    var root = base
    for _ in 0..<60 {
      root -= (root * root * root * root * root - twelfth) / (5 * root * root * root * root)
    }
    return root
  }
}
