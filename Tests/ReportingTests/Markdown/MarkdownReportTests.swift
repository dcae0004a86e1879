import Answers
import Testing

@testable import Reporting

@Suite("Markdown reports")
struct MarkdownReportTests {
  @Test("an answer is a sentence, a path, a table and lists")
  func answer() {
    let text = MarkdownReport.text(Samples.one(Samples.unreachable))
    #expect(
      text.hasPrefix(
        """
        **unreachable**: `internet` does not reach `endpoint/score` on `tcp/443`.

        Path: `internet` → `workspace/ml` → `subnet/hub/a` → `endpoint/score`

        | decision | node | rule | place |
        | --- | --- | --- | --- |
        | deny | `workspace/ml` | `public_network_access: disabled` | `workspace.yml:7:24` |
        | deny | `subnet/hub/a` | `DenyAllInbound` | [Azure's default](https://learn.microsoft.com/azure/x) |

        Blocked by:

        - `workspace/ml`: workspace/ml takes traffic only through its private endpoints (`workspace.yml:7:24`)

        """))
    #expect(!text.contains("\n#"))
  }

  @Test("names cannot break out of code, words or cells")
  func escaping() {
    #expect(Markdown.code("a`b``c") == "```a`b``c```")
    #expect(Markdown.code("`a") == "`` `a ``")
    #expect(Markdown.words("a*b_c <d> [e]\nf") == "a\\*b\\_c \\<d\\> \\[e\\] f")
    #expect(Markdown.table(["a"], [["`x|y`"], ["x\\|y"]]).hasSuffix("| `x\\|y` |\n| x\\|y |\n"))
  }
}
