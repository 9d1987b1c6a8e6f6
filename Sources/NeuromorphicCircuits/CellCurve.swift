import Devices
import Foundation
import Quantities

/// The current of a device's cells against a membrane's potential: what the rules' resistors leave out.
///
/// A cell on a black row has V_read − V across it, one on a white row V_read + V. Every model's current is a function of
/// the voltage times one of the state, and conductances are those at V_read.
struct CellCurve: Sendable {
    /// Membrane potentials, from 0 V to V_read [V]; one of them is V_th.
    private let potentials: [Double]
    /// Into the membrane from a black row, and out of it to a white one, of a cell of 1 S [A].
    private let inward: [Double]
    private let outward: [Double]
    private let readVoltage: Double
    private let stepsToThreshold: Int

    init(_ device: DeviceModel, readVoltage: Double, threshold: Double) {
        let steps = 24
        // A read voltage of a hundred thresholds and more is broken by every rule; the curve needs no finer grid for it.
        let rest = min(
            100 * steps, max(1, Int(saturating: (Double(steps) * (readVoltage / threshold - 1)).rounded(.up))))
        let atRead = device.current(at: .volts(readVoltage), state: 0.5).value
        func current(_ v: Double) -> Double { readVoltage * device.current(at: .volts(v), state: 0.5).value / atRead }
        let potentials =
            (0...steps).map { threshold * Double($0) / Double(steps) }
            + (1...rest).map { threshold + (readVoltage - threshold) * Double($0) / Double(rest) }
        self.potentials = potentials
        self.readVoltage = readVoltage
        inward = potentials.map { current(readVoltage - $0) }
        outward = potentials.map { -current(-readVoltage - $0) }
        stepsToThreshold = steps
    }

    /// V∞ and the crossing time of a column, with the net current linear between two potentials: exact for resistors.
    /// - Parameters:
    ///   - black: the sum of its cells on black rows [S].
    ///   - white: of those on white rows [S].
    ///   - bias: to V_read [S].
    ///   - leak: to ground [S].
    func course(
        black: Double, white: Double, bias: Double, leak: Double, capacitance: Double
    ) -> (steady: Double, crossing: Double) {
        func net(_ k: Int) -> Double {
            bias * (readVoltage - potentials[k]) - leak * potentials[k] + black * inward[k] - white * outward[k]
        }
        var time = 0.0
        var current = net(0)
        guard current > 0 else { return (0, .infinity) }
        for k in 1..<potentials.count {
            let next = net(k)
            let step = potentials[k] - potentials[k - 1]
            guard next > 0 else {
                let steady = potentials[k - 1] + step * current / (current - next)
                return (steady, k > stepsToThreshold ? time : .infinity)
            }
            if k <= stepsToThreshold {
                // ∫ C dV/I between two currents: the logarithmic mean.
                let mean = abs(next - current) < 1e-9 * current ? current : (next - current) / log(next / current)
                time += capacitance * step / mean
            }
            current = next
        }
        return (potentials.last!, time)
    }
}
