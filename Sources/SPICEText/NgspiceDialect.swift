import Circuits
import Devices
import Quantities

/// ngspice: hysteresis in its `S` element, parameters in braces, `UIC` starts from the capacitors' `IC`.
///
/// Checked with version 39. The subcircuits and their constants come from a measured prototype of the
/// winner-take-all array, in which they agreed with the closed-form race.
struct NgspiceDialect: DialectWriter {
    static let dialect = Dialect.ngspice
    static let reservedNodes = ["gnd", "time", "all", "allv", "alli", "ally"]

    private var models = ModelCards()
    private var subcircuits = Subcircuits(body: NgspiceSubcircuits.body)
    private var devices = DeviceDefinitions(dialect: dialect)

    init(switchingTime: Time) {}

    var definitions: [String] { models.lines + subcircuits.lines + devices.lines }

    static func options(_ options: SolverOptions) -> [String] {
        [
            ".options method=\(options.method.rawValue) reltol=\(spiceNumber(options.reltol)) "
                + "abstol=\(spiceNumber(options.abstol)) vntol=\(spiceNumber(options.vntol)) "
                + "chgtol=\(spiceNumber(options.chgtol))"
        ]
    }

    static let tightSteps = [".options trtol=1"]

    static func stepLine(_ parameter: String, _ values: [Int]) -> String? { nil }

    static func measurements(of readOut: ReadOut, _ run: SteppedRun<Self>?) -> [String] {
        guard let run else { return measurementLines(".meas tran", readOut, nil) }
        return run.controlBlock(readOut)
    }

    // MARK: Elements

    mutating func lines(for element: Element) -> [String] { [line(for: element)] }

    private mutating func line(for element: Element) -> String {
        let name = element.name
        switch element.kind {
        case .resistor(let a, let b, let resistance):
            return "R\(name) \(a) \(b) \(spiceNumber(resistance.value))"
        case .sinhConductor(let a, let b, let conductance, let scale):
            let v0 = spiceNumber(scale.value)
            return "B\(name) \(a) \(b) I=\(spiceNumber(conductance.value * scale.value))*sinh(v(\(a),\(b))/\(v0))"
        case .capacitor(let a, let b, let capacitance):
            return "C\(name) \(a) \(b) \(spiceNumber(capacitance.value)) IC=0"
        case .voltageSource:
            preconditionFailure("sources are written with their stimulus")
        case .ammeter(let plus, let minus, _):
            return "V\(name) \(plus) \(minus) DC 0"
        case .hysteresisSwitch(let a, let b, let controlPlus, let controlMinus, let model):
            return "S\(name) \(a) \(b) \(controlPlus) \(controlMinus) \(models.name(of: model)) OFF"
        case .switchedSource(let plus, let minus, let controlPlus, let controlMinus, let model):
            // No element of the circuit can have a dot in its name: the node in front of the current's measure is new.
            let level = Node("\(name).level")
            let call = subcircuits.call(
                .switchedSource, name, [level, minus, controlPlus, controlMinus],
                [
                    ("high", model.high.value), ("low", model.low.value), ("von", model.onThreshold.value),
                    ("voff", model.offThreshold.value),
                ])
            return "\(call)\nV\(name) \(plus) \(level) DC 0"
        case .junctionDiode(let anode, let cathode, let model):
            return "D\(name) \(anode) \(cathode) \(models.name(of: model))"
        case .piecewiseLinearDiode, .thresholdSwitch, .memristor, .mosfet: return subcircuits.call(element)
        case .device(let a, let b, let model, let state):
            return "X\(name) \(a) \(b) \(devices.name(of: model)) x0=\(spiceNumber(state))"
        }
    }
}
