import Datasets
import Foundation
import SpikingNetworks
import Training

/// Seconds of the processor and of the wall clock.
struct Measurement {
    var seconds: Double
    var wallSeconds: Double
    var repetitions: Int
}

/// Runs works and times them.
final class Contestant {
    private var inputs: [Input: PreparedInput] = [:]

    private func prepared(_ input: Input) throws -> PreparedInput {
        if let known = inputs[input] { return known }
        let made = try PreparedInput(input)
        inputs[input] = made
        return made
    }

    /// Writes what the peers read: samples, weights, and what the network does with them.
    func write(to folder: URL) throws {
        for input in Input.allCases { try prepared(input).write(to: folder.appending(path: input.rawValue)) }
    }

    /// Repeats a work for some seconds.
    /// - Returns: medians over the repetitions, of one epoch, one step or one batch.
    func measure(_ work: Work, seconds: Double) throws -> Measurement {
        let prepared = try prepared(work.input)
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var processor: [Double] = []
        var wall: [Double] = []
        try prepared.run(work)
        while wall.count < 5 || clock.now < end {
            let start = processorTime()
            wall.append(try clock.measure { try prepared.run(work) } / .seconds(1))
            processor.append(processorTime() - start)
        }
        let parts = Double(work == .paperEpoch ? 1 : Input.mnistBatches)
        func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] / parts }
        return Measurement(seconds: median(processor), wallSeconds: median(wall), repetitions: wall.count)
    }

    /// The processor's time of this process [s]: what others do on the machine is not in it.
    private func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }

    /// What tells whether both sides did the same: accuracy on held-out glyphs, or the rate of hidden spikes.
    func check(_ work: Work) throws -> [String: Double] {
        if work == .paperEpoch { return ["accuracy": try paperAccuracy()] }
        let prepared = try prepared(work.input)
        let network = try prepared.trainer.network()
        let answers = try NetworkInference(network, encoder: prepared.input.recipe.encoder, jobs: 1)
            .answers(prepared.samples)
        return ["hiddenRate": answers.firingRates[0].reduce(0, +) / Double(answers.firingRates[0].count)]
    }

    private func paperAccuracy() throws -> Double {
        let fresh = try PreparedInput(.paper)
        for _ in 0..<Input.paperEpochs { _ = try fresh.trainer.runEpoch(fresh.samples) }
        let heldOut = try Input.paper.samples(part: 1)
        return try NetworkInference(try fresh.trainer.network(), encoder: .constant, jobs: 1)
            .answers(heldOut).accuracy(labels: heldOut.labels)
    }
}

/// Samples, a trainer at the state that is measured, and the network of that state.
final class PreparedInput {
    let input: Input
    let samples: LabelledSamples
    let trainer: NetworkTrainer
    private let network: SpikingNetwork
    private let inference: NetworkInference

    init(_ input: Input) throws {
        self.input = input
        samples = try input.samples(part: 0)
        trainer = try NetworkTrainer(recipe: input.recipe, inputs: input.inputs, seed: 1, jobs: 1)
        for _ in 0..<input.preparation { _ = try trainer.runEpoch(samples) }
        network = try trainer.network()
        inference = NetworkInference(network, encoder: input.recipe.encoder, jobs: 1)
    }

    /// One epoch.
    func run(_ work: Work) throws {
        if work.isInference {
            _ = try inference.answers(samples)
        } else {
            _ = try trainer.runEpoch(samples)
        }
    }

    func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func write(_ values: [Float], _ name: String) throws {
            try values.withUnsafeBytes { try Data($0).write(to: folder.appending(path: name + ".f32")) }
        }
        try write(samples.features, "features")
        try write(samples.labels.map(Float.init), "labels")
        if input == .paper {
            let heldOut = try input.samples(part: 1)
            try write(heldOut.features, "held-out-features")
            try write(heldOut.labels.map(Float.init), "held-out-labels")
        }
        for (index, layer) in network.layers.enumerated() {
            guard case .textbook(let textbook) = layer else { continue }
            try write(textbook.weights, "weights-\(index)")
        }
    }
}
