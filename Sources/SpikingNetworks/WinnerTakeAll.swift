/// What a race between neurons ended with.
public enum RaceDecision: Hashable, Sendable {
    /// One neuron fired first.
    case winner(Int)
    /// These fired first, at the same instant.
    case tie([Int])
    /// No neuron fired.
    case noWinner

    /// Who fired first alone; nil for a tie or nobody.
    public var winner: Int? { if case .winner(let neuron) = self { neuron } else { nil } }

    /// Who fired first, rising.
    public var neurons: [Int] {
        switch self {
        case .winner(let neuron): [neuron]
        case .tie(let neurons): neurons
        case .noWinner: []
        }
    }

    /// The credit for a sample of class `label`: 1 if it won, a share if it tied, else 0.
    public func score(label: Int) -> Double {
        switch self {
        case .winner(let neuron): neuron == label ? 1 : 0
        case .tie(let neurons): neurons.contains(label) ? 1 / Double(neurons.count) : 0
        case .noWinner: 0
        }
    }
}

/// First spike wins: the one rule of decision for the discrete model and for every level of the circuit.
public enum WinnerTakeAll {
    /// Spike times this close, relative to the earlier one, are a tie: some hundred roundings of a double.
    public static let tieTolerance = 1e-13

    /// - Parameter firstSpikeTimes: one per neuron; infinity for a neuron that did not fire.
    public static func decision(firstSpikeTimes times: some Collection<Double>) -> RaceDecision {
        guard let earliest = times.min(), earliest.isFinite else { return .noWinner }
        let latest = earliest * (1 + tieTolerance)
        var first: [Int] = []
        for (neuron, time) in times.enumerated() where time <= latest { first.append(neuron) }
        return first.count == 1 ? .winner(first[0]) : .tie(first)
    }
}
