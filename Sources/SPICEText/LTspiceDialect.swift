import Circuits
import Quantities

/// LTspice: hysteresis in its `S` element (a negative `Vh` would make it smooth), measurements by `.meas`.
///
/// Runs in ngspice's mode `lta` with the same result; LTspice itself was not at hand.
struct LTspiceDialect: DialectWriter {
    static let dialect = Dialect.ltspice
    static let reservedNodes = ["gnd", "time", "all", "pi", "boltz", "kelvin", "echarge"]

    private var elements: PortableElements

    init(switchingTime: Time) { elements = PortableElements(Self.dialect, switchingTime: switchingTime) }

    var definitions: [String] { elements.definitions }

    mutating func lines(for element: Element) -> [String] {
        guard case .hysteresisSwitch(let a, let b, let controlPlus, let controlMinus, let model) = element.kind else {
            return elements.lines(for: element)
        }
        // Off at the start; LTspice has no keyword for it.
        return ["S\(element.name) \(a) \(b) \(controlPlus) \(controlMinus) \(elements.models.name(of: model))"]
    }

    static func options(_ options: SolverOptions) -> [String] { NgspiceDialect.options(options) }

    static let tightSteps = [".options trtol=1"]

    static func stepLine(_ parameter: String, _ values: [Int]) -> String? {
        ".step param \(parameter) list \(list(values))"
    }

    static func measurements(of readOut: ReadOut, _ run: SteppedRun<Self>?) -> [String] {
        measurementLines(".meas TRAN", readOut, run)
    }
}
