import Circuits
import Quantities

/// PSPICE: `VSWITCH` has no hysteresis, so switches are subcircuits with a state; `SKIPBP` stands for
/// SPICE's `UIC`; there is no `.MEASURE`, so the circuit measures itself.
///
/// Runs in ngspice's mode `psa`, with `UIC` for `SKIPBP`; PSPICE itself was not at hand.
struct PSPICEDialect: DialectWriter {
    static let dialect = Dialect.pspice
    static let reservedNodes = ["gnd", "time", "temp", "all"]
    static let startWord = "SKIPBP"

    static let switchesHaveStates = true

    private var elements: PortableElements

    init(switchingTime: Time) { elements = PortableElements(Self.dialect, switchingTime: switchingTime) }

    var definitions: [String] { elements.definitions }

    mutating func lines(for element: Element) -> [String] { elements.lines(for: element) }

    static func options(_ options: SolverOptions) -> [String] {
        [
            ".OPTIONS RELTOL=\(spiceNumber(options.reltol)) ABSTOL=\(spiceNumber(options.abstol)) "
                + "VNTOL=\(spiceNumber(options.vntol)) CHGTOL=\(spiceNumber(options.chgtol))"
        ]
    }

    static func saveLines(_ names: [String]) -> [String] { broken(names, by: 6).map { ".PROBE " + $0 } }

    static func includeLine(_ file: String) -> String { ".INC \"\(file)\"" }

    static func stepLine(_ parameter: String, _ values: [Int]) -> String? {
        ".STEP PARAM \(parameter) LIST \(list(values))"
    }

    static let timeUnit = MeasuredUnit(suffix: "_ns", perSI: 1e9)
    static let energyUnit = MeasuredUnit(suffix: "_pj", perSI: 1e12)

    /// Stopwatches, peak detector and energy meter: capacitors whose last voltages `.PRINT` shows.
    static func measurements(of readOut: ReadOut, _ run: SteppedRun<Self>?) -> [String] {
        let spiking = "\(readOut.isSpiking("v(any_spike)", above: readOut.level))"
        var lines = [
            "* fired goes from 0 to 1 within picoseconds of the first spike;",
            "* spike_time_ns runs until then: its last value is the first spike's time in ns.",
        ]
        lines += stopwatch("fired", "spike_time_ns", spiking)
        var shown = ["fired", "spike_time_ns", "energy_pj"]
        if readOut.isRace { shown.insert("winner", at: 0) }
        shown += ["spikes"] + readOut.outputs.indices.map { "spikes_\($0)" }
        lines += ["* energy_pj: the energy of all sources [pJ]"] + dialect.meter("energy_pj", "v(power)")
        let columns = (shown + (run?.expected.map(\.name) ?? [])).map { "V(\($0))" }
        return lines + ["* The last row of this table is the answer\(run == nil ? "" : " of a step")."]
            + broken([".PRINT TRAN"] + columns, by: 5).joined(separator: "\n+ ").split(separator: "\n").map(String.init)
            + [
                "* In Probe the same by measurement expressions:",
                "*   Max(V(winner))    XatNthY(V(any_spike),\(readOut.level),1)    Max(S(V(power)))",
            ]
    }

    private static func stopwatch(_ latch: String, _ time: String, _ spiking: String) -> [String] {
        dialect.meter(latch, "\(spiking)*(1-v(\(latch)))") + dialect.meter(time, "1e-3*(1-min(max(v(\(latch)),0),1))")
    }
}
