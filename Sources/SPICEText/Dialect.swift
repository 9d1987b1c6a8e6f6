package import Circuits
import Devices
import Quantities

/// A netlist as text, ready for a simulator.
package struct Deck: Hashable, Sendable {
    /// The circuit's title on one line.
    package var title: String
    package var text: String
    /// What the simulator calls the vector of every signal that was asked for; ground has none, it is 0 V.
    package var vectorNames: [Signal: String]
}

/// The input language of a simulator.
package enum Dialect: String, Hashable, CaseIterable, Sendable {
    case ngspice
    case ltspice
    case pspice
    case xyce

    /// As its makers write it.
    package var title: String {
        switch self {
        case .ngspice: "ngspice"
        case .ltspice: "LTspice"
        case .pspice: "PSpice"
        case .xyce: "Xyce"
        }
    }

    /// Writes a circuit, what drives it and its transient analysis.
    ///
    /// The same input gives the same text, byte for byte.
    /// - Parameter additionalLines: written before the end of the deck, for a deck that runs by itself: `.print` or
    ///   `.meas` lines make `ngspice -b FILE` show something.
    /// - Throws: names that the dialect cannot hold, a stimulus or signals that do not fit the circuit.
    package func deck(
        _ circuit: Circuit, stimulus: Stimulus, analysis: TransientAnalysis, additionalLines: [String] = []
    ) throws(SPICETextError) -> Deck {
        try checkAnalysis(analysis)
        let values = try SourceText.values(
            stimulus, of: circuit.sourceNames, edgeDuration: analysis.edgeDuration)
        func deck<Writer: DialectWriter>(_ writer: Writer.Type) throws(SPICETextError) -> Deck {
            try FlatDeck<Writer>.deck(
                circuit, sourceValues: values, analysis: analysis, additionalLines: additionalLines)
        }
        switch self {
        case .ngspice: return try deck(NgspiceDialect.self)
        case .ltspice: return try deck(LTspiceDialect.self)
        case .pspice: return try deck(PSPICEDialect.self)
        case .xyce: return try deck(XyceDialect.self)
        }
    }

    /// Writes a circuit in parts as files that include each other; a top file for each of the named stimuli.
    ///
    /// Of several stimuli there is one top file more, `all.cir`, which steps over them.
    /// - Parameter stimuli: remarks stand at the head of the top file: what to expect, for example.
    /// - Throws: names that the dialect cannot hold, a stimulus that does not fit the circuit.
    package func files(
        _ circuit: HierarchicalCircuit, stimuli: [NamedStimulus], analysis: TransientAnalysis, readOut: ReadOut
    ) throws(SPICETextError) -> [NetlistFile] {
        try checkAnalysis(analysis)
        switch self {
        case .ngspice: return try HierarchicalDeck<NgspiceDialect>.files(circuit, stimuli, analysis, readOut)
        case .ltspice: return try HierarchicalDeck<LTspiceDialect>.files(circuit, stimuli, analysis, readOut)
        case .pspice: return try HierarchicalDeck<PSPICEDialect>.files(circuit, stimuli, analysis, readOut)
        case .xyce: return try HierarchicalDeck<XyceDialect>.files(circuit, stimuli, analysis, readOut)
        }
    }

    func deviceDeck(
        _ device: DeviceModel, _ stimulus: DeviceStimulus, _ state: Double, _ maximumStep: Time, _ library: String?,
        _ measurements: [String]
    ) -> DeviceDeck {
        func deck<Writer: DialectWriter>(_ writer: Writer.Type) -> DeviceDeck {
            DeviceDeck(
                writer, device, stimulus, from: state, maximumStep: maximumStep, library: library,
                measurements: measurements)
        }
        return switch self {
        case .ngspice: deck(NgspiceDialect.self)
        case .ltspice: deck(LTspiceDialect.self)
        case .pspice: deck(PSPICEDialect.self)
        case .xyce: deck(XyceDialect.self)
        }
    }

    private func checkAnalysis(_ analysis: TransientAnalysis) throws(SPICETextError) {
        for (quantity, value) in [
            ("duration", analysis.duration), ("maximum step", analysis.maximumStep),
            ("edge duration", analysis.edgeDuration),
        ] where !(value.value > 0 && value.value.isFinite) {
            throw .invalidAnalysis(quantity: quantity, value: value)
        }
    }
}
