package import Foundation

/// A single file that a user names for output.
package enum OutputFile {
    /// Writes it whole or not at all; a file of a run is written over only if it is a page made from that run.
    ///
    /// - Throws: `RunFolderError`.
    package static func write(_ data: Data, to path: String) throws {
        let url = URL(fileURLWithPath: path)
        let folder = RunFolder(containing: url)
        if folder.has(url.lastPathComponent), folder.has("run.json"), url.lastPathComponent != "report.html" {
            throw RunFolderError.input(path: path)
        }
        try folder.write(data, to: url.lastPathComponent)
    }

    package static func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }
}
