import Foundation
public import NumericalMethods
import Quantities

/// What a classifier is made of beside its conductances.
public struct RaceParameters: Hashable, Sendable {
    /// What every column ends in.
    public var membrane: Membrane
    /// The voltages and the bias row that drive a column.
    public var drive: RowDrive
    /// Into which slots a presentation is cut.
    public var timing: SlotTiming

    /// The same membrane, drive and timing for every column.
    public init(membrane: Membrane, drive: RowDrive, timing: SlotTiming) {
        self.membrane = membrane
        self.drive = drive
        self.timing = timing
    }

    /// G = g_L + g_bias + Σᵢ gᵢ of a column [S].
    public func columnConductance(cells sum: Double) -> Double {
        membrane.leak.value + drive.biasConductance.value + sum
    }
}

/// A crossbar with one LIF neuron a column, deciding by the first spike; the discrete-time model (level L0).
public struct SpikingClassifier: Hashable, Sendable {
    /// The design's membrane, drive and timing.
    public var parameters: RaceParameters
    /// The equation of one slot.
    public var model: LIFModel
    /// The cells, `[columns × rows]` [S]: a neuron a column, an input a row.
    public var conductances: ConductanceArray
    /// What its neurons have of the parameters' membrane.
    public var spread: NeuronSpread

    /// - Parameter spread: of the neurons, one a column; alike if left out.
    public init(
        parameters: RaceParameters, model: LIFModel, conductances: ConductanceArray, spread: NeuronSpread = .none
    ) {
        self.parameters = parameters
        self.model = model
        self.conductances = conductances
        self.spread = spread
    }

    /// C of a column's membrane [F].
    public func capacitance(column: Int) -> Double {
        parameters.membrane.capacitance.value * spread.factor(\.capacitance, column)
    }

    /// V_th of a column's neuron [V].
    public func threshold(column: Int) -> Double {
        parameters.membrane.threshold.value * spread.factor(\.threshold, column)
    }

    /// A column's coefficients for one slot.
    public func step(column: Int) -> LIFStep {
        LIFStep(
            model: model, columnConductance: parameters.columnConductance(cells: conductances.columnSum(column)),
            capacitance: capacitance(column: column), slotDuration: parameters.timing.slotDuration.value)
    }

    /// I = V_read (g_bias + Σᵢ gᵢ uᵢ) of a column [A].
    /// - Parameter levels: one per row, in units of V_read.
    public func current(column: Int, levels: UnsafeBufferPointer<Double>) -> Double {
        conductances.siemens.withUnsafeBufferPointer { g in
            var sum = parameters.drive.biasConductance.value
            let offset = column * conductances.rows
            for row in 0..<conductances.rows { sum += g[offset + row] * levels[row] }
            return parameters.drive.readVoltage.value * sum
        }
    }

    /// When each neuron first crosses its threshold [s], without inhibition; infinity if not within the presentation.
    /// - Parameter frames: row levels in units of V_read, `[1 or slots][rows]`; a single frame stands still.
    public func firstSpikeTimes(frames: [[Double]]) -> [Double] {
        (0..<conductances.columns).map { column in
            let threshold = threshold(column: column)
            let step = step(column: column)
            var v = 0.0
            for slot in 0..<parameters.timing.slots {
                let levels = frames[min(slot, frames.count - 1)]
                let current = levels.withUnsafeBufferPointer { self.current(column: column, levels: $0) }
                let next = step.potential(after: v, current: current)
                if next >= threshold {
                    let fraction = step.crossingFraction(from: v, current: current, threshold: threshold)
                    return (Double(slot) + fraction) * parameters.timing.slotDuration.value
                }
                v = next
            }
            return .infinity
        }
    }

    /// Who wins the race.
    public func decision(frames: [[Double]]) -> RaceDecision {
        WinnerTakeAll.decision(firstSpikeTimes: firstSpikeTimes(frames: frames))
    }
}

/// Row levels of a black-and-white picture, in units of V_read: black +1, white −1.
public enum BipolarRows {
    /// - Parameter bits: one a row; set is black.
    public static func levels(bits: BitVector) -> [Double] { (0..<bits.count).map { bits[$0] ? 1 : -1 } }
}
