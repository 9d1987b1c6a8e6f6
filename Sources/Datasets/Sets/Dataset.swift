import Foundation

/// What someone calls a data set: a known name or a path.
public enum DatasetReference: Sendable, Hashable {
    case named(NamedDataset)
    /// A CSV, NPZ or NPY file, or a folder of IDX or NPY files.
    case path(String)

    /// A name if it is known, else a path.
    public init(_ text: String) { self = NamedDataset(rawValue: text).map(Self.named) ?? .path(text) }
}

/// Where data sets are looked for.
public struct DatasetLocations: Sendable, Hashable {
    /// In order; each may hold the files of a set itself, or in a subfolder of the set's name, which comes first.
    public var folders: [String]

    public init(folders: [String]) { self.folders = folders }
}

/// Training samples, perhaps test samples, and where they are from.
public struct Dataset: Sendable {
    public let name: String
    public let training: LabelledSamples
    /// Nil when the set has no test part of its own: a study holds out a part or cross-validates.
    public let test: LabelledSamples?
    /// Nil for a file of the user's.
    public let facts: NamedDataset.Facts?
    /// The files that were read; none for a built-in set.
    public let files: [String]

    /// Whether features lie outside 0…1, so that a ``FeatureScaling`` must be fitted on the training rows.
    public var needsScaling: Bool { !training.isInUnitRange || test.map { !$0.isInUnitRange } ?? false }

    /// Loads a data set.
    ///
    /// Bytes of IDX files, and arrays of unsigned bytes, are divided by 255; digits by 16. Other features stay as they
    /// are. The classes are the different labels of the training part, in order. MNIST takes 0.3 s and 220 MB.
    /// - Parameters:
    ///   - label: the label column of a CSV file.
    ///   - locations: where named sets and relative paths are looked for; a relative path also in the current folder.
    public static func load(
        _ reference: DatasetReference, label: LabelColumn = .automatic,
        from locations: DatasetLocations = DatasetLocations(folders: [])
    ) throws(DatasetError) -> Dataset {
        switch reference {
        case .named(let set):
            if let samples = try set.loadBuiltIn() {
                return try Dataset(name: set.rawValue, training: samples, test: nil, facts: set.facts, files: [])
            }
            let paths = try set.find(in: locations)
            let (training, test) = try IDXFolder.read(paths, name: set.rawValue, classNames: set.facts.classNames)
            return try Dataset(name: set.rawValue, training: training, test: test, facts: set.facts, files: paths)
        case .path(let path):
            return try load(path: path, label: label, locations: locations)
        }
    }

    private static func load(
        path: String, label: LabelColumn, locations: DatasetLocations
    ) throws(DatasetError) -> Dataset {
        let candidates = path.hasPrefix("/") ? [path] : locations.folders.map { "\($0)/\(path)" } + [path]
        var isFolder: ObjCBool = false
        guard
            let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) })
        else {
            if path.contains(where: { $0 == "/" || $0 == "." }) {
                throw .unreadable(file: path, reason: "no such file")
            }
            throw .unknownName(name: path, suggestion: NamedDataset.suggestion(for: path))
        }
        let url = URL(fileURLWithPath: found)
        let name = url.deletingPathExtension().lastPathComponent
        if isFolder.boolValue {
            let idx = IDXFolder.find(in: found)
            if idx.missing.isEmpty {
                let (training, test) = try IDXFolder.read(idx.paths, name: name, classNames: nil)
                return try Dataset(name: name, training: training, test: test, facts: nil, files: idx.paths)
            }
            // Some of the four, so the others are missing.
            if !idx.paths.isEmpty { throw .missingFiles(set: name, files: idx.missing, folders: [found]) }
            let arrays = try NamedArrays(folder: found)
            if arrays.names.isEmpty { throw .unknownFormat(path: found) }
            let (training, test) = try arrays.read(name: name)
            return try Dataset(name: name, training: training, test: test, facts: nil, files: [found])
        }
        switch url.pathExtension.lowercased() {
        case "npz":
            let (training, test) = try NamedArrays(archive: found).read(name: name)
            return try Dataset(name: name, training: training, test: test, facts: nil, files: [found])
        case "npy":
            let arrays = try NamedArrays(folder: url.deletingLastPathComponent().path)
            let (training, test) = try arrays.read(name: name, first: name)
            return try Dataset(name: name, training: training, test: test, facts: nil, files: [found])
        case "csv", "tsv", "txt", "gz":
            let samples = try CSVTable.samples(ByteFile(path: found), name: name, label: label)
            return try Dataset(name: name, training: samples, test: nil, facts: nil, files: [found])
        default: throw .unknownFormat(path: found)
        }
    }

    private init(
        name: String, training: LabelledSamples, test: LabelledSamples?, facts: NamedDataset.Facts?, files: [String]
    ) throws(DatasetError) {
        if let test, test.featureCount != training.featureCount {
            throw .testDiffersFromTraining(set: name, training: training.featureCount, test: test.featureCount)
        }
        self.name = name
        self.training = training
        self.test = test
        self.facts = facts
        self.files = files
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
