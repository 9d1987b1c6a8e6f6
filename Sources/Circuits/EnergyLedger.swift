import Quantities

/// Where the energy of a run came from and where it went [J].
package struct EnergyLedger: Hashable, Sendable {
    /// ∫ v·i of every source, in the order of `Circuit.sourceNames`, then of `Circuit.switchedSourceNames`.
    package var delivered: [Double]
    /// What every group dissipated or still stores.
    package var absorbed: [ElementGroup: Double]
    /// By group, what of this its capacitors had stored and pull-downs of other groups dissipated, less what its own
    /// pull-downs dissipated of others; the values sum to 0.
    ///
    /// A pull-down is a switch or transistor from a node to ground that is of another group than the node's capacitors.
    /// It answers for what the rest of the circuit feeds into the node while it conducts; what it takes beyond that was
    /// in the capacitors.
    package var drained: [ElementGroup: Double]
    /// What the capacitors held at the start, beside which a run without sources is judged.
    package var initial: Double

    package init(
        delivered: [Double], absorbed: [ElementGroup: Double], drained: [ElementGroup: Double] = [:],
        initial: Double = 0
    ) {
        self.delivered = delivered
        self.absorbed = absorbed
        self.drained = drained
        self.initial = initial
    }

    /// What a group causes: what it absorbs, with the charge that others drain from its capacitors. [J]
    package func caused(by group: ElementGroup) -> Double { (absorbed[group] ?? 0) + (drained[group] ?? 0) }

    /// The energy of all sources [J].
    package var total: Double { delivered.reduce(0, +) }

    /// |delivered − absorbed| over the sum of magnitudes: 0 where energy is conserved, infinity where a sum is no number.
    package var conservationError: Double {
        let spent = absorbed.sorted { $0.key.name < $1.key.name }.reduce(0) { $0 + $1.value }
        let scale = delivered.reduce(initial) { $0 + abs($1) }
        guard scale.isFinite, spent.isFinite else { return .infinity }
        return scale > 0 ? abs(total - spent) / scale : 0
    }

    /// Above this part, digits of the energies are lost to rounding.
    static let doubtfulError = 1e-6
    /// Above this part, the energies are wrong.
    static let largestError = 1e-3

    /// What the conservation error says of the energies: nil if nothing, a warning above a millionth.
    ///
    /// The event-driven engine integrates both sides in closed form; they part only by cancellation, where conductances
    /// at one node lie more than ten decades or so apart.
    /// - Throws: `SimulationFailure` above a thousandth.
    package func verdict(of simulator: String) throws(SimulationFailure) -> String? {
        let error = conservationError
        guard error > Self.doubtfulError else { return nil }
        let share = error.isFinite ? "\(Self.twoDigits(error * 100)) %" : "all"
        let what = "delivered and absorbed energy differ by \(share) of what the sources gave"
        guard error <= Self.largestError else {
            throw SimulationFailure(
                simulator: simulator,
                reason: "\(what): conductances or time constants lie too many decades apart for double precision",
                remedy: "raise the smallest resistance (1 mΩ is small enough beside kilohms), or join its nodes")
        }
        return "\(what), so the energies hold to about ten times that; "
            + "the smallest resistance is too small beside the others"
    }

    private static func twoDigits(_ value: Double) -> String {
        var scale = 1.0
        while value * scale < 10, scale < 1e12 { scale *= 10 }
        return "\((value * scale).rounded() / scale)"
    }
}

extension EnergyLedger {
    /// The ledger of sampled waveforms, by the trapezoidal rule.
    ///
    /// Needs the current of every source and ammeter, the voltage of their plus nodes (of a constant source not even
    /// that), and of minus nodes that are not ground. What passes an ammeter leaves its own group and enters the other,
    /// so the groups' sum equals the sources' by construction: conservation is no check here.
    package init(circuit: Circuit, waveforms: Waveforms, stimulus: Stimulus) {
        var delivered: [Double] = []
        var deliveredBySwitched: [Double] = []
        var absorbed: [ElementGroup: Double] = [:]
        func energy(_ current: [Double], _ voltage: (Int) -> Double) -> Double {
            var sum = 0.0
            for index in current.indices.dropFirst() {
                let step = waveforms.time[index] - waveforms.time[index - 1]
                sum += step * (voltage(index) * current[index] + voltage(index - 1) * current[index - 1]) / 2
            }
            return sum
        }
        for element in circuit.elements {
            switch element.kind {
            case .voltageSource(let plus, let minus):
                let waveform = stimulus.waveforms[delivered.count]
                guard let current = waveforms.values[.current(element: element.name)] else {
                    preconditionFailure("record the current of the source \(element.name)")
                }
                let high = waveforms.values[.voltage(plus)]
                let low = minus == .ground ? nil : waveforms.values[.voltage(minus)]
                precondition(
                    high != nil || waveform.steps.isEmpty, "record the voltage of the stepping source \(element.name)")
                let constant = waveform.initial.value
                let value = energy(current) { index in
                    let level = high.map { $0[index] - (low?[index] ?? 0) }
                    return level ?? constant
                }
                delivered.append(-value)
                absorbed[element.group, default: 0] -= value
            case .switchedSource(let plus, let minus, _, _, _):
                guard let current = waveforms.values[.current(element: element.name)],
                    let high = waveforms.values[.voltage(plus)]
                else {
                    preconditionFailure("record the current and the voltage of the switched source \(element.name)")
                }
                let low = minus == .ground ? nil : waveforms.values[.voltage(minus)]
                let value = energy(current) { high[$0] - (low?[$0] ?? 0) }
                deliveredBySwitched.append(-value)
                absorbed[element.group, default: 0] -= value
            case .ammeter(let plus, _, let into):
                guard let current = waveforms.values[.current(element: element.name)],
                    let voltage = waveforms.values[.voltage(plus)]
                else { preconditionFailure("record the current and the voltage of the ammeter \(element.name)") }
                let value = energy(current) { voltage[$0] }
                absorbed[element.group, default: 0] -= value
                absorbed[into, default: 0] += value
            default: break
            }
        }
        self.init(
            delivered: delivered + deliveredBySwitched, absorbed: absorbed,
            drained: PullDown.drained(circuit, waveforms))
    }
}

/// What one source of a netlist delivered over a whole run.
package struct SourceEnergy: Hashable, Sendable {
    /// As the netlist names it: "vdd", "x1.vdd".
    package var source: String
    /// ∫ v·i out of the source; negative if the circuit charges it. [J]
    package var energy: Double
    /// Whether it follows others (B, E, F, G, H).
    package var isControlled: Bool

    package init(source: String, energy: Double, isControlled: Bool = false) {
        self.source = source
        self.energy = energy
        self.isControlled = isControlled
    }
}
