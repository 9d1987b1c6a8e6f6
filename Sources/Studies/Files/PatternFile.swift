package import Datasets
package import Foundation

/// Loads pattern sets by name or from files.
package enum PatternFile {
    package enum Trouble: Error, Equatable, CustomStringConvertible {
        case notFound(name: String, reason: String)

        package var description: String {
            switch self {
            case .notFound(let name, let reason):
                "no pattern set \"\(name)\": it is neither built in (\(PatternSet.builtIns.map(\.name).joined(separator: ", "))) "
                    + "nor a file that can be read (\(reason))"
            }
        }
    }

    /// - Parameter folder: where a relative path starts.
    package static func load(_ name: String, relativeTo folder: URL? = nil) throws -> PatternSet {
        if let builtIn = PatternSet.builtIns.first(where: { $0.name == name }) { return builtIn }
        let url = URL(fileURLWithPath: name, relativeTo: folder)
        let data: Data
        do {
            data = try InputFile.bytes(url.path, limit: 1 << 20)
        } catch {
            throw Trouble.notFound(name: name, reason: error.description)
        }
        return try PatternSet(
            parsing: String(decoding: data, as: UTF8.self), name: url.deletingPathExtension().lastPathComponent,
            file: name)
    }
}
