import Circuits
import Crossbars
import Devices
import NeuromorphicCircuits
import Quantities
import Results
import SPICEText
import SpikingNetworks
import Studies

/// What a designer reads first in a folder of netlists.
struct NetlistReadme {
    let folder: NetlistFolder
    let version: String

    private var dialect: Dialect { folder.dialect }
    private var isRace: Bool { folder.drawings.allSatisfy(\.readOut.isRace) }
    private var top: String { "\(folder.kind)_\(folder.inputs.first?.number ?? 0).cir" }

    var text: String {
        """
        # \(folder.title) for \(dialect.title)

        Written by Memspike \(version). Each `\(folder.kind)_K.cir` shows one \(folder.kind) to the network and runs by itself;
        `all.cir`, there if more than one was asked for, shows them one after the other.

        ## Run it

        \(dialect.running(top, in: folder.drawings.first?.variant.rawValue ?? "", hasAll: folder.inputs.count > 1))

        ## What it prints

        \(dialect.printing(isRace: isRace))\(limits)

        ## Files

        \(variants)

        In each of them: `\(folder.kind)_K.cir` is the top; it includes `models.inc` (devices), `network.inc` (the
        subcircuits and their calls), `stimulus_\(folder.kind)_K.inc` (the sources) and `readout.inc` (nodes that only
        measure). `all.cir` has `stimulus_all.inc`, where the parameter `\(folder.kind)` chooses what is shown. To show
        something else, change the levels of a stimulus.

        \(folder.nodes)

        `verilog-a/` has the device models that Memspike knows, with their published or chosen values, as modules with two
        terminals. No compiler has read them: a check of our own saw their form (keywords, balance, declared names), no more.

        ## What to expect
        \(table)

        \(dialect.checked)

        """
    }

    /// What the nodes are called.
    /// - Parameters:
    ///   - layers: of the network; of several, each names its own.
    ///   - readVoltage: at which hidden neurons drive their rows.
    static func nodes(layers: Int, lines: LineResistance, readVoltage: Voltage = .zero) -> String {
        let isDeep = layers > 1
        let (own, before) = isDeep ? ("layerL_", "layer(L-1)_") : ("", "")
        var text = """
            Subcircuits: `\(own)crossbar`, `\(own)neuron` and, of neurons that race, `\(own)winner_take_all`. Nodes: `row_NN` are
            the word lines of the inputs (`row_NN_inverse` at the opposite voltage, where there are two an input) and `\(own)bias` that of
            the bias; `\(own)membrane_K` is a neuron's capacitor, `\(own)output_K` its spike, `\(own)bus` the inhibition. Sources bear
            the names of the word lines. The memristor of row NN into column K is `cell_NN_K` inside `\(own)crossbar`.
            """
        if isDeep {
            text +=
                "\nWhile a spike of a hidden neuron lasts, it drives `\(before)row_NN` and `\(before)row_NN_inverse` at "
                + "+\(readVoltage) and\n-\(readVoltage)."
        }
        guard lines != .none else { return text }
        return text + """


            The crossbar's lines stand in it segment by segment:
            \(lines.wordLine) a segment of word line, \(lines.bitLine) of bit line, one before the first crossing and one behind the last.
            Inside the crossbar, `word_NN_K` and `bit_NN_K` are the lines at a crossing, `column_K` the end of a bit line.
            """
    }

    /// What the device level of a deep network has beside that.
    static let deviceNodes = """


        In `device-level/`, `rail_plus` and `rail_minus` supply the drivers. Inside a neuron, `gate` falls from the positive rail to
        ground while its spike lasts, and `drive`, of a hidden neuron its row, rises from ground to the positive rail;
        the same opens the transistor that pulls the inverse row to the negative rail and, a little later (`delay`), the one
        that empties the membrane. Memristors are resistors: reading leaves their states where they are.
        """

    /// What the dialect's switches and integrals leave open.
    private var limits: String {
        guard folder.drawings.contains(where: \.circuit.hasSwitchedSources) else { return "" }
        return switch dialect {
        case .ngspice, .ltspice: ""
        case .pspice, .xyce:
            "\n\nIts switches have states here: a run takes far longer than in ngspice. Energies were seen up to 4 % off; winner "
                + "and first spike are what to rely on."
        }
    }

    private var variants: String {
        folder.drawings.map { drawing in
            switch drawing.variant {
            case .piecewiseLinear:
                "- `piecewise-linear/`: switches with hysteresis, piecewise-linear diodes, resistors for memristors. "
                    + switches
            case .deviceLevel:
                "- `device-level/`: junction diodes, EKV transistors, threshold switches and memristors with their own state "
                    + "equations, drivers with an impedance."
            }
        }.joined(separator: "\n")
    }

    private var switches: String {
        switch dialect {
        case .ngspice: "The switches are `S` elements: on at VT + VH, off at VT − VH."
        case .ltspice: "The switches are `S` elements: on at Vt + Vh, off at Vt − Vh."
        case .pspice, .xyce:
            "\(dialect.title) has no switch with hysteresis, so each is the subcircuit `hysteresis_switch`: its "
                + "conductance grows exponentially with a state that follows within 50 ps."
        }
    }

    private var table: String {
        guard !folder.expected.isEmpty else {
            return "\n" + (folder.missing.isEmpty ? "Nothing was computed: no engine ran." : folder.missing)
        }
        let rows = folder.expected.map { row in
            let cells = [
                "\(folder.kind)_\(row.input).cir", folder.className(of: row).tableCell, row.variant.rawValue,
                row.level.rawValue, row.seen.decision.winner.map(String.init) ?? "–",
                row.seen.firstSpike.map { Time($0).formatted(digits: 5) } ?? "–",
                Energy(row.seen.energy.total).formatted(digits: 4),
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return """

            Of the levels, `events` is Memspike's exact engine, `ngspice` and `ngspice-device` its own ngspice netlists of the
            same circuit. The same numbers are in `expected.csv`.

            | deck | class | circuit | level | winner | first output spike | energy |
            |---|---|---|---|---|---|---|
            \(rows.joined(separator: "\n"))\(folder.missing.isEmpty ? "" : "\n\n" + folder.missing)
            """
    }
}
