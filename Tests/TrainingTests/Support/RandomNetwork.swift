import Devices
import NumericalMethods
import Quantities
import SpikingNetworks
import Training

/// A small random network around the working point of the circuit, with a batch for it.
struct RandomNetwork {
    static let columns = 4
    static let rows = 7
    static let slots = 8

    let parameters: RaceParameters
    let model: LIFModel
    let array: ConductanceArray
    let batch: Batch

    /// - Parameters:
    ///   - perSlot: a new frame in every slot, else one that stands still.
    ///   - window: the presentation in time constants of a column of mid-range cells.
    init(seed: Int, physical: Bool, perSlot: Bool, samples: Int = 9, window: Double = 3) throws {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("network"))
        let range = try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
        let cells = (0..<(Self.columns * Self.rows)).map { _ in 1e-8 + 9.9e-7 * stream.uniform() }
        array = try ConductanceArray(columns: Self.columns, rows: Self.rows, range: range, siemens: cells)
        let bias = 4e-6
        let capacitance = 30e-12
        let timeConstant = capacitance / (bias + Double(Self.rows) * 5e-7)
        // A power of two of seconds: dividing a time by the slot is exact.
        let slot = window > 2 ? 0x1p-20 : 0x1p-23
        parameters = RaceParameters(
            membrane: Membrane(
                capacitance: Capacitance(capacitance * slot * Double(Self.slots) / (window * timeConstant)),
                leak: .nanosiemens(50), threshold: .volts(1), resetPotential: .volts(0.2)),
            drive: RowDrive(readVoltage: .volts(3.3), biasConductance: Conductance(bias)),
            timing: SlotTiming(slotDuration: Time(slot), slots: Self.slots))
        // Textbook: a decay of its own and the same window.
        model = physical ? .physical : .textbook(membraneTimeConstant: Time(slot * Double(Self.slots) / window))
        var batch = Batch(samples: samples, rows: Self.rows, frames: perSlot ? Self.slots : 1)
        for sample in 0..<samples {
            batch.labels[sample] = stream.below(Self.columns)
            for frame in 0..<batch.frames {
                batch.setFrame(
                    frame, ofSample: sample,
                    bits: BitVector(count: Self.rows, word: UInt64(stream.below(1 << Self.rows))))
            }
        }
        self.batch = batch
    }

    /// The same network with other conductances.
    init(_ other: RandomNetwork, array: ConductanceArray) {
        parameters = other.parameters
        model = other.model
        batch = other.batch
        self.array = array
    }

    var classifier: SpikingClassifier {
        SpikingClassifier(parameters: parameters, model: model, conductances: array)
    }

    func backpropagation(_ loss: Loss, smoothSpikes: Bool = false) -> SpatioTemporalBackpropagation {
        SpatioTemporalBackpropagation(
            parameters: parameters, model: model, loss: loss, columns: Self.columns, rows: Self.rows,
            smoothSpikes: smoothSpikes)
    }

    /// The frames of one sample, as the classifier takes them.
    func frames(ofSample sample: Int) -> [[Double]] {
        (0..<batch.frames).map { frame in
            (0..<Self.rows).map { row in batch.levels[(frame * Self.rows + row) * batch.samples + sample] }
        }
    }
}
