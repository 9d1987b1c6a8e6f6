package import Foundation
import Results
import Studies
import Training

/// Why a run cannot be continued from its checkpoint.
package enum NetworkCheckpointError: Error, Equatable, CustomStringConvertible {
    case notACheckpoint(file: String)
    case version(file: String, found: Int, supported: Int)
    case truncated(file: String, found: Int, needed: Int)
    case altered(file: String)
    case otherStudy(file: String)
    case otherData(file: String)
    case otherProgram(file: String, found: String, running: String)
    case unreadableState(file: String, reason: String)

    package var description: String {
        switch self {
        case .notACheckpoint(let file):
            "\(file): it is no checkpoint of this program: its first bytes are not \"\(NetworkCheckpoint.format.magic)\"; "
                + Self.remedy
        case .version(let file, let found, let supported):
            "\(file): it has format version \(found), but this program reads version \(supported); use the program that "
                + "wrote it, or \(Self.remedy)"
        case .truncated(let file, let found, let needed):
            "\(file): it is cut off: \(found) bytes are there, \(needed) are needed; \(Self.remedy)"
        case .altered(let file):
            "\(file): its checksum is wrong: it was altered or damaged; \(Self.remedy)"
        case .otherStudy(let file):
            "\(file): it belongs to another study or seed than this run's; choose another --output"
        case .otherData(let file):
            "\(file): the data are not those that the run began with; point --data to them, or \(Self.remedy)"
        case .otherProgram(let file, let found, let running):
            "\(file): \(found) wrote it, but this is \(running), which may compute other bits; use the program that wrote "
                + "it, or \(Self.remedy)"
        case .unreadableState(let file, let reason): "\(file): \(reason)"
        }
    }

    private static let remedy = "remove it to train from the start in the same folder"

    init(_ error: SealedFormatError, file: String) {
        self =
            switch error {
            case .otherMagic: .notACheckpoint(file: file)
            case .version(let found, let supported): .version(file: file, found: found, supported: supported)
            case .truncated(let found, let needed): .truncated(file: file, found: found, needed: needed)
            case .altered: .altered(file: file)
            }
    }
}

/// Everything that the rest of a run depends on: finished folds, and where the current training stands.
package struct NetworkCheckpoint: Sendable {
    static let format = SealedFormat(magic: "MEMSPIKE RUN CHECKPOINT\n", version: 2)

    /// Whose checkpoint it is.
    struct Identity: Codable, Equatable {
        var program: ProgramRecord
        var study: StudyTree
        /// Of the data.
        var fingerprint: String
    }

    private struct Header: Codable {
        var identity: Identity
        var folds: [FoldOutcome]
        var history: [LearningRecord]
        var seconds: Double
        var bestEpoch: Int?
        var trainerBytes: Int
        var bestBytes: Int
    }

    var identity: Identity
    /// Finished folds, in any order.
    var folds: [FoldOutcome] = []
    /// The training of the network that the run keeps.
    var state = TrainingState()

    init(identity: Identity) { self.identity = identity }

    /// Epochs done by the network that the run keeps.
    package var epochs: Int { state.history.count }
    package var finishedFolds: Int { folds.count }

    /// A sealed file: the length of a JSON header, the header, and the trainers' own bytes.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = try encoder.encode(
            Header(
                identity: identity, folds: folds, history: state.history, seconds: state.seconds,
                bestEpoch: state.bestEpoch, trainerBytes: state.trainerData.count, bestBytes: state.bestData.count))
        var body = Data()
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { body.append(contentsOf: $0) }
        body.append(header)
        body.append(state.trainerData)
        body.append(state.bestData)
        return Self.format.sealed(body)
    }

    /// - Parameter file: how errors name the bytes.
    package init(_ data: Data, file: String) throws(NetworkCheckpointError) {
        let body: Data
        do {
            body = try Self.format.opened(data)
        } catch {
            throw NetworkCheckpointError(error, file: file)
        }
        guard body.count >= 8 else { throw .altered(file: file) }
        let length = Int(
            clamping: body.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) })
        guard length <= body.count - 8,
            let header = try? JSONDecoder().decode(Header.self, from: body.dropFirst(8).prefix(length)),
            (0...body.count).contains(header.trainerBytes), (0...body.count).contains(header.bestBytes),
            body.count - 8 - length - header.trainerBytes == header.bestBytes,
            header.bestEpoch.map(header.history.indices.contains) != false
        else { throw .altered(file: file) }
        // A checksum tells damage, not malice.
        let root = try? JSONSerialization.jsonObject(with: body.dropFirst(8).prefix(length))
        if let flaw = LearningRecord.flaw(header.history) ?? FoldOutcome.flaw(header.folds)
            ?? root.flatMap({ LargestCount.flaw($0, key: "") })
        {
            throw .unreadableState(file: file, reason: "it is not what this program writes: \(flaw)")
        }
        identity = header.identity
        folds = header.folds
        state.history = header.history
        state.seconds = header.seconds
        state.bestEpoch = header.bestEpoch
        state.trainerData = Data(body.dropFirst(8 + length).prefix(header.trainerBytes))
        state.bestData = Data(body.suffix(header.bestBytes))
    }

    func check(against running: Identity, file: String) throws(NetworkCheckpointError) {
        guard identity.study == running.study else { throw .otherStudy(file: file) }
        guard identity.program == running.program else {
            throw .otherProgram(
                file: file, found: "\(identity.program.name) \(identity.program.version)",
                running: "\(running.program.name) \(running.program.version)")
        }
        guard identity.fingerprint == running.fingerprint else { throw .otherData(file: file) }
    }
}

extension RunFolder {
    /// Where the run stopped; nil if it had not come to its first checkpoint.
    package func loadCheckpoint() throws -> NetworkCheckpoint? {
        guard has(Self.checkpointName) else { return nil }
        return try NetworkCheckpoint(bytes(Self.checkpointName), file: file(Self.checkpointName).path)
    }

    package func write(_ checkpoint: NetworkCheckpoint) throws {
        try write(checkpoint.encoded(), to: Self.checkpointName)
    }
}
