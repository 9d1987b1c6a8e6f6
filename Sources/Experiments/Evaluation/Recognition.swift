import Circuits
import Crossbars
import Datasets
import NeuromorphicCircuits
import NumericalMethods
import Quantities
import SpikingNetworks

/// The random streams of the studies: one per purpose, one trial number per presentation or map.
enum Purpose {
    static let noise = StreamPurpose("presentations: noise")
    /// Whatever compares networks under noise shows them the same pictures: trainings, designs, programmed arrays.
    static let training = StreamPurpose("presentations: comparison of trained networks")
    static let agreement = StreamPurpose("presentations: agreement between levels")
    static let faultMap = StreamPurpose("faults: map")
    static let faultNoise = StreamPurpose("faults: presentations")
    static let retraining = StreamPurpose("faults: retraining")
}

/// Presentation after presentation of noisy patterns: what is shown depends on the seed, the purpose and its number alone.
struct NoisyPresentations: Sendable {
    let patterns: PatternSet
    let noise: PixelNoise
    let slots: Int
    let seed: UInt64
    let purpose: StreamPurpose

    /// Every class is shown equally often.
    func label(_ trial: Int) -> Int { trial % patterns.count }

    /// P(class | frames) under this noise.
    var posterior: PatternPosterior { PatternPosterior(patterns, flips: noise.flips) }

    /// One frame, or one per slot.
    func frames(_ trial: Int) -> [Pattern] {
        var stream = RandomStream(seed: seed, purpose: purpose, trial: trial)
        let pattern = patterns.patterns[label(trial)]
        let count = noise.redraw == .perSlot ? slots : 1
        return (0..<count).map { _ in noise.frame(of: pattern, from: &stream) }
    }
}

/// A classifier's circuit in an engine that locates events; one thread at a time.
struct EventRace {
    let circuit: ClassifierCircuit
    private var engine: any EventLocatingCircuit
    /// Where the classifier's lines lie in the circuit.
    private let mapping: ArrayMapping
    /// Of every column.
    private let classes: [Int]
    /// The class of every element that is a threshold switch; −1 of every other.
    private let neurons: [Int]
    /// The elements that are threshold switches.
    private let switches: [Int]
    /// The sources' voltages of a still frame [V].
    private var levels: [Double]

    init(_ array: ConductanceArray, design: CircuitDesign, engine: any EventLocatingSimulator) throws {
        self = try Self.prepare(array, design: design, engine: engine, count: 1)[0]
    }

    init(_ circuit: ClassifierCircuit, engine: any EventLocatingSimulator, mapping: ArrayMapping) throws {
        self.init(
            circuit, engine: try engine.prepareEvents(circuit.circuit, analysis: circuit.analysis()), mapping: mapping)
    }

    /// The circuit of an array, lowered once for `count` threads.
    static func prepare(
        _ array: ConductanceArray, design: CircuitDesign, engine: any EventLocatingSimulator, count: Int
    ) throws -> [EventRace] {
        let circuit = try ClassifierCircuit(array, design: design, variant: .piecewiseLinear)
        return try engine.prepareEvents(circuit.circuit, analysis: circuit.analysis(), count: count).map {
            EventRace(circuit, engine: $0, mapping: .identity(inputs: array.rows, classes: array.columns))
        }
    }

    private init(_ circuit: ClassifierCircuit, engine: any EventLocatingCircuit, mapping: ArrayMapping) {
        self.circuit = circuit
        self.mapping = mapping
        self.engine = engine
        classes = mapping.classesInOrder
        var neurons = [Int](repeating: -1, count: circuit.circuit.elements.count)
        let neuronOfElement = circuit.neuronOfElement
        for (element, neuron) in neuronOfElement { neurons[element] = classes[neuron] }
        switches = neuronOfElement.keys.sorted()
        self.neurons = neurons
        levels = [Double](repeating: circuit.design.readVoltage.value, count: circuit.rows + 1)
    }

    /// Takes other thresholds from now on.
    /// - Parameter spread: of the neurons, by class.
    mutating func setThresholds(_ spread: NeuronSpread) {
        let design = circuit.design
        for element in switches {
            engine.setThresholds(
                ofElement: element, on: design.thresholdVoltage * spread.factor(\.threshold, neurons[element]),
                off: design.holdVoltage * spread.factor(\.hold, neurons[element]))
        }
    }

    /// Who wins: the first switching alone where the frame stands still, the whole presentation where it changes.
    mutating func decision(_ frames: [Pattern]) throws -> RaceDecision {
        guard frames.count == 1 else { return try observe(frames).decision.naming(classes) }
        show(frames[0])
        let first = levels.withUnsafeBufferPointer { engine.firstSwitching(levels: $0) }
        if first.element < 0 { return .noWinner }
        let winner = neurons[first.element]
        if winner < 0 { return try observe(frames).decision.naming(classes) }
        if first.tied.isEmpty { return .winner(winner) }
        let tied = first.tied.map { neurons[$0] }.filter { $0 >= 0 }
        return tied.isEmpty ? .winner(winner) : .tie(([winner] + tied).sorted())
    }

    /// The whole presentation in closed form.
    mutating func observe(_ frames: [Pattern]) throws -> NetworkObservation {
        guard frames.count == 1 else { return circuit.observe(try engine.run(stimulus(frames))) }
        show(frames[0])
        return circuit.observe(try levels.withUnsafeBufferPointer { try engine.run(levels: $0) })
    }

    /// Puts a frame on the rows; the bias row keeps its level.
    private mutating func show(_ frame: Pattern) {
        let vRead = circuit.design.readVoltage.value
        let bits = frame.pixels
        let rows = mapping.rowOfInput
        levels.withUnsafeMutableBufferPointer { levels in
            for pixel in 0..<rows.count { levels[rows[pixel]] = bits[pixel] ? vRead : -vRead }
        }
    }

    /// The whole presentation, sampled.
    mutating func transient(_ frames: [Pattern]) throws -> Transient { try engine.transient(stimulus(frames)) }

    func stimulus(_ frames: [Pattern]) -> Stimulus {
        circuit.stimulus(frames: frames.map { mapping.physical(BipolarRows.levels(bits: $0.pixels)) })
    }

    mutating func tally(_ presentations: NoisyPresentations, trials: Range<Int>) throws -> RecognitionTally {
        try scores(presentations, trials: trials).tally
    }

    mutating func scores(_ presentations: NoisyPresentations, trials: Range<Int>) throws -> PresentationScores {
        let posterior = presentations.posterior
        var scores = PresentationScores()
        for trial in trials {
            let frames = presentations.frames(trial)
            scores.add(
                try decision(frames), label: presentations.label(trial), posterior: posterior.probabilities(frames))
        }
        return scores
    }
}
