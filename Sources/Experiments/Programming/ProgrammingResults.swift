import Foundation

/// What `memspike program` measures, `programming.json`. Times in seconds, energies in joules, conductances in siemens.
package struct ProgrammingResults: Codable, Sendable, Equatable {
    /// The pulses of one direction; amplitudes are magnitudes [V].
    package struct Ramp: Codable, Sendable, Equatable {
        package var width: Double
        package var start: Double
        package var step: Double
        package var maximum: Double
    }

    /// How the network's conductances became the device's.
    package struct Mapping: Codable, Sendable, Equatable {
        package var readVoltage: Double
        package var deviceMinimum: Double
        package var deviceMaximum: Double
        package var lowestLevel: Double
        package var highestLevel: Double
        /// By which the circuit's impedances are multiplied; 1 if the network's range lies within the device's.
        package var impedanceFactor: Double
        /// Whether the targets were stretched, because the device's ratio is smaller than the network's.
        package var isStretched: Bool
    }

    package struct Pass: Codable, Sendable, Equatable {
        package var cells: Int
        package var pulses: Int
        package var disturbedOut: Int
        /// |ΔG|/G by pulses on others.
        package var largestDisturb: Double
        package var meanDisturb: Double
    }

    package struct Accuracy: Codable, Sendable, Equatable {
        package var flipProbability: Double
        package var presentations: Int
        /// Of the network as it was trained, in its circuit.
        package var before: Double
        /// With exact levels in every cell, none stuck.
        package var levels: Double
        /// Of what the array holds.
        package var after: Double
        package var ceiling: Double
        package var cleanCorrect: Int
        /// How many clean patterns there are.
        package var classes: Int
    }

    /// What stands in every cell, `[neurons][rows]`.
    package struct Cells: Codable, Sendable, Equatable {
        package var targets: [[Double]]
        package var conductances: [[Double]]
        package var pulses: [[Int]]
        /// "in window", "out of window", "unreachable", "stuck LRS" or "stuck HRS".
        package var outcomes: [[String]]
    }

    package static let currentSchemaVersion = 3

    package var schemaVersion = currentSchemaVersion
    package var program: ProgramRecord
    package var seed: UInt64
    /// As a study file names it.
    package var device: String
    package var scheme: String
    package var levels: Int
    package var window: Double
    package var cycleSpread: Double
    package var set: Ramp
    package var reset: Ramp
    package var mapping: Mapping
    package var cells: Int
    package var healthyCells: Int
    package var healthyInWindow: Int
    package var unreachable: Int
    package var stuckFound: Int
    /// Stuck cells that the test did not find, and healthy ones that it called stuck.
    package var stuckMissed: Int
    package var falseAlarms: Int
    package var pulses: Int
    package var testPulses: Int
    package var passes: [Pass]
    package var time: Double
    package var timePerCell: Double
    package var energy: Double
    package var energyPerCell: Double
    package var largestCellEnergy: Double
    package var halfSelectEnergy: Double
    package var accuracy: Accuracy
    /// Of inference by what the array holds, noisy patterns in the events engine, beside that of writing.
    package var reading: EnergyRecord
    package var array: Cells
    package var study: StudyTree
    /// Computing time of the programming alone.
    package var seconds: Double
    package var notes: [String]

    package var shareInWindow: Double { healthyCells > 0 ? Double(healthyInWindow) / Double(healthyCells) : 1 }
}

extension RunFolder {
    /// - Throws: for results of another version of the program.
    package func loadProgrammingResults() throws -> ProgrammingResults {
        try readResults(ProgrammingResults.self, from: "programming.json")
    }
}
