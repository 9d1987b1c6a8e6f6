package import Circuits

/// A source as a netlist writes it, and what it is in the circuit that was read.
package struct NetlistSource: Sendable {
    /// With its type letter and the calls in front, in small letters: "vin", "x1.ib".
    package let name: String
    package let isCurrent: Bool
    /// What it is written to do. [V] or [A], by time [s].
    package let level: @Sendable (Double) -> Double
    /// Between these moments straight lines follow the level, to 2e-5 of its height. [s]
    package let moments: [Double]
    let parts: [Part]
    /// What capacitors between it and ground store in the run. [J]
    var stored = 0.0

    init(name: String, isCurrent: Bool, written: WrittenWaveform, stop: Double, parts: [Part]) {
        self.name = name
        self.isCurrent = isCurrent
        level = { written.level(at: $0) }
        moments = written.moments(until: stop)
        self.parts = parts
    }

    /// A voltage source of the circuit that stands for all or for a part of it.
    struct Part: Sendable {
        /// Among `Circuit.sourceNames`.
        var index: Int
        /// Of a current source, the resistor that makes it a voltage source. [Ω]
        var resistance: Double?
        /// ∫ I² dt over the run [A² s], of a current source.
        var squareIntegral = 0.0
    }

    /// What it delivers. [J]
    ///
    /// A current I into a node with a resistor R to ground is a voltage I R behind that resistor. What that delivers,
    /// ∫ I R (I R − v)/R dt, is ∫ I² R dt less what the current source does, ∫ I v dt.
    package func delivered(_ ledger: EnergyLedger) -> Double {
        parts.reduce(stored) { sum, part in
            guard let resistance = part.resistance else { return sum + ledger.delivered[part.index] }
            return sum + part.squareIntegral * resistance - ledger.delivered[part.index]
        }
    }
}
