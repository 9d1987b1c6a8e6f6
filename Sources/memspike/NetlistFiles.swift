import Foundation
import SPICEText

/// The files that a netlist may name: those of its own folder and of folders that the user names.
struct NetlistFiles {
    private let roots: [String]

    init(netlist: String, libraries: [String]) {
        let own = netlist.lastIndex(of: "/").map { String(netlist[...$0]) } ?? "."
        roots = ([own] + libraries).map(Self.resolved)
    }

    /// Without links and "..", so that none leads out of a folder.
    private static func resolved(_ path: String) -> String {
        let path = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
        return path.hasSuffix("/") ? path : path + "/"
    }

    /// The text of a file that the netlist includes.
    func text(_ path: String) throws -> String {
        let resolved = Self.resolved(path).dropLast()
        guard roots.contains(where: { resolved.hasPrefix($0) }) else {
            throw InputError(
                "it is outside of the netlist's folder; if it may be read, name its folder: --library "
                    + ((path.lastIndex(of: "/").map { String(path[..<$0]) }) ?? "FOLDER"))
        }
        return try Self.read(path).text
    }

    /// A file's text, whatever its encoding.
    static func read(_ path: String) throws -> NetlistText {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
        guard let attributes, let kind = attributes[.type] as? FileAttributeType else {
            throw InputError("\(path): cannot be read: no such file")
        }
        guard kind == .typeRegular else {
            throw InputError(
                "\(path): cannot be read: it is no file but \(kind == .typeDirectory ? "a folder" : "a device")")
        }
        guard let size = attributes[.size] as? Int, size <= NetlistBudget.bytes else {
            throw InputError(
                "\(path): is larger than \(NetlistBudget.bytes >> 20) MB, the most that is read of a netlist")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError("\(path): cannot be read: no permission")
        }
        return try NetlistText([UInt8](data), file: path)
    }
}
