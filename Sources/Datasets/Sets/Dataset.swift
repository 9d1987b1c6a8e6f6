import Foundation

/// What someone calls a data set: a known name or a path.
public enum DatasetReference: Sendable, Hashable {
    case named(NamedDataset)
    /// A table of text, an NPZ or NPY file, or a folder of IDX or NPY files or of two tables.
    case path(String)

    /// A name if it is known, else a path.
    public init(_ text: String) { self = NamedDataset(rawValue: text).map(Self.named) ?? .path(text) }
}

/// Where data sets are looked for.
public struct DatasetLocations: Sendable, Hashable {
    /// In order; each may hold the files of a set itself, or in a subfolder of the set's name, which comes first.
    public var folders: [String]

    /// Looks in folders, in their order.
    public init(folders: [String]) { self.folders = folders }
}

/// Training samples, perhaps validation and test samples, and where they are from.
public struct Dataset: Sendable {
    /// The set's own, or the file's.
    public let name: String
    /// What a network learns from; all samples of a set without parts of its own.
    public let training: LabelledSamples
    /// Nil when the set has no validation part of its own, as most have none.
    public let validation: LabelledSamples?
    /// Nil when the set has no test part of its own: a study holds out a part or cross-validates.
    public let test: LabelledSamples?
    /// Nil for a file of the user's.
    public let facts: NamedDataset.Facts?
    /// The files that were read; none for a built-in set.
    public let files: [String]
    /// How the files were understood.
    public let reading: DatasetReading

    /// Whether features lie outside 0…1, so that a ``FeatureScaling`` must be fitted on the training rows.
    public var needsScaling: Bool { [training, validation, test].contains { $0.map { !$0.isInUnitRange } ?? false } }

    /// Loads a data set.
    ///
    /// Unsigned bytes are brought to 0…1 by the range that they use; digits are divided by 16. Other features stay as
    /// they are. The classes are the different labels of the training part, in order. MNIST takes 0.3 s and 220 MB.
    /// - Parameters:
    ///   - layout: what the file does not tell itself.
    ///   - locations: where named sets and relative paths are looked for; a relative path also in the current folder.
    ///   - memory: bytes that the machine has; what would take more is refused before it is taken.
    public static func load(
        _ reference: DatasetReference, layout: DatasetLayout = DatasetLayout(),
        from locations: DatasetLocations = DatasetLocations(folders: []), memory: Int = .max
    ) throws(DatasetError) -> Dataset {
        switch reference {
        case .named(let set):
            if let parts = try set.loadBuiltIn() {
                return try Dataset(set.rawValue, parts, facts: set.facts, files: [])
            }
            let paths = try set.find(in: locations)
            let parts = try IDXFolder.read(
                paths, name: set.rawValue, classNames: set.facts.classNames, axes: layout.axes, memory: memory)
            return try Dataset(set.rawValue, parts, facts: set.facts, files: paths)
        case .path(let path):
            return try load(path: path, layout, locations, memory: memory)
        }
    }

    /// Whether a path leads to a file, a folder, or IDX files whose names begin so.
    package static func isAt(_ path: String) -> Bool {
        if FileManager.default.fileExists(atPath: path) { return true }
        let url = URL(fileURLWithPath: path)
        return IDXFolder.sets(in: url.deletingLastPathComponent().path).keys
            .contains { trimmed($0) == url.lastPathComponent }
    }

    private static func load(
        path: String, _ layout: DatasetLayout, _ locations: DatasetLocations, memory: Int
    ) throws(DatasetError) -> Dataset {
        let candidates = path.hasPrefix("/") ? [path] : locations.folders.map { "\($0)/\(path)" } + [path]
        var isFolder: ObjCBool = false
        guard
            let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) })
        else {
            for candidate in candidates {
                if let set = try prefixedSet(candidate, layout, memory: memory) { return set }
            }
            if path.contains(where: { $0 == "/" || $0 == "." }) {
                throw .unreadable(file: path, reason: "no such file")
            }
            throw .unknownName(name: path, suggestion: NamedDataset.suggestion(for: path))
        }
        let url = URL(fileURLWithPath: found)
        let name = url.deletingPathExtension().lastPathComponent
        if isFolder.boolValue { return try load(folder: found, name: name, layout, memory: memory) }
        switch url.pathExtension.lowercased() {
        case "npz":
            try refuseColumns(layout, found)
            let arrays: NamedArrays
            if let four = try NamedArrays(oneOfFour: found) {
                arrays = four
            } else {
                arrays = try NamedArrays(archive: found)
            }
            return try Dataset(name, arrays.read(name: name, axes: layout.axes, memory: memory), files: [found])
        case "npy":
            try refuseColumns(layout, found)
            let arrays = try NamedArrays(folder: url.deletingLastPathComponent().path)
            let parts = try arrays.read(name: name, first: name, axes: layout.axes, memory: memory)
            return try Dataset(name, parts, files: [found])
        case let ending where ending == "gz" || TableFolder.endings.contains(ending):
            let parts = try DatasetParts.table(ByteFile(path: found), name: name, layout: layout, memory: memory)
            return try Dataset(name, parts, files: [found])
        default: throw .unknownFormat(path: found)
        }
    }

    private static func load(
        folder: String, name: String, _ layout: DatasetLayout, memory: Int
    ) throws(DatasetError) -> Dataset {
        let sets = IDXFolder.sets(in: folder)
        let arrays = try NamedArrays(folder: folder)
        let tables = TableFolder(folder)
        if sets.isEmpty, arrays.names.isEmpty, !tables.tables.isEmpty {
            guard let pair = tables.pair else { throw .tablesInFolder(folder: folder, tables: tables.tables) }
            let files = [pair.training, pair.test].map { "\(folder)/\($0)" }
            let parts = try DatasetParts.tables(
                training: ByteFile(path: files[0]), test: ByteFile(path: files[1]), name: name, layout: layout,
                memory: memory)
            return try Dataset(name, parts, files: files)
        }
        try refuseColumns(layout, folder)
        let complete = sets.filter { $0.value.missing.isEmpty }
        if complete.count > 1 {
            throw .severalSets(folder: folder, sets: complete.keys.map { $0.isEmpty ? "." : trimmed($0) }.sorted())
        }
        if let (prefix, set) = complete.first {
            return try idx(set.paths, name: prefix.isEmpty ? name : trimmed(prefix), layout, memory: memory)
        }
        // Some of the four, so the others are missing.
        if let (prefix, set) = sets.min(by: { $0.key < $1.key }) {
            throw .missingFiles(set: prefix.isEmpty ? name : trimmed(prefix), files: set.missing, folders: [folder])
        }
        if arrays.names.isEmpty { throw .unknownFormat(path: folder) }
        return try Dataset(name, arrays.read(name: name, axes: layout.axes, memory: memory), files: [folder])
    }

    /// The set whose IDX files begin with the last part of a path, such as `folder/emnist-letters`.
    private static func prefixedSet(
        _ path: String, _ layout: DatasetLayout, memory: Int
    ) throws(DatasetError) -> Dataset? {
        let url = URL(fileURLWithPath: path)
        let name = url.lastPathComponent
        let sets = IDXFolder.sets(in: url.deletingLastPathComponent().path)
        guard let set = sets.first(where: { trimmed($0.key) == name && $0.value.missing.isEmpty }) else { return nil }
        try refuseColumns(layout, path)
        return try idx(set.value.paths, name: name, layout, memory: memory)
    }

    private static func idx(
        _ paths: [String], name: String, _ layout: DatasetLayout, memory: Int
    ) throws(DatasetError) -> Dataset {
        var parts = try IDXFolder.read(paths, name: name, axes: layout.axes, memory: memory)
        if name.hasPrefix("emnist") { parts.reading.form.append("EMNIST's pictures are stored column by column") }
        return try Dataset(name, parts, files: paths)
    }

    /// The name of a set whose files begin with it.
    private static func trimmed(_ prefix: String) -> String {
        String(prefix.reversed().drop { "-_.".contains($0) }.reversed())
    }

    private static func refuseColumns(_ layout: DatasetLayout, _ file: String) throws(DatasetError) {
        if layout.speaksOfColumns { throw .keyOfTables(file: file) }
    }

    init(
        _ name: String, _ parts: DatasetParts, facts: NamedDataset.Facts? = nil, files: [String]
    ) throws(DatasetError) {
        for part in [parts.validation, parts.test].compactMap({ $0 })
        where part.featureCount != parts.training.featureCount {
            throw .testDiffersFromTraining(set: name, training: parts.training.featureCount, test: part.featureCount)
        }
        self.name = name
        training = parts.training
        validation = parts.validation
        test = parts.test
        self.facts = facts
        self.files = files
        var reading = parts.reading
        reading.warnings += parts.training.classWarnings
        self.reading = reading
    }
}

extension NamedDataset {
    /// The four files of a set that is not built in.
    /// - Throws: what is missing, and where it was looked for.
    func find(in locations: DatasetLocations) throws(DatasetError) -> [String] {
        let folders = locations.folders.flatMap { ["\($0)/\(rawValue)", $0] }
        var nearest = IDXFolder.names
        for folder in folders {
            let found = IDXFolder.find(in: folder)
            if found.missing.isEmpty {
                try requireNotAnother(labels: found.paths[1])
                return found.paths
            }
            if found.missing.count < nearest.count { nearest = found.missing }
        }
        throw .missingFiles(set: rawValue, files: nearest, folders: folders)
    }

    /// The folder of a set that is not built in; nil when it is not there.
    public func folder(in locations: DatasetLocations) -> String? {
        guard !isBuiltIn, let paths = try? find(in: locations) else { return nil }
        return URL(fileURLWithPath: paths[0]).deletingLastPathComponent().path
    }

    /// The sets share their file names: a folder of the one must not pass for the other.
    private func requireNotAnother(labels path: String) throws(DatasetError) {
        for other in NamedDataset.allCases where other != self {
            guard let file = other.publishedFiles.first(where: { $0.name == IDXFolder.parts[0].labels + ".gz" }) else {
                continue
            }
            let found = try? file.digest.found(in: ByteFile(path: path), largestSize: file.largestSize)
            if found == file.digest.md5 {
                throw .anotherSet(wanted: rawValue, found: other.rawValue, file: path)
            }
        }
    }
}
