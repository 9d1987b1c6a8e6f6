import Datasets
import Foundation
import Results
import Studies
import Synchronization
import Testing

@testable import Experiments

@Suite struct NetworkCheckpointTests {
    private let study = irisStudy()
    private let data: Data

    init() throws {
        let last = Mutex(Data())
        var study = study
        study.training.epochs = 2
        _ = try networkExperiment(study).run(
            observer: NetworkObserver(checkpoint: { checkpoint in
                let data = try checkpoint.encoded()
                last.withLock { $0 = data }
            }))
        data = last.withLock { $0 }
    }

    private func error(_ data: Data) -> NetworkCheckpointError? {
        #expect(throws: NetworkCheckpointError.self) { try NetworkCheckpoint(data, file: "c") }
    }

    @Test func wholeOnesAreRead() throws {
        #expect(try NetworkCheckpoint(data, file: "c").epochs == 2)
        #expect(try NetworkCheckpoint(data, file: "c").encoded() == data)
    }

    @Test func truncatedOnesSayWhatIsMissing() {
        #expect(error(Data()) == .notACheckpoint(file: "c"))
        for length in [1, 10, 23, 24, 35, 36, 39, 40, 47, 48, 500, data.count / 2, data.count - 4, data.count - 1] {
            let found = error(data.prefix(length))
            guard case .truncated("c", length, let needed)? = found else {
                Issue.record("\(length): \(String(describing: found))")
                continue
            }
            #expect(needed > length && needed <= data.count)
        }
    }

    @Test func everyFlippedBitIsFound() {
        for place in stride(from: 0, to: data.count, by: 97) {
            var damaged = data
            damaged[place] ^= 1 << (place % 8)
            #expect(error(damaged) != nil, "byte \(place)")
        }
        #expect(error(data + Data([0])) == .altered(file: "c"))
    }

    @Test func foreignOnesAreNamed() throws {
        #expect(error(Data("PK\u{3}\u{4} something else".utf8)) == .notACheckpoint(file: "c"))
        var later = data
        later[24] = 9
        #expect(error(later) == .version(file: "c", found: 9, supported: 2))
    }

    /// With right checksums: what sums, indices and notes are made of must fit together.
    @Test func forgedOnesAreRefused() throws {
        func refusal(_ forge: (inout NetworkCheckpoint) -> Void) throws -> NetworkCheckpointError? {
            var checkpoint = try NetworkCheckpoint(data, file: "c")
            forge(&checkpoint)
            return error(try checkpoint.encoded())
        }
        func flaw(_ text: String) -> NetworkCheckpointError {
            .unreadableState(file: "c", reason: "it is not what this program writes: \(text)")
        }
        #expect(
            try refusal { $0.state.history[1].saturated = [] }
                == flaw("its epochs tell of different numbers of layers"))
        #expect(try refusal { $0.state.history[0].silent[0] = .max } == flaw("\"silent\" is \(Int.max)"))
        #expect(try refusal { $0.state.history[0].epoch = .min } == flaw("\"epoch\" is \(Int.min)"))
    }

    @Test func anotherRunsIsRefused() throws {
        let checkpoint = try NetworkCheckpoint(data, file: "c")
        func refusal(_ study: Study, _ program: ProgramRecord = tinyProgram) -> NetworkCheckpointError? {
            #expect(throws: NetworkCheckpointError.self) {
                try networkExperiment(study, program: program).run(from: checkpoint, file: "c")
            }
        }
        var same = study
        same.training.epochs = 2
        _ = try networkExperiment(same).run(from: checkpoint)
        #expect(refusal(study) == .otherStudy(file: "c"))
        var seed = same
        seed.seed += 1
        #expect(refusal(seed) == .otherStudy(file: "c"))
        #expect(
            refusal(same, ProgramRecord(name: "test", version: "1"))
                == .otherProgram(file: "c", found: "test 0", running: "test 1"))
        var moved = checkpoint
        moved.identity.fingerprint = "0"
        #expect(throws: NetworkCheckpointError.otherData(file: "c")) {
            try networkExperiment(same).run(from: moved, file: "c")
        }
    }
}
