public import Foundation
import Training

/// Why a run cannot be continued from its checkpoint.
public enum NetworkCheckpointError: Error, Equatable, CustomStringConvertible {
    case notACheckpoint(file: String)
    case version(file: String, found: Int, supported: Int)
    case truncated(file: String, found: Int, needed: Int)
    case altered(file: String)
    case otherStudy(file: String)
    case otherData(file: String)
    case otherProgram(file: String, found: String, running: String)
    case unreadableState(file: String, reason: String)

    public var description: String {
        switch self {
        case .notACheckpoint(let file):
            "\(file): it is no checkpoint of this program: its first bytes are not \"\(NetworkCheckpoint.magic)\"; "
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
}

/// Everything that the rest of a run depends on: finished folds, and where the current training stands.
public struct NetworkCheckpoint: Sendable {
    static let magic = "MEMSPIKE RUN CHECKPOINT\n"
    static let version = 1

    /// Whose checkpoint it is.
    struct Identity: Codable, Equatable {
        var program: ProgramRecord
        var study: StudyTree
        /// Of the data.
        var fingerprint: String
    }

    private struct Header: Codable {
        var version: Int
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
    public var epochs: Int { state.history.count }
    public var finishedFolds: Int { folds.count }

    /// Magic, lengths, a JSON header, the trainers' own bytes, and a checksum over all of it; little-endian.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let header = try encoder.encode(
            Header(
                version: Self.version, identity: identity, folds: folds,
                history: state.history, seconds: state.seconds, bestEpoch: state.bestEpoch,
                trainerBytes: state.trainerData.count, bestBytes: state.bestData.count))
        var data = Data(Self.magic.utf8)
        data.appendInteger(UInt64(Self.version))
        data.appendInteger(UInt64(header.count))
        data.append(header)
        data.append(state.trainerData)
        data.append(state.bestData)
        data.appendInteger(Self.checksum(data))
        return data
    }

    /// - Parameter file: how errors name the bytes.
    public init(_ data: Data, file: String) throws(NetworkCheckpointError) {
        let magic = Data(Self.magic.utf8)
        guard !data.isEmpty, data.prefix(magic.count) == magic.prefix(data.count) else {
            throw .notACheckpoint(file: file)
        }
        let start = magic.count + 16
        guard data.count >= start + 8 else { throw .truncated(file: file, found: data.count, needed: start + 8) }
        let version = Int(clamping: data.integer(at: magic.count))
        guard version == Self.version else { throw .version(file: file, found: version, supported: Self.version) }
        let length = Int(clamping: data.integer(at: magic.count + 8))
        guard length <= data.count - start - 8 else {
            throw .truncated(
                file: file, found: data.count, needed: start + 8 + min(length, Int.max - start - 8))
        }
        let whole = data.integer(at: data.count - 8) == Self.checksum(data.dropLast(8))
        let header: Header
        do {
            header = try JSONDecoder().decode(Header.self, from: data.dropFirst(start).prefix(length))
        } catch {
            throw .altered(file: file)
        }
        let (trainer, best) = (header.trainerBytes, header.bestBytes)
        guard (0...Int(UInt32.max) * 64).contains(trainer), (0...Int(UInt32.max) * 64).contains(best) else {
            throw .altered(file: file)
        }
        let needed = start + length + trainer + best + 8
        guard data.count >= needed else { throw .truncated(file: file, found: data.count, needed: needed) }
        guard data.count == needed, whole else { throw .altered(file: file) }
        identity = header.identity
        folds = header.folds
        state.history = header.history
        state.seconds = header.seconds
        state.bestEpoch = header.bestEpoch
        state.trainerData = Data(data.dropFirst(start + length).prefix(trainer))
        state.bestData = Data(data.dropFirst(start + length + trainer).prefix(best))
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

    /// 64-bit FNV-1a over words of eight bytes, then over the rest: it finds damage, not malice.
    private static func checksum(_ data: Data) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ value: UInt64) {
            hash = (hash ^ value) &* 0x0000_0100_0000_01b3
            hash ^= hash >> 29
        }
        data.withUnsafeBytes { bytes in
            let words = bytes.count / 8
            for word in 0..<words {
                add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self)))
            }
            for byte in bytes[(8 * words)...] { add(UInt64(byte)) }
        }
        return hash
    }
}

extension Data {
    fileprivate mutating func appendInteger(_ value: UInt64) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate func integer(at offset: Int) -> UInt64 {
        withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    }
}
