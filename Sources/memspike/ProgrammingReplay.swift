import Crossbars
import Devices
import Foundation
import NgspiceEngine
import Quantities
import SPICEText

/// The pulses that some cells got, run again in ngspice.
struct ProgrammingReplay {
    struct Record: Encodable {
        var cells: Int
        var pulses: Int
        var seconds: Double
        /// For all pulses at the same pace.
        var scaledSeconds: Double
        /// To the native programming, disturb of the others included.
        var ratio: Double
        var largestStateDifference: Double
    }

    let device: DeviceModel
    /// Whose cells are chosen from: a deep network's first.
    let array: ProgrammedArray
    /// Of all arrays.
    let pulses: Int
    /// Of the native programming.
    let seconds: Double
    let timeLimit: Duration

    func run(cells count: Int) throws -> Record {
        let pool = NgspiceWorkerPool(executable: Session.executable, workers: 1, timeLimit: timeLimit)
        let healthy = array.cells.indices.filter {
            if case .stuck = array.cells[$0].outcome { false } else { !array.trains[$0].isEmpty }
        }
        let stride = max(1, healthy.count / count)
        let chosen = healthy.enumerated().filter { $0.offset % stride == 0 }.prefix(count).map(\.element)
        var record = Record(
            cells: chosen.count, pulses: 0, seconds: 0, scaledSeconds: 0, ratio: 0, largestStateDifference: 0)
        for cell in chosen {
            let train = array.trains[cell]
            let stimulus = DeviceStimulus(train)
            let deck = DeviceDeck(
                device, stimulus: stimulus, from: array.initialStates[cell],
                maximumStep: (train.map(\.width).min() ?? .nanoseconds(100)) / 20)
            let start = ProgressLine.now()
            let result = try pool.run(
                NgspiceJob(
                    title: "\(deck.title), cell \(cell)", deck: deck.text, vectors: deck.vectors,
                    stopTime: deck.stopTime,
                    voltageLimit: 1e15))
            record.seconds += ProgressLine.now() - start
            record.pulses += train.count
            let native = try device.simulate(
                stimulus, from: array.initialStates[cell], at: [stimulus.duration.value], tolerance: 1e-9)
            let difference = abs((result.values[2].last ?? .nan) - native.state[0])
            record.largestStateDifference = max(record.largestStateDifference, difference)
        }
        record.scaledSeconds = record.seconds * Double(pulses) / Double(max(1, record.pulses))
        record.ratio = record.scaledSeconds / seconds
        return record
    }
}
