import Foundation

/// What `memspike program` measures, `programming.json`. Times in seconds, energies in joules, conductances in siemens.
public struct ProgrammingResults: Codable, Sendable, Equatable {
    /// The pulses of one direction; amplitudes are magnitudes [V].
    public struct Ramp: Codable, Sendable, Equatable {
        public var width: Double
        public var start: Double
        public var step: Double
        public var maximum: Double
    }

    /// How the network's conductances became the device's.
    public struct Mapping: Codable, Sendable, Equatable {
        public var readVoltage: Double
        public var deviceMinimum: Double
        public var deviceMaximum: Double
        public var lowestLevel: Double
        public var highestLevel: Double
        /// By which the circuit's impedances are multiplied; 1 if the network's range lies within the device's.
        public var impedanceFactor: Double
        /// Whether the targets were stretched, because the device's ratio is smaller than the network's.
        public var isStretched: Bool
    }

    public struct Pass: Codable, Sendable, Equatable {
        public var cells: Int
        public var pulses: Int
        public var disturbedOut: Int
        /// |ΔG|/G by pulses on others.
        public var largestDisturb: Double
        public var meanDisturb: Double
    }

    public struct Accuracy: Codable, Sendable, Equatable {
        public var flipProbability: Double
        public var presentations: Int
        /// Of the network as it was trained, in its circuit.
        public var before: Double
        /// With exact levels in every cell, none stuck.
        public var levels: Double
        /// Of what the array holds.
        public var after: Double
        public var ceiling: Double
        public var cleanCorrect: Int
        /// How many clean patterns there are.
        public var classes: Int
    }

    /// What stands in every cell, `[neurons][rows]`.
    public struct Cells: Codable, Sendable, Equatable {
        public var targets: [[Double]]
        public var conductances: [[Double]]
        public var pulses: [[Int]]
        /// "in window", "out of window", "unreachable", "stuck LRS" or "stuck HRS".
        public var outcomes: [[String]]
    }

    public static let currentSchemaVersion = 3

    public var schemaVersion = currentSchemaVersion
    public var program: ProgramRecord
    public var seed: UInt64
    /// As a study file names it.
    public var device: String
    public var scheme: String
    public var levels: Int
    public var window: Double
    public var cycleSpread: Double
    public var set: Ramp
    public var reset: Ramp
    public var mapping: Mapping
    public var cells: Int
    public var healthyCells: Int
    public var healthyInWindow: Int
    public var unreachable: Int
    public var stuckFound: Int
    /// Stuck cells that the test did not find, and healthy ones that it called stuck.
    public var stuckMissed: Int
    public var falseAlarms: Int
    public var pulses: Int
    public var testPulses: Int
    public var passes: [Pass]
    public var time: Double
    public var timePerCell: Double
    public var energy: Double
    public var energyPerCell: Double
    public var largestCellEnergy: Double
    public var halfSelectEnergy: Double
    public var accuracy: Accuracy
    /// Of inference by what the array holds, noisy patterns in the events engine, beside that of writing.
    public var reading: EnergyRecord
    public var array: Cells
    public var study: StudyTree
    /// Computing time of the programming alone.
    public var seconds: Double
    public var notes: [String]

    public var shareInWindow: Double { healthyCells > 0 ? Double(healthyInWindow) / Double(healthyCells) : 1 }
}

extension RunFolder {
    /// - Throws: for results of another version of the program.
    public func loadProgrammingResults() throws -> ProgrammingResults {
        try readResults(ProgrammingResults.self, from: "programming.json")
    }
}
