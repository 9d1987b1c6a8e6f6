/// A part of a circuit that energy is told by.
package enum CircuitPart: String, Codable, Sendable, CaseIterable {
    /// Crossbar and bias row.
    case array
    /// Membranes, threshold switches, output resistors.
    case neurons
    /// Diodes, inhibition bus and transistors.
    case winnerTakeAll
}

/// The energy of a presentation by the part that causes it [J].
///
/// The parts sum to what all sources deliver. A part answers for what its elements dissipate and store, but for one thing:
/// the charge that the inhibition empties out of a membrane is the neuron's, which gathered it. The winner-take-all
/// answers for what the columns feed into the membranes while it holds them down, and for its bus.
package struct EnergySplit: Codable, Sendable, Equatable {
    package var array: Double
    package var neurons: Double
    package var winnerTakeAll: Double

    package init(array: Double, neurons: Double, winnerTakeAll: Double) {
        self.array = array
        self.neurons = neurons
        self.winnerTakeAll = winnerTakeAll
    }

    /// The mean of some; zero of none.
    package init(meanOf splits: some Collection<EnergySplit>) {
        self.init(array: 0, neurons: 0, winnerTakeAll: 0)
        for part in CircuitPart.allCases where !splits.isEmpty {
            self[part] = splits.reduce(0) { $0 + $1[part] } / Double(splits.count)
        }
    }

    package subscript(part: CircuitPart) -> Double {
        get {
            switch part {
            case .array: array
            case .neurons: neurons
            case .winnerTakeAll: winnerTakeAll
            }
        }
        set {
            switch part {
            case .array: array = newValue
            case .neurons: neurons = newValue
            case .winnerTakeAll: winnerTakeAll = newValue
            }
        }
    }

    package var total: Double { array + neurons + winnerTakeAll }

    /// What a neuron that stands alone would count: its own charge and switching, and what silences the others.
    package var neuronsAndWinnerTakeAll: Double { neurons + winnerTakeAll }

    /// What no number of this kind holds.
    package static let leftOut =
        "the row drivers and their supplies, control, the reset between presentations, and the wiring's capacitance"
}
