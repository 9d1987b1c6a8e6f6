import Devices
import NeuromorphicCircuits
import Quantities
import Studies

/// A circuit of this program that a device may be put into.
struct CircuitTopology: Sendable {
    var name: String
    var circuit: CircuitDesign

    /// The circuit of the paper's study and those of the presets.
    static func all() throws -> [CircuitTopology] {
        let presets = [("vteam-scaled", PackageResources.vteam_scaled_yaml)]
        return [CircuitTopology(name: "paper", circuit: CircuitDesign())]
            + (try presets.map { name, bytes in
                CircuitTopology(
                    name: name, circuit: try Study.parse(String(decoding: bytes, as: UTF8.self), file: name).circuit)
            })
    }

    /// Presets that broke the rules "switches" and "off", and were retired.
    static let retired = ["aist-scaled", "sky130", "stanford-pku", "yakopcic-scaled"]

    /// Between what a rule asks for and what the circuit gets.
    private static let slack = 1.001

    /// The write threshold above which this circuit keeps its own voltages (rule "read disturb").
    var fullThreshold: Voltage { (circuit.readVoltage + circuit.thresholdVoltage) * (1.1 * Self.slack) }

    /// The circuit around a device: all impedances in one ratio, so that G_max is the device's; V_read, V_th and V_hold in
    /// one ratio as low as the write threshold asks for. Diodes and transistors keep their voltages, which silicon sets.
    /// - Parameters:
    ///   - writeThreshold: the device's, or one to try.
    ///   - ratio: G_max/G_min to try; nil for the device's own, or the topology's if that is less.
    /// - Returns: nil if the device has no such range.
    func circuit(around device: DeviceModel, writeThreshold: Voltage, ratio: Double? = nil) -> CircuitDesign? {
        let shrinking = min(1, writeThreshold / fullThreshold)
        // A conductance grows with the voltage at which it is read: what the device has at any voltage up to V_read.
        let read = circuit.readVoltage * shrinking
        let highest = device.conductanceRange(at: .zero).high.value / 1.03
        let lowest = max(device.conductanceRange(at: read).low.value * 1.03, 1e-3 * highest)
        let own = circuit.maximumConductance / circuit.minimumConductance
        let least = ratio.map { highest / $0 } ?? max(lowest, highest / own)
        guard highest > 0, highest.isFinite, least < highest else { return nil }
        var scaled = circuit.scalingImpedances(by: circuit.maximumConductance.value / highest)
        scaled.maximumConductance = Conductance(highest)
        scaled.minimumConductance = Conductance(least)
        for path in [\CircuitDesign.readVoltage, \.thresholdVoltage, \.holdVoltage, \.switchingWidth] {
            scaled[keyPath: path] = scaled[keyPath: path] * shrinking
        }
        scaled.writeThreshold = writeThreshold
        return scaled
    }
}
