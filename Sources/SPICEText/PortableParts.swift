import Circuits
import Quantities

/// Parts that a dialect has no element for, as controlled sources: what LTspice, PSPICE and Xyce all read.
///
/// The state of a part is a voltage of 0…1 on 1 pF.
struct PortableParts {
    let dialect: Dialect
    /// A state's time constant where the piecewise-linear circuit has none.
    let switchingTime: Time

    /// 50 ps, our choice: a spike of 300 ns comes 0.1 % late by it, and no solver needs steps below a picosecond.
    static let longestSwitchingTime = Time.picoseconds(50)

    /// Half the width of such a switch's threshold: a thousandth of the hysteresis, our choice.
    private static let narrow = "max(1e-3*(von-voff),1e-5)"

    func body(of definition: Subcircuits.Definition, parameters: String) -> [String] {
        // LTspice's own switch has the hysteresis.
        if dialect == .ltspice, definition == .switchedSource { return NgspiceSubcircuits.switchedSource(parameters) }
        let (remark, ports, lines) =
            switch definition {
            case .piecewiseLinearDiode:
                (
                    "i = (v - vf)/ron above vf, nothing below", "a c",
                    [dialect.currentLine("g", "a", "c", "max(v(a,c)-vf,0)/ron")]
                )
            case .hysteresisSwitch:
                (
                    "on above von, off below voff, between them as it was; G = (1/roff) (roff/ron)^x, state on node x",
                    "a b cp cn", [exponentialConductance] + threshold("v(cp,cn)", on: "von", off: "voff")
                )
            case .switchedSource:
                (
                    "high above von, low below voff, with hysteresis; 1 ohm in series", "p n cp cn",
                    [
                        dialect.voltageLine("e", "inner", "n", "low+(high-low)*min(max(v(x),0),1)"),
                        "Rseries inner p 1",
                    ] + threshold("v(cp,cn)", on: "von", off: "voff")
                )
            case .thresholdSwitch, .directedThresholdSwitch:
                (
                    NgspiceSubcircuits.thresholdRemark(definition), "a b",
                    [exponentialConductance]
                        + threshold(
                            definition == .thresholdSwitch ? "abs(v(a,b))" : "v(a,b)", on: "vth", off: "vhold",
                            time: "tau", width: "(2*w)")
                )
            case .memristor:
                (
                    "VTEAM memristor: G = g_min + x (g_max - g_min), no change while vreset < v < vset; state on node x",
                    "a b",
                    [
                        dialect.currentLine("g", "a", "b", "v(a,b)*(g_min+(g_max-g_min)*v(x))"),
                        dialect.currentLine(
                            "x", "0", "x",
                            "1e-12*(kset*max(v(a,b)/vset-1,0)**alpha*(1-v(x))"
                                + "+kreset*max(v(a,b)/vreset-1,0)**alpha*v(x))"),
                        "Cx x 0 1e-12 IC={x0}", "Rx x 0 1e15",
                    ]
                )
            case .nTransistor, .pTransistor:
                (
                    TransistorSubcircuit.remark(definition), TransistorSubcircuit.ports,
                    TransistorSubcircuit.body(definition, dialect)
                )
            }
        let name = definition.rawValue
        let own = definition == .memristor ? "x0=0 " : ""
        return ["* \(remark)", Dialect.broken(".subckt \(name) \(ports) PARAMS: \(own)\(parameters)")] + lines + [
            ".ends \(name)"
        ]
    }

    /// Exponential in the state: a linear law comes to rest half open. The state is kept near 0…1 in the exponent alone,
    /// against overflow in an iteration that the simulator throws away.
    private var exponentialConductance: String {
        dialect.currentLine("g", "a", "b", "v(a,b)/roff*(roff/ron)**min(max(v(x),-0.1),1.1)")
    }

    /// A state that follows a threshold, which falls from `on` to `off` along a smooth step between x = 0.1 and 0.6.
    private func threshold(
        _ control: String, on: String, off: String, time: String? = nil, width: String = narrow
    ) -> [String] {
        [
            dialect.voltageLine("h", "h", "0", "min(max((v(x)-0.1)/0.5,0),1)"),
            dialect.currentLine(
                "x", "0", "x",
                "1e-12/\(time ?? spiceNumber(switchingTime.value))*(0.5+0.5*tanh((\(control)-\(on)+(\(on)-\(off))*v(h)*v(h)*(3-2*v(h)))/\(width))-v(x))"
            ),
            "Cx x 0 1e-12 IC=0", "Rx x 0 1e15",
        ]
    }
}

/// Element lines that LTspice, PSPICE and Xyce share.
struct PortableElements {
    var models = ModelCards()
    private var parts: Subcircuits
    private var devices: DeviceDefinitions

    init(_ dialect: Dialect, switchingTime: Time) {
        parts = Subcircuits(
            callKeyword: " PARAMS:", body: PortableParts(dialect: dialect, switchingTime: switchingTime).body)
        devices = DeviceDefinitions(dialect: dialect)
    }

    var definitions: [String] { models.lines + parts.lines + devices.lines }

    mutating func lines(for element: Element) -> [String] {
        let name = element.name
        switch element.kind {
        case .resistor(let a, let b, let resistance): return ["R\(name) \(a) \(b) \(spiceNumber(resistance.value))"]
        case .capacitor(let a, let b, let capacitance):
            return ["C\(name) \(a) \(b) \(spiceNumber(capacitance.value)) IC=0"]
        case .sinhConductor(let a, let b, let conductance, let scale):
            let v0 = spiceNumber(scale.value)
            let current = spiceNumber(conductance.value * scale.value)
            return ["G\(name) \(a) \(b) VALUE={\(current)*sinh(V(\(a),\(b))/\(v0))}"]
        case .device(let a, let b, let model, let state):
            return ["X\(name) \(a) \(b) \(devices.name(of: model)) PARAMS: x0=\(spiceNumber(state))"]
        case .voltageSource: preconditionFailure("sources are written with their stimulus")
        case .ammeter(let plus, let minus, _): return ["V\(name) \(plus) \(minus) DC 0"]
        case .hysteresisSwitch(let a, let b, let controlPlus, let controlMinus, let model):
            return [
                parts.call(
                    .hysteresisSwitch, name, [a, b, controlPlus, controlMinus],
                    [
                        ("von", model.onThreshold.value), ("voff", model.offThreshold.value),
                        ("ron", model.onResistance.value), ("roff", model.offResistance.value),
                    ])
            ]
        case .switchedSource(let plus, let minus, let controlPlus, let controlMinus, let model):
            let level = Node("level__\(name)")
            return [
                parts.call(
                    .switchedSource, name, [level, minus, controlPlus, controlMinus],
                    [
                        ("high", model.high.value), ("low", model.low.value), ("von", model.onThreshold.value),
                        ("voff", model.offThreshold.value),
                    ]), "V\(name) \(plus) \(level) DC 0",
            ]
        case .junctionDiode(let anode, let cathode, let model):
            return ["D\(name) \(anode) \(cathode) \(models.name(of: model))"]
        case .piecewiseLinearDiode, .thresholdSwitch, .memristor, .mosfet:
            return [parts.call(element)]
        }
    }
}
