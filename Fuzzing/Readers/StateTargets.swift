import Datasets
import Experiments
import Foundation
import NgspiceEngine
import Results
import Studies
import Training

extension FuzzTarget {
    /// Where a run stands, and what its parts tell one another.
    static let states = [
        checkpoint("checkpoint", folds: nil), checkpoint("checkpoint-folds", folds: 3),
        FuzzTarget(name: "worker-messages", file: "message", tokens: []) { path in
            try WorkerMessage.read([UInt8](InputFile.bytes(path)))
        },
    ]

    /// A checkpoint without its seals: the header's JSON in one line, then what the trainers said of themselves.
    ///
    /// The right lengths and checksums are put in, as a forger would; the run then continues from it to its end.
    private static func checkpoint(_ name: String, folds: Int?) -> FuzzTarget {
        let experiment = Result { try SmallNetwork.experiment(folds: folds) }
        return FuzzTarget(
            name: name, file: "checkpoint",
            tokens: ["{", "}", "[", "]", "[]", "{}", "null", "1e300", "-1", "1e19", ",", ":", "nan"]
        ) { path in
            let bytes = Data(try InputFile.bytes(path))
            let folder = try RunFolder.open(URL(fileURLWithPath: path).deletingLastPathComponent().path, holding: [])
            // As it is, it is damaged.
            precondition((try? folder.loadCheckpoint()) == nil, "a file without a checksum was taken")
            try Unsealed(bytes).sealed().write(to: URL(fileURLWithPath: path))
            guard let saved = try folder.loadCheckpoint() else { return }
            _ = try experiment.get().run(from: saved)
        }
    }
}

/// A network that trains within milliseconds.
enum SmallNetwork {
    static func experiment(folds: Int?) throws -> NetworkExperiment {
        var study = Study(set: "iris")
        study.data.test = folds == nil ? 0.3 : 0
        study.data.folds = folds
        study.network.hidden = [3]
        study.training.epochs = 3
        study.training.batchSize = 50
        study.hardware.draws = 2
        return try NetworkExperiment(
            study: study, data: StudyData(study, from: DatasetLocations(folders: []), file: "study.yaml"), circuit: nil,
            context: RunContext(jobs: 1, stopwatch: { 0 }), program: ProgramRecord(name: "memspike", version: "0"),
            availableMemory: 1 << 33)
    }
}

/// The parts of a checkpoint.
struct Unsealed {
    private static let run = SealedFormat(magic: "MEMSPIKE RUN CHECKPOINT\n", version: 2)
    private static let trainer = SealedFormat(magic: "MEMSPIKE", version: 2)
    /// Of a sealed trainer: magic text, version, length; and the checksum behind it.
    private static let trainerHead = 20
    private static let checksum = 4

    private let header: Data
    private let rest: Data

    init(_ bytes: Data) {
        header = Data(bytes.prefix { $0 != 0x0A })
        rest = Data(bytes.dropFirst(header.count + 1))
    }

    /// The bytes of a checkpoint.
    func sealed() -> Data {
        var body = Data()
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { body.append(contentsOf: $0) }
        body.append(header)
        let split = min(max(0, number("trainerBytes")), rest.count)
        body.append(resealed(rest.prefix(split)))
        body.append(resealed(rest.dropFirst(split)))
        return Self.run.sealed(body)
    }

    private func number(_ key: String) -> Int {
        let text = String(decoding: header, as: UTF8.self)
        guard let place = text.range(of: "\"\(key)\":") else { return 0 }
        return Int(text[place.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    private func resealed(_ part: Data) -> Data {
        guard part.count >= Self.trainerHead + Self.checksum else { return Data(part) }
        return Self.trainer.sealed(Data(part.dropFirst(Self.trainerHead).dropLast(Self.checksum)))
    }
}
