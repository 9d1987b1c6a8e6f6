public import ArgumentParser
import Circuits
import Datasets
import Experiments
import Foundation
import NeuromorphicCircuits
import Quantities
public import SPICEText
import SpikingNetworks

extension Dialect: ExpressibleByArgument {}

struct NetlistCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "netlist",
        abstract: "Write a network's circuit as netlists that run by themselves.",
        discussion: """
            Writes a folder with a deck for each glyph, piecewise-linear and device-level, and a README that says what to \
            expect; of a deep network a piecewise-linear deck for the first test sample of each class.

            Example:  memspike netlist my-run --output my-netlists
                      ngspice -b my-netlists/device-level/digit_3.cir
            """)

    @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
    var runFolder: String

    @Option(help: ArgumentHelp("The simulator to write for: ngspice.", valueName: "dialect"))
    var dialect = Dialect.ngspice

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "netlist"

    @Option(
        help: ArgumentHelp(
            "Look for a deep network's data here; by default where its training found them.", valueName: "folder"))
    var data: String?

    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    private struct Output: Encodable {
        var folder: String
        var dialect: String
        var files: [String]
    }

    func run() throws {
        let files: [String]
        switch try RunKind(of: runFolder) {
        case .classifier:
            let network = try RunFolder.open(runFolder).loadNetwork()
            files = try NetlistFolder(network: network, clean: [], dialect: dialect).write(
                to: try RunFolder.create(output), under: nil)
        case .network: files = try writeDeepNetwork()
        }
        let summary = Output(folder: output, dialect: dialect.rawValue, files: files)
        if json {
            print(String(decoding: try RunFolder.json(summary), as: UTF8.self), terminator: "")
        } else {
            print("\(files.count) files in \(output); begin with \(output)/README.md")
        }
    }
}

extension NetlistCommand {
    /// Decks for the first test sample of every class.
    private func writeDeepNetwork() throws -> [String] {
        let folder = try RunFolder.open(runFolder, holding: ["study.yaml", "network.json", "training.json"])
        let study = try NetworkStudy.load(folder.file("study.yaml").path)
        let stored = try folder.loadDeepNetwork()
        let data = try StudyData(study, from: DataFolders.locations(data, of: folder), file: runFolder)
        let samples = try data.samples()
        let tested = samples.test ?? samples.training
        let firsts = (0..<tested.classes).compactMap { label in tested.labels.firstIndex(of: label) }
        return try NetworkNetlists(stored.network, encoder: stored.encoder, design: study.design, dialect: dialect)
            .write(tested, indices: firsts, to: try RunFolder.create(output), under: nil, version: Memspike.version)
    }
}

/// A network's circuit as decks for ngspice, one per glyph and variant.
struct NetlistFolder {
    let network: StoredNetwork
    /// What the engines saw of the clean glyphs, for the README; may be empty.
    let clean: [CleanRecord]
    var dialect = Dialect.ngspice

    /// - Returns: the files' names.
    @discardableResult
    func write(to folder: RunFolder, under prefix: String?) throws -> [String] {
        var files: [String] = []
        func write(_ text: String, _ name: String) throws {
            let path = prefix.map { "\($0)/\(name)" } ?? name
            try folder.write(text, to: path)
            files.append(path)
        }
        for variant in CircuitVariant.allCases {
            let circuit = try ClassifierCircuit(
                network.conductances, design: network.study.circuit, variant: variant, synapse: network.study.device)
            for digit in 0..<GlyphSet.count {
                let levels = BipolarRows.levels(bits: network.study.glyphs[digit].bits, rows: Glyph.pixelCount)
                let deck = try dialect.deck(
                    circuit.circuit, stimulus: circuit.stimulus(frames: [levels]), analysis: recording(circuit),
                    additionalLines: measurements(circuit))
                try write(deck.text, "\(variant.rawValue)/digit_\(digit).cir")
            }
        }
        try write(readme, "README.md")
        return files
    }

    /// Records the sources as well, so that the deck measures its own energy.
    private func recording(_ circuit: ClassifierCircuit) -> TransientAnalysis {
        var analysis = circuit.analysis()
        for element in circuit.circuit.elements {
            if case .voltageSource(let plus, _) = element.kind {
                analysis.signals += [.current(element: element.name), .voltage(plus)]
            }
        }
        return analysis
    }

    private func measurements(_ circuit: ClassifierCircuit) -> [String] {
        let level = circuit.design.spikeHeight.value / 2
        let spikes = (0..<circuit.columns).map {
            ".meas tran spike_\($0) when v(\(ClassifierCircuit.output($0)))=\(level) rise=1"
        }
        let power = circuit.circuit.elements.compactMap { element -> String? in
            guard case .voltageSource(let plus, _) = element.kind else { return nil }
            return "v(\(plus))*i(v\(element.name))"
        }
        return ["* The first output to spike is the answer; the others' measurements fail, as they should."] + spikes
            + [
                ".meas tran energy integ par('-(\(power.joined(separator: "+")))')"
            ]
    }

    private var readme: String {
        let expected = clean.map { record in
            "| \(record.engine) | \(record.correct) of \(record.images) | "
                + record.outputSpikes.map(String.init).joined(separator: " ") + " |"
        }
        let table =
            expected.isEmpty
            ? ""
            : "\n\nMeasured on the clean glyphs by the run that wrote this folder:\n\n"
                + "| engine | correct | output spikes per glyph |\n|---|---|---|\n" + expected.joined(separator: "\n")
        return """
            # The classifier's circuit for ngspice

            Written by Memspike \(Memspike.version). Each deck shows one glyph to the network and runs by itself:

                ngspice -b piecewise-linear/digit_3.cir
                ngspice -b device-level/digit_3.cir

            `piecewise-linear/` uses switches with hysteresis and piecewise-linear diodes; `device-level/` uses junction diodes,
            level-1 MOSFETs, and threshold switches and memristors with their own state equations. The measurement `spike_K`
            of the winning neuron K succeeds and gives its spike time in seconds; those of the others fail, because the
            inhibition bus holds them down. `energy` is the integral of all sources' v·i over the presentation, in joules.
            The winner has to be the digit in the file's name.\(table)

            """
    }
}
