import Circuits
import NeuromorphicCircuits
import Quantities
import SPICEText
import SpikingNetworks

/// What a designer reads first in a folder of a deep network's netlists.
struct NetworkNetlistReadme {
    let netlists: NetworkNetlists
    let circuit: NetworkCircuit
    let stimuli: [NamedStimulus]
    /// The classes of the samples, by name.
    let labels: [String]
    let samples: String
    let version: String

    /// What the dialect's switches and integrals leave open.
    private var limits: String {
        switch netlists.dialect {
        case .ngspice, .ltspice: ""
        case .pspice: "\n\nIts switches have states here: a run takes far longer than in ngspice."
        case .xyce:
            "\n\nIts switches have states here: a run takes far longer than in ngspice. Energies were seen up to 4 % off; winner "
                + "and first spike are what to rely on."
        }
    }

    private var isRace: Bool { netlists.network.readout != .spikeCount }

    var text: String {
        """
        # A deep network's circuit for \(netlists.dialect.title)

        Written by Memspike \(version). \(circuit.circuit.title); inputs of \(samples.tableCell) by the \(netlists.encoder.rawValue)
        encoder. Each `sample_K.cir` shows one sample to the network and runs by itself; `all.cir`, there if there is more
        than one, shows them one after the other.

        ## Run it

        \(netlists.dialect.running("\(stimuli[0].name).cir", in: "", hasAll: stimuli.count > 1))

        ## What it prints

        \(netlists.dialect.printing(isRace: isRace))\(limits)

        ## Names

        Rows of the inputs are `row_NN` and, at the opposite voltage, `row_NN_inverse`; neuron K of hidden layer L has the
        membrane `hiddenL_membrane_K`, the pulse capacitor `hiddenL_spike_K` and the rows `hiddenL_row_K`,
        `hiddenL_row_K_inverse` of the next crossbar, which it drives at +\(netlists.design.readVoltage) and
        -\(netlists.design.readVoltage) while its spike lasts; of the output layer, `output_spike_K` rises at a spike.

        ## What to expect

        By Memspike's exact engine; the same numbers are in `expected.csv`.

        | deck | class | winner | first output spike | energy |
        |---|---|---|---|---|
        \(rows)

        \(netlists.dialect.checked)

        """
    }

    private var rows: String {
        zip(stimuli, labels).map { named, label -> String in
            let race = named.expected!
            let cells = [
                "\(named.name).cir", label.tableCell, race.winner.map(String.init) ?? "–",
                race.spikeTime.map { $0.formatted(digits: 5) } ?? "–", race.energy.formatted(digits: 4),
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }.joined(separator: "\n")
    }

    var csv: String {
        let rows = zip(stimuli, labels).map { named, label in
            let race = named.expected!
            return [
                "\(named.number)", label.csvField, "\(race.winner ?? -1)", race.spikeTime.map { "\($0.value)" } ?? "",
                "\(race.energy.value)",
            ].joined(separator: ",")
        }
        return (["sample,class,winner,first spike (s),energy (J)"] + rows).joined(separator: "\n") + "\n"
    }
}

extension ExpectedRace {
    /// "winner 3, first spike 210.33 ns, energy 1.2 pJ".
    var text: String {
        guard let spikeTime else { return "nobody fires, energy \(energy.formatted(digits: 4))" }
        return
            "winner \(winner.map(String.init) ?? "undecided"), first spike \(spikeTime.formatted(digits: 5)), energy "
            + energy.formatted(digits: 4)
    }
}
