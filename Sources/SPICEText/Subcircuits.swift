import Circuits
import Quantities

/// The `.subckt` definitions of a deck.
///
/// A definition's defaults are the values of its first instance; an `X` line carries what differs, and so an array of
/// equal cells stays readable.
struct Subcircuits {
    enum Definition: String, CaseIterable {
        case piecewiseLinearDiode = "pwl_diode"
        case hysteresisSwitch = "hysteresis_switch"
        case switchedSource = "switched_source"
        case thresholdSwitch = "threshold_switch"
        case directedThresholdSwitch = "directed_threshold_switch"
        case memristor = "memristor"
        case nTransistor = "ekv_nmos"
        case pTransistor = "ekv_pmos"
    }

    private var defaults: [Definition: [(name: String, value: Double)]] = [:]
    /// The lines of a definition with its parameters.
    private let body: (Definition, String) -> [String]
    private let callKeyword: String

    /// - Parameter callKeyword: stands before the values of a call, where the dialect wants it.
    init(callKeyword: String = "", body: @escaping (Definition, String) -> [String]) {
        self.body = body
        self.callKeyword = callKeyword
    }

    /// The `X` line of an instance.
    /// - Parameter own: values that every instance states, such as its state.
    mutating func call(
        _ definition: Definition, _ name: String, _ nodes: [Node], _ values: [(name: String, value: Double)],
        own: [(name: String, value: Double)] = []
    ) -> String {
        let standard = defaults[definition, default: values]
        defaults[definition] = standard
        let different = zip(values, standard).filter { $0.value != $1.value }.map(\.0)
        let assignments = (own + different).map { " \($0.name)=\(spiceNumber($0.value))" }
        let ends = nodes.map(\.name).joined(separator: " ")
        return Dialect.broken(
            "X\(name) \(ends) \(definition.rawValue)"
                + (assignments.isEmpty ? "" : callKeyword + assignments.joined()))
    }

    /// The `X` line of an element that is a subcircuit in every dialect.
    mutating func call(_ element: Element) -> String {
        switch element.kind {
        case .piecewiseLinearDiode(let anode, let cathode, let model):
            call(
                .piecewiseLinearDiode, element.name, [anode, cathode],
                [("vf", model.forwardVoltage.value), ("ron", model.onResistance.value)])
        case .thresholdSwitch(let a, let b, let model):
            call(
                model.isDirected ? .directedThresholdSwitch : .thresholdSwitch, element.name, [a, b],
                [
                    ("vth", model.thresholdVoltage.value), ("vhold", model.holdVoltage.value),
                    ("roff", model.offResistance.value), ("ron", model.onResistance.value),
                    ("tau", model.switchingTime.value), ("w", model.transitionWidth.value),
                ])
        case .memristor(let a, let b, let model, let state):
            call(
                .memristor, element.name, [a, b],
                [
                    ("g_min", model.minimumConductance.value), ("g_max", model.maximumConductance.value),
                    ("vset", model.setVoltage.value), ("vreset", model.resetVoltage.value),
                    ("kset", model.setRate), ("kreset", model.resetRate), ("alpha", model.exponent),
                ], own: [("x0", state)])
        case .mosfet(let drain, let gate, let source, let bulk, let model):
            call(
                model.channel == .n ? .nTransistor : .pTransistor, element.name, [drain, gate, source, bulk ?? source],
                TransistorSubcircuit.values(model))
        default: preconditionFailure("\(element.name) is an element of its own")
        }
    }

    var lines: [String] {
        Definition.allCases.flatMap { definition -> [String] in
            guard let values = defaults[definition] else { return [] }
            let parameters = values.map { "\($0.name)=\(spiceNumber($0.value))" }.joined(separator: " ")
            return body(definition, parameters)
        }
    }
}
