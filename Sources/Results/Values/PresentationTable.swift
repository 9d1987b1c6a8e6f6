import Foundation
package import SpikingNetworks

/// One presentation and what came of it: a line of `memspike evaluate --each`.
package struct PresentationRecord: Codable, Sendable, Equatable {
    /// What ended a presentation.
    package enum Outcome: String, Codable, CaseIterable, Sendable {
        case winner
        case tie
        case none
        /// The engine found no solution.
        case failed
    }

    /// From 0.
    package var frame: Int
    /// The class that was shown; nil if nobody said.
    package var label: Int?
    package var outcome: Outcome
    /// −1 unless one neuron won.
    package var winner: Int
    /// The first output spike [s].
    package var spikeTime: Double?
    package var energy: EnergySplit?
    package var outputSpikes: Int?
    /// By how much the winner led the others: 1 − t_winner/t_next of first spikes as they would come without inhibition.
    package var margin: Double?

    package init(frame: Int, label: Int?, decision: RaceDecision?) {
        self.frame = frame
        self.label = label
        switch decision {
        case .winner(let neuron): (outcome, winner) = (.winner, neuron)
        case .tie: (outcome, winner) = (.tie, -1)
        case .noWinner: (outcome, winner) = (.none, -1)
        case nil: (outcome, winner) = (.failed, -1)
        }
    }
}

/// Presentations as a table for other programs; what is not known is `nan`, as NumPy and pandas read it.
package enum PresentationTable {
    private static let circuit =
        "spike time (s),energy (J),array (J),neurons (J),winner-take-all (J),output spikes"

    /// Of a classifier at any level.
    package static func csv(_ presentations: [PresentationRecord]) -> String {
        table("frame,class,outcome,winner,\(circuit),margin", presentations) { record in
            decision(record) + numbers(record) + [text(record.margin)]
        }
    }

    /// Of a deep network: the discrete model's decisions, and the circuit's where it was run.
    package static func csv(discrete: [PresentationRecord], circuit: [PresentationRecord]) -> String {
        let heading = "frame,class,outcome,winner,margin,circuit outcome,circuit winner,\(Self.circuit)"
        return table(heading, discrete) { record in
            let seen = record.frame < circuit.count ? circuit[record.frame] : nil
            return decision(record) + [text(record.margin)]
                + (seen.map { [$0.outcome.rawValue, "\($0.winner)"] } ?? ["not run", "-1"]) + numbers(seen)
        }
    }

    private static func table(
        _ heading: String, _ records: [PresentationRecord], fields: (PresentationRecord) -> [String]
    ) -> String {
        ([heading] + records.map { fields($0).joined(separator: ",") }).joined(separator: "\n") + "\n"
    }

    private static func decision(_ record: PresentationRecord) -> [String] {
        ["\(record.frame)", "\(record.label ?? -1)", record.outcome.rawValue, "\(record.winner)"]
    }

    private static func numbers(_ record: PresentationRecord?) -> [String] {
        let energy = record?.energy
        return ([record?.spikeTime, energy?.total] + CircuitPart.allCases.map { energy?[$0] }).map(text)
            + [record?.outputSpikes.map { "\($0)" } ?? "nan"]
    }

    private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "nan" }
}
