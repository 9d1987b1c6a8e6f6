import Datasets
import Foundation
import Results
import SpikingNetworks
import Studies
import TestedProgram
import Testing

@testable import Experiments

@Suite struct StoredNetworkTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func outcome(_ change: (inout Study) -> Void) throws -> NetworkOutcome {
        var study = irisStudy()
        study.training.epochs = 2
        change(&study)
        return try networkExperiment(study).run()
    }

    @Test func networksReadBackToTheBit() throws {
        let outcomes = [
            try outcome { _ in }, try outcome { $0.hardware = HardwarePlan() },
            try outcome { $0.network.inputRows = .bipolar },
            try outcome { $0.network.learnsDecay = true },
            try outcome {
                $0.network.model = .textbook
                $0.hardware = HardwarePlan()
                $0.network.learnsThreshold = true
            },
            try outcome { $0.network.hidden = [] },
            try outcome { $0.training.loss = .rate },
        ]
        for (index, outcome) in outcomes.enumerated() {
            let folder = try RunFolder.create(temporary.path("run-\(index)"))
            try folder.write(outcome.network, program: tinyProgram)
            #expect(try folder.loadNetwork() == outcome.network)
        }
        #expect(outcomes[0].network.target != nil && outcomes[0].network.target != outcomes[0].network.network)
        #expect(outcomes[1].network.target == nil)
    }

    /// The network of the run folder gives the accuracy of the run.
    @Test func evaluationRepeatsTheResults() throws {
        let study = irisStudy()
        let outcome = try networkExperiment(study).run()
        let data = try studyData(study)
        func results(limit: Int?) throws -> NetworkTestResults {
            try StoredNetworkTest(
                study: study, shown: try ShownSamples(heldOutBy: data, limit: limit), stored: outcome.network,
                context: context(), program: tinyProgram
            ).run(circuit: nil).results
        }
        let all = try results(limit: nil)
        #expect(all.accuracy == outcome.results.testAccuracy)
        #expect(all.confusion == outcome.results.confusion)
        #expect(try results(limit: 7).samples == 7)
    }

    /// NEP 1: magic, version, length of the header, a dictionary, numbers from a multiple of 64 bytes on.
    @Test func arraysAreNumPys() throws {
        let data = NPYFormat.data([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        #expect(Array(data.prefix(8)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
        let length = Int(data[8]) + Int(data[9]) << 8
        #expect((10 + length) % 64 == 0 && data.count == 10 + length + 24)
        let header = String(decoding: data[10..<(10 + length)], as: UTF8.self)
        #expect(
            header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }") && header.hasSuffix("\n"))
        #expect(Array(data.suffix(4)) == [0, 0, 0xC0, 0x40])
        let vector = NPYFormat.data([7] as [Float], shape: [1])
        #expect(String(decoding: vector, as: UTF8.self).contains("'shape': (1,)"))
        let file = temporary.path("a.npy")
        try data.write(to: URL(fileURLWithPath: file))
        #expect(try NPYFormat.floats(file, shape: [2, 3]) == [1, 2, 3, 4, 5, 6])
    }

    @Test func damagedWeightsAreRefused() throws {
        let folder = try RunFolder.create(temporary.path("run"))
        let stored = try outcome { _ in }.network
        try folder.write(stored, program: tinyProgram)
        let name = "layers/1-positive.npy"
        let whole = try Data(contentsOf: folder.file(name))
        for bytes in [whole.prefix(0), whole.prefix(5), whole.prefix(40), whole.dropLast(1), whole + Data([0])] {
            try bytes.write(to: folder.file(name))
            #expect(throws: DatasetError.self) { try folder.loadNetwork() }
        }
        // Another layer's numbers.
        try Data(contentsOf: folder.file("layers/2-positive.npy")).write(to: folder.file(name))
        #expect(
            throws: DatasetError.unsupported(
                file: folder.file(name).path, found: "an array of shape 10×8",
                allowed: "the network needs 4×10 numbers here")
        ) { try folder.loadNetwork() }
        // A conductance beyond the device.
        var wild = whole
        wild.replaceSubrange((whole.count - 4)..., with: [0, 0, 0x80, 0x3F])
        try wild.write(to: folder.file(name))
        let outside = #expect(throws: RunFolderError.self) { try folder.loadNetwork() }
        #expect("\(outside!)".contains("layers/1-positive.npy") && "\(outside!)".contains("outside G_min"))
        try whole.write(to: folder.file(name))
        #expect(try folder.loadNetwork() == stored)
        let text = try String(contentsOf: folder.file("network.json"), encoding: .utf8)
        try folder.write(
            text.replacingOccurrences(of: "\"schemaVersion\" : 2", with: "\"schemaVersion\" : 9"), to: "network.json")
        #expect(
            throws: RunFolderError.foreignVersion(file: folder.file("network.json").path, found: 9, supported: 2)
        ) { try folder.loadNetwork() }
        // What would lead a command beyond the ends of its lists.
        for (old, new) in [
            ("\"slots\" : \(stored.network.slots)", "\"slots\" : 1000000000"),
            ("\"classNames\" : [", "\"classNames\" : [\"one more\","),
        ] {
            try folder.write(text.replacingOccurrences(of: old, with: new), to: "network.json")
            #expect(throws: RunFolderError.self) { try folder.loadNetwork() }
        }
    }
}
