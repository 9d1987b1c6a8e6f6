import Crossbars
import NeuromorphicCircuits
import Quantities
import SPICEText
import Studies

/// What a designer reads first in a folder of netlists.
struct NetlistReadme {
    private let netlists: ClassifierNetlists
    private let expected: [ClassifierNetlists.Expectation]
    private let version: String

    init(_ netlists: ClassifierNetlists, _ expected: [ClassifierNetlists.Expectation], version: String) {
        self.netlists = netlists
        self.expected = expected
        self.version = version
    }

    var text: String {
        """
        # The classifier's circuit for \(netlists.dialect.title)

        Written by Memspike \(version). Each `pattern_K.cir` shows one pattern to the network and runs by itself;
        `all.cir`, there if more than one was asked for, shows them one after the other.

        ## Run it

        \(netlists.dialect.running(top, in: folder, hasAll: netlists.patterns.count > 1))

        ## What it prints

        \(netlists.dialect.printing(isRace: true))

        ## Files

        \(variants)

        \(files)

        `verilog-a/` has the device models that Memspike knows, with their published or chosen values, as modules with two
        terminals. No compiler has read them: a check of our own saw their form (keywords, balance, declared names), no more.

        ## What to expect
        \(table)

        \(netlists.dialect.checked)

        """
    }

    private var top: String { "\(ClassifierNetlists.kind)_\(netlists.patterns.first ?? 0).cir" }
    private var folder: String { netlists.variants.first?.rawValue ?? "" }

    private var variants: String {
        netlists.variants.map { variant in
            switch variant {
            case .piecewiseLinear:
                "- `piecewise-linear/`: switches with hysteresis, piecewise-linear diodes, resistors for memristors. "
                    + switches
            case .deviceLevel:
                "- `device-level/`: junction diodes, level-1 MOSFETs, threshold switches and memristors with their own state "
                    + "equations, drivers with an impedance."
            }
        }.joined(separator: "\n")
    }

    private var files: String {
        let show = "To show something else, change the levels of a stimulus."
        guard netlists.lines == .none else {
            return """
                In each of them `pattern_K.cir` is the whole circuit, with the crossbar's lines segment by segment:
                \(netlists.lines.wordLine) a segment of word line, \(netlists.lines.bitLine) of bit line, one before the first crossing
                and one behind the last. Nodes: `row_NN` and `bias` are the driven ends of the word lines, `word_NN_K` and
                `bit_NN_K` the lines at a crossing, `column_K` the end of a bit line, `membrane_K` a neuron's capacitor, `output_K`
                its spike, `bus` the inhibition. \(show)
                """
        }
        return """
            In each of them: `pattern_K.cir` is the top; it includes `models.inc` (devices), `network.inc` (subcircuits
            `synapse_column_K`, `neuron`, `winner_take_all` and their calls), `stimulus_pattern_K.inc` (the sources `Vrow_NN` and
            `Vbias`) and `readout.inc` (nodes that only measure). `all.cir` has `stimulus_all.inc`, where the parameter `pattern`
            chooses the pattern. Nodes: `row_NN` and `bias` are the word lines, `membrane_K` a
            neuron's capacitor, `output_K` its spike, `bus` the inhibition. The memristor of row NN into column K is `cell_NN`
            inside `synapse_column_K`. \(show)
            """
    }

    private var switches: String {
        switch netlists.dialect {
        case .ngspice: "The switches are `S` elements: on at VT + VH, off at VT − VH."
        case .ltspice: "The switches are `S` elements: on at Vt + Vh, off at Vt − Vh."
        case .pspice, .xyce:
            "\(netlists.dialect.title) has no switch with hysteresis, so each is the subcircuit `hysteresis_switch`: its "
                + "conductance grows exponentially with a state that follows within 50 ps."
        }
    }

    private var table: String {
        guard !expected.isEmpty else { return "\nNothing was computed: no engine ran." }
        let rows = expected.map { row in
            "| \(row.variant.rawValue) | \(row.pattern) | \(row.level.rawValue) | \(row.winner) | "
                + (row.spikeTime.map { Time($0).formatted(digits: 5) } ?? "–")
                + " | \(Energy(row.energy).formatted(digits: 4)) |"
        }
        let missing =
            netlists.engines.ngspice == nil && netlists.variants.contains(.deviceLevel)
            ? "\n\nThe device level has no expected values: \(netlists.engines.ngspiceMissing ?? "ngspice was not used")."
            : ""
        return """

            Of the levels, `events` is Memspike's exact engine, `ngspice` and `ngspice-device` its own ngspice netlists of the
            same circuit. The same numbers are in `expected.csv`.

            | circuit | pattern | level | winner | first spike | energy |
            |---|---|---|---|---|---|
            \(rows.joined(separator: "\n"))\(missing)
            """
    }
}
