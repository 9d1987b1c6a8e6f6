import Circuits
import Quantities

/// LTspice: hysteresis in its `S` element (a negative `Vh` would make it smooth), controlled sources `B` with the
/// expression in braces, `uic`, measurements by `.meas`.
///
/// Runs in ngspice's mode `lta` with the same result; LTspice itself was not at hand.
struct LTspiceDialect: DialectWriter {
    static let nameRules = NameRules(
        reservedNodes: ["gnd", "time", "all", "pi", "boltz", "kelvin", "echarge"],
        allowed: "letters, digits and _, and no node may be called gnd, time, all, pi, boltz, kelvin or echarge")

    static let preamble = [
        "* Written by Memspike for LTspice. SI units without suffixes; every capacitor starts at its IC (uic)."
    ]

    private var elements = PortableElements(
        PortableParts.Syntax(
            current: { "B\($0) \($1) \($2) I={\($3)}" }, voltage: { "B\($0) \($1) \($2) V={\($3)}" }))

    var definitions: [String] { elements.models.lines + elements.parts.lines }

    mutating func lines(for element: Element) -> [String] {
        guard case .hysteresisSwitch(let a, let b, let controlPlus, let controlMinus, let model) = element.kind else {
            return elements.lines(for: element)
        }
        // Off at the start; LTspice has no keyword for it.
        return ["S\(element.name) \(a) \(b) \(controlPlus) \(controlMinus) \(elements.models.name(of: model))"]
    }

    static func options(_ options: SolverOptions) -> [String] { NgspiceDialect.options(options) }

    static func transient(_ analysis: TransientAnalysis) -> String { ".tran \(transientNumbers(analysis)) uic" }

    static func voltageLine(_ name: String, node: String, _ expression: String) -> String {
        "B\(name) \(node) 0 V={\(expression)}"
    }

    static func measurements(of readOut: ReadOut) -> [String] { measurementLines(of: readOut, keyword: ".meas TRAN") }
}
