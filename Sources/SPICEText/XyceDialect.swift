import Circuits
import Quantities

/// Xyce: switches without hysteresis, so they are subcircuits with a state; controlled sources `B` with the expression in
/// braces; integrator options in `.OPTIONS TIMEINT`; no `.control`, no XSPICE devices.
///
/// Checked against the rules of its reference guide; Xyce itself was not at hand.
struct XyceDialect: DialectWriter {
    static let nameRules = NameRules(
        reservedNodes: ["gnd", "time", "temp", "vt", "freq", "pi", "all"],
        allowed: "letters, digits and _, and no node may be called gnd, time, temp, vt, freq, pi or all")

    static let preamble = [
        "* Written by Memspike for Xyce. SI units without suffixes; every capacitor starts at its IC (UIC)."
    ]

    private var elements = PortableElements(
        PortableParts.Syntax(
            current: { "B\($0) \($1) \($2) I={\($3)}" }, voltage: { "B\($0) \($1) \($2) V={\($3)}" }))

    var definitions: [String] { elements.models.lines + elements.parts.lines }

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

    static func transient(_ analysis: TransientAnalysis) -> String { ".TRAN \(transientNumbers(analysis)) UIC" }

    static func saveLines(_ names: [String]) -> [String] {
        let rows = broken(names, by: 8)
        return rows.isEmpty ? [] : [".PRINT TRAN FORMAT=CSV " + rows.joined(separator: "\n+ ")]
    }

    static func includeLine(_ file: String) -> String { ".INCLUDE \"\(file)\"" }

    static func voltageLine(_ name: String, node: String, _ expression: String) -> String {
        "B\(name) \(node) 0 V={\(expression)}"
    }

    static func measurements(of readOut: ReadOut) -> [String] {
        measurementLines(of: readOut, keyword: ".MEASURE TRAN")
    }
}
