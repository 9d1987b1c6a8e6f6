import Quantities

/// A switch or transistor of one group that holds a node of another group at ground.
///
/// Its group dissipates what the node's capacitors had stored; `EnergyLedger.drained` gives that back to their group.
package struct PullDown: Hashable, Sendable {
    /// The node that is pulled down, on the near side of the ammeter that leads to the switch.
    package var node: Node
    /// The ammeter through which it is pulled down, and those through which others feed the node.
    package var drain: String
    package var feeds: [String]
    /// The node's group, and the switch's.
    package var owner: ElementGroup
    package var taker: ElementGroup
    /// What turns it on, and off again [V].
    package var controlPlus: Node
    package var controlMinus: Node
    package var onThreshold: Double
    package var offThreshold: Double

    /// The pull-downs of a circuit behind ammeters of their own.
    package static func all(in circuit: Circuit) -> [PullDown] {
        var ammeterInto: [Node: Element] = [:]
        var feeds: [Node: [(name: String, into: ElementGroup)]] = [:]
        for element in circuit.elements {
            guard case .ammeter(_, let minus, let into) = element.kind else { continue }
            ammeterInto[minus] = element
            feeds[minus, default: []].append((element.name, into))
        }
        return circuit.elements.compactMap { element in
            guard let control = element.kind.pullDownControl, let meter = ammeterInto[control.node],
                case .ammeter(let node, _, let into) = meter.kind, into == element.group, meter.group != into
            else { return nil }
            return PullDown(
                node: node, drain: meter.name,
                feeds: (feeds[node] ?? []).filter { $0.into == meter.group }.map(\.name), owner: meter.group,
                taker: into, controlPlus: control.plus, controlMinus: control.minus, onThreshold: control.on,
                offThreshold: control.off)
        }
    }

    /// What a ledger of sampled waveforms needs besides sources and ammeters.
    package var signals: [Signal] { [.voltage(controlPlus), .voltage(controlMinus)] }

    /// ∫ v (i_drain − Σ i_feed) while the pull-downs conduct, by the trapezoidal rule: to the nodes' groups, and from the
    /// switches'. [J]
    static func drained(_ circuit: Circuit, _ waveforms: Waveforms) -> [ElementGroup: Double] {
        var drained: [ElementGroup: Double] = [:]
        let time = waveforms.time
        for pullDown in all(in: circuit) {
            guard let voltage = waveforms.values[.voltage(pullDown.node)],
                let drain = waveforms.values[.current(element: pullDown.drain)],
                let plus = waveforms.values[.voltage(pullDown.controlPlus)]
            else {
                preconditionFailure("record the currents and the control of the pull-down behind \(pullDown.drain)")
            }
            let minus =
                pullDown.controlMinus == .ground ? nil : waveforms.values[.voltage(pullDown.controlMinus)]
            let feeds = pullDown.feeds.compactMap { waveforms.values[.current(element: $0)] }
            var energy = 0.0
            var isOn = false
            var before = 0.0
            for index in time.indices {
                let control = plus[index] - (minus?[index] ?? 0)
                isOn = control >= pullDown.onThreshold || (isOn && control > pullDown.offThreshold)
                let power = isOn ? voltage[index] * feeds.reduce(drain[index]) { $0 - $1[index] } : 0
                if index > 0 { energy += (time[index] - time[index - 1]) * (before + power) / 2 }
                before = power
            }
            drained[pullDown.owner, default: 0] += energy
            drained[pullDown.taker, default: 0] -= energy
        }
        return drained
    }
}

extension ElementKind {
    /// Of a switch or transistor to ground: its other end and what controls it.
    fileprivate var pullDownControl: (node: Node, plus: Node, minus: Node, on: Double, off: Double)? {
        switch self {
        case .hysteresisSwitch(let node, .ground, let plus, let minus, let model):
            (node, plus, minus, model.onThreshold.value, model.offThreshold.value)
        case .mosfet(let drain, let gate, .ground, _, let model):
            (drain, gate, .ground, model.thresholdVoltage.value, model.thresholdVoltage.value)
        default: nil
        }
    }
}
