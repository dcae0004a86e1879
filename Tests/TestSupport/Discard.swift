package import Foundation

/// Removes a folder that a test made; one that stays behind is told, not hidden.
package func discard(_ folder: URL) {
  do {
    try FileManager.default.removeItem(at: folder)
  } catch {
    print("'\(folder.path)' is left behind: \(error)")
  }
}
