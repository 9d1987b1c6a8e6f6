import Devices
import Foundation
import NumericalMethods
import Quantities
import SpikingNetworks

/// One column with random values around the working point of the circuit.
struct RandomColumn {
    let conductance: Double  // G [S]
    let capacitance: Double  // C [F]
    let slot: Double  // Δt [s]
    let slots: Int
    let threshold: Double  // V_th [V]

    /// - Parameter span: the presentation in time constants.
    init(seed: Int, span: Double) {
        var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("column"))
        conductance = 1e-6 * pow(10, 2 * stream.uniform())
        capacitance = 1e-12 * pow(10, 2 * stream.uniform())
        slots = 3 + stream.below(60)
        slot = span * capacitance / conductance / Double(slots)
        threshold = 0.2 + stream.uniform()
    }

    var step: LIFStep {
        LIFStep(model: .physical, columnConductance: conductance, capacitance: capacitance, slotDuration: slot)
    }

    var timeConstant: Double { capacitance / conductance }
}

/// A classifier with one random array.
func randomClassifier(
    seed: Int, columns: Int, rows: Int, slots: Int, model: LIFModel = .physical, bias: Conductance = .microsiemens(20),
    threshold: Voltage = .volts(1), window: Double = 3
) throws -> SpikingClassifier {
    var stream = RandomStream(seed: UInt64(seed), purpose: StreamPurpose("array"))
    let range = try ConductanceRange(minimum: .nanosiemens(10), maximum: .microsiemens(1))
    let cells = (0..<(columns * rows)).map { _ in 1e-8 + 9.8e-7 * stream.uniform() }
    // The window in units of C/G of a column of mid-range cells.
    let conductance = bias.value + Double(rows) * 5e-7
    let capacitance = Capacitance.picofarads(30)
    let slot = Time(window * capacitance.value / conductance / Double(slots))
    return SpikingClassifier(
        parameters: RaceParameters(
            membrane: Membrane(
                capacitance: capacitance, leak: .nanosiemens(100), threshold: threshold, resetPotential: .zero),
            drive: RowDrive(readVoltage: .volts(3.3), biasConductance: bias),
            timing: SlotTiming(slotDuration: slot, slots: slots)),
        model: model,
        conductances: try ConductanceArray(columns: columns, rows: rows, range: range, siemens: cells))
}

func randomLevels(rows: Int, _ stream: inout RandomStream) -> [Double] {
    (0..<rows).map { _ in stream.below(2) == 0 ? -1 : 1 }
}
