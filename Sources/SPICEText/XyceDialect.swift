import Circuits
import Quantities

/// Xyce: switches without hysteresis, so they are subcircuits with a state; integrator options in
/// `.OPTIONS TIMEINT`; no `.control`, no XSPICE devices.
///
/// Checked against the rules of its reference guide; Xyce itself was not at hand.
struct XyceDialect: DialectWriter {
    static let dialect = Dialect.xyce
    static let reservedNodes = ["gnd", "time", "temp", "vt", "freq", "pi", "all"]

    static let switchesHaveStates = true

    private var elements: PortableElements

    init(switchingTime: Time) { elements = PortableElements(Self.dialect, switchingTime: switchingTime) }

    var definitions: [String] { elements.definitions }

    mutating func lines(for element: Element) -> [String] { elements.lines(for: element) }

    /// Xyce's integrator has a tolerance on voltages alone.
    static func options(_ options: SolverOptions) -> [String] {
        let method =
            switch options.method {
            case .gear: "GEAR"
            case .trapezoidal: "TRAP"
            }
        return [
            ".OPTIONS TIMEINT METHOD=\(method) RELTOL=\(spiceNumber(options.reltol)) "
                + "ABSTOL=\(spiceNumber(options.vntol))"
        ]
    }

    static func saveLines(_ names: [String]) -> [String] {
        let rows = broken(names, by: 8)
        return rows.isEmpty ? [] : [".PRINT TRAN FORMAT=CSV " + rows.joined(separator: "\n+ ")]
    }

    static func includeLine(_ file: String) -> String { ".INCLUDE \"\(file)\"" }

    /// Only a global parameter can be stepped, and only another can follow it.
    static func parameterLine(_ name: String, _ value: String) -> String { ".GLOBAL_PARAM \(name)=\(value)" }

    static func stepLine(_ parameter: String, _ values: [Int]) -> String? { ".STEP \(parameter) LIST \(list(values))" }

    static func measurements(of readOut: ReadOut, _ run: SteppedRun<Self>?) -> [String] {
        measurementLines(".MEASURE TRAN", readOut, run)
    }
}
