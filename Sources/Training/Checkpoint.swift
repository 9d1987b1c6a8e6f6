public import Foundation

/// Why a checkpoint is refused.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
    case notACheckpoint
    case version(found: Int, supported: Int)
    case truncated(found: Int, needed: Int)
    case altered
    /// It belongs to another training.
    case foreign(what: String, found: String, expected: String)

    init(_ error: SealedFormatError) {
        self =
            switch error {
            case .otherMagic: .notACheckpoint
            case .version(let found, let supported): .version(found: found, supported: supported)
            case .truncated(let found, let needed): .truncated(found: found, needed: needed)
            case .altered: .altered
            }
    }

    /// What is wrong with the bytes, and what to do about them.
    public var description: String {
        switch self {
        case .notACheckpoint:
            "it is not a checkpoint of this program: its first bytes are not \"\(NetworkTrainer.checkpointFormat.magic)\""
        case .version(let found, let supported):
            "it has format version \(found), but this program reads version \(supported): use the program that wrote it"
        case .truncated(let found, let needed):
            "it is cut off: \(found) bytes are there, \(needed) are needed; remove it to train from the start"
        case .altered: "its checksum is wrong: it was altered or damaged; remove it to train from the start"
        case .foreign(let what, let found, let expected):
            "it belongs to another training: its \(what) is \(found), this one's is \(expected)"
        }
    }
}

extension NetworkTrainer {
    static let checkpointFormat = SealedFormat(magic: "MEMSPIKE", version: 2)

    /// Everything that the next epoch depends on; taken between epochs, it resumes to the same bits.
    public func checkpoint() -> Data {
        var body = Data()
        for (_, value) in identity { body.append(text: value) }
        body.append(littleEndian: UInt64(epoch))
        body.append(littleEndian: UInt64(step))
        for layer in layers { layer.append(to: &body) }
        return Self.checkpointFormat.sealed(body)
    }

    /// Takes up a training where `checkpoint()` left it.
    /// - Throws: what is wrong with the checkpoint; the trainer is then as it was.
    public func resume(from data: Data) throws(CheckpointError) {
        let body: Data
        do {
            body = try Self.checkpointFormat.opened(data)
        } catch {
            throw CheckpointError(error)
        }
        var reader = ByteReader(data: body, place: 0)
        do {
            for (what, expected) in identity {
                let found = try reader.text()
                guard found == expected else {
                    throw CheckpointError.foreign(what: what, found: found, expected: expected)
                }
            }
            let (epoch, step): (UInt64, UInt64) = (try reader.integer(), try reader.integer())
            // Looked at before anything is taken, so that the trainer stays as it was.
            guard epoch <= Self.mostSteps, step <= Self.mostSteps,
                reader.left == layers.reduce(0, { $0 + $1.checkpointSize })
            else { throw CheckpointError.altered }
            for layer in layers { try layer.read(from: &reader) }
            (self.epoch, self.step) = (Int(epoch), Int(step))
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw .altered
        }
    }

    /// More than any training can have done.
    private static let mostSteps: UInt64 = 1 << 48

    /// What a checkpoint must share with its trainer; with it the lengths of all its parts are given.
    private var identity: [(what: String, value: String)] {
        var cells = Data()
        for layer in stuck {
            for value in (layer?.positive ?? []) + (layer?.negative ?? []) {
                cells.append(littleEndian: value.bitPattern)
            }
        }
        return [
            ("seed", "\(seed)"), ("number of inputs", "\(inputs)"), ("recipe", "\(recipe)"),
            ("map of stuck cells", stuck.isEmpty ? "empty" : String(SealedFormat.checksum(cells), radix: 16)),
        ]
    }
}

extension TrainedLayer {
    fileprivate func append(to body: inout Data) {
        for plane in [weights, firstMoment, secondMoment] { body.append(plane) }
        for parameter in [trainedBias, trainedDecay, trainedThreshold, trainedLeak] {
            body.append(parameter.values)
            body.append(parameter.firstMoment)
            body.append(parameter.secondMoment)
        }
    }

    /// Bytes of a layer in a checkpoint.
    fileprivate var checkpointSize: Int {
        let planes = [weights, firstMoment, secondMoment].reduce(0) { $0 + 4 * $1.count }
        return [trainedBias, trainedDecay, trainedThreshold, trainedLeak].reduce(planes) {
            $0 + 8 * ($1.values.count + $1.firstMoment.count + $1.secondMoment.count)
        }
    }

    fileprivate func read(from reader: inout ByteReader) throws(SealedFormatError) {
        for plane in [weights, firstMoment, secondMoment] { try reader.fill(plane) }
        for path in [\TrainedLayer.trainedBias, \.trainedDecay, \.trainedThreshold, \.trainedLeak] {
            try reader.fill(&self[keyPath: path].values)
            try reader.fill(&self[keyPath: path].firstMoment)
            try reader.fill(&self[keyPath: path].secondMoment)
        }
    }
}
