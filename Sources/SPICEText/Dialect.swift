public import Circuits
import Quantities

/// A netlist as text, ready for a simulator.
public struct Deck: Hashable, Sendable {
    /// The circuit's title on one line.
    public var title: String
    public var text: String
    /// What the simulator calls the vector of every signal that was asked for; ground has none, it is 0 V.
    public var vectorNames: [Signal: String]
}

/// The input language of a simulator.
public enum Dialect: String, Hashable, CaseIterable, Sendable {
    case ngspice

    /// Writes a circuit, what drives it and its transient analysis.
    ///
    /// The same input gives the same text, byte for byte.
    /// - Parameter additionalLines: written before the end of the deck, for a deck that runs by itself: `.print` or
    ///   `.meas` lines make `ngspice -b FILE` show something.
    /// - Throws: names that the dialect cannot hold, a stimulus or signals that do not fit the circuit.
    public func deck(
        _ circuit: Circuit, stimulus: Stimulus, analysis: TransientAnalysis, additionalLines: [String] = []
    ) throws(SPICETextError) -> Deck {
        try checkAnalysis(analysis)
        let sources = circuit.sourceNames
        guard stimulus.waveforms.count == sources.count else {
            throw .stimulusMismatch(sources: sources, waveforms: stimulus.waveforms.count)
        }
        switch self {
        case .ngspice:
            return try NgspiceDialect.deck(
                circuit, stimulus: stimulus, analysis: analysis, additionalLines: additionalLines)
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
