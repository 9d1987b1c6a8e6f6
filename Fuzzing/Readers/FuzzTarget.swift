import Foundation

/// A reader, as the program uses it on a file that a user names.
struct FuzzTarget: Sendable {
    /// Of the target, and of its folder in the corpus.
    let name: String
    /// What the altered file is called.
    let file: String
    /// Words of the format.
    let tokens: [String]
    /// Reads the file at a path, as far as the program would; any error is right.
    let read: @Sendable (_ path: String) throws -> Void

    /// Runs the reader on an input.
    /// - Returns: whether it was taken.
    func run(_ input: [UInt8], in folder: String) throws -> Bool {
        let path = "\(folder)/\(file)"
        try Data(input).write(to: URL(fileURLWithPath: path))
        do {
            try read(path)
            return true
        } catch {
            // Wording an error is a part of reading.
            precondition(!"\(error)".isEmpty)
            return false
        }
    }
}

/// Inputs to begin from.
struct Corpus {
    let folder: String

    /// - Returns: the files of a target, and those beside which the altered one lies.
    func files(of target: FuzzTarget) throws -> [[UInt8]] {
        let own = "\(folder)/\(target.name)"
        let names = try FileManager.default.contentsOfDirectory(atPath: own).sorted().filter { $0 != "beside" }
        let files = try names.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(own)/\($0)"))) }
        guard !files.isEmpty else { throw FuzzError("\(own) holds no input to begin from") }
        return files
    }

    /// Makes a folder with what has to lie beside the altered file.
    func prepare(_ work: String, for target: FuzzTarget) throws {
        try? FileManager.default.removeItem(atPath: work)
        let beside = "\(folder)/\(target.name)/beside"
        if FileManager.default.fileExists(atPath: beside) {
            try FileManager.default.copyItem(atPath: beside, toPath: work)
        } else {
            try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        }
    }
}

struct FuzzError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
