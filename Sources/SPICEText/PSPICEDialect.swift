import Circuits
import Quantities

/// PSPICE: `VSWITCH` has no hysteresis, so switches are subcircuits with a state; controlled sources are `E` and `G` with
/// `VALUE={}`; `SKIPBP` stands for SPICE's `UIC`; there is no `.MEASURE`, so the circuit measures itself.
///
/// Runs in ngspice's mode `psa`, with `UIC` for `SKIPBP`; PSPICE itself was not at hand.
struct PSPICEDialect: DialectWriter {
    static let nameRules = NameRules(
        reservedNodes: ["gnd", "time", "temp", "all"],
        allowed: "letters, digits and _, and no node may be called gnd, time, temp or all")

    static let preamble = [
        "* Written by Memspike for PSPICE. SI units without suffixes; every capacitor starts at its IC (SKIPBP)."
    ]

    private var elements = PortableElements(
        PortableParts.Syntax(
            current: { "G\($0) \($1) \($2) VALUE={\($3)}" }, voltage: { "E\($0) \($1) \($2) VALUE={\($3)}" }))

    var definitions: [String] { elements.models.lines + elements.parts.lines }

    mutating func lines(for element: Element) -> [String] { elements.lines(for: element) }

    static func options(_ options: SolverOptions) -> [String] {
        [
            ".OPTIONS RELTOL=\(spiceNumber(options.reltol)) ABSTOL=\(spiceNumber(options.abstol)) "
                + "VNTOL=\(spiceNumber(options.vntol)) CHGTOL=\(spiceNumber(options.chgtol))"
        ]
    }

    static func transient(_ analysis: TransientAnalysis) -> String { ".TRAN \(transientNumbers(analysis)) SKIPBP" }

    static func saveLines(_ names: [String]) -> [String] { broken(names, by: 6).map { ".PROBE " + $0 } }

    static func includeLine(_ file: String) -> String { ".INC \"\(file)\"" }

    static func voltageLine(_ name: String, node: String, _ expression: String) -> String {
        "E\(name) \(node) 0 VALUE={\(expression)}"
    }

    /// Stopwatch, peak detector and energy meter: capacitors whose last voltages `.PRINT` shows.
    static func measurements(of readOut: ReadOut) -> [String] {
        func meter(_ node: String, _ current: String) -> [String] {
            ["G\(node) 0 \(node) VALUE={\(current)}", "C\(node) \(node) 0 1e-12 IC=0", "R\(node) \(node) 0 1e15"]
        }
        return [
            "* fired goes from 0 to 1 within 0.1 ns of the first spike;",
            "* spike_time_ns runs until then: its last value is the first spike's time in ns.",
        ] + meter("fired", "0.01*min(max(v(any_spike)/\(readOut.level)-0.5,0),1)*(1-v(fired))")
            + meter("spike_time_ns", "1e-3*(1-min(max(v(fired),0),1))")
            + ["* winner is held at the winner's number; without a spike it stays at 0, and fired too."]
            + meter("winner", "0.01*min(max(v(any_spike)/\(readOut.level)-0.5,0),1)*(v(winner_index)-v(winner))")
            + ["* energy_pj: the energy of all sources [pJ]"] + meter("energy_pj", "v(power)")
            + [
                "* The last row of this table is the answer.",
                ".PRINT TRAN V(winner) V(fired) V(spike_time_ns) V(energy_pj)",
                "* In Probe the same by measurement expressions:",
                "*   Max(V(winner_index))    XatNthY(V(any_spike),\(readOut.level),1)    Max(S(V(power)))",
            ]
    }
}
