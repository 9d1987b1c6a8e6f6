import Foundation
package import Studies

/// What `memspike program` measures, `programming.json`. Times in seconds, energies in joules, conductances in siemens.
package struct ProgrammingResults: Codable, Sendable, Equatable {
    /// The pulses of one direction; amplitudes are magnitudes [V].
    package struct Ramp: Codable, Sendable, Equatable {
        package var width: Double
        package var start: Double
        package var step: Double
        package var maximum: Double

        package init(width: Double, start: Double, step: Double, maximum: Double) {
            self.width = width
            self.start = start
            self.step = step
            self.maximum = maximum
        }
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

        package init(
            readVoltage: Double, deviceMinimum: Double, deviceMaximum: Double, lowestLevel: Double,
            highestLevel: Double, impedanceFactor: Double, isStretched: Bool
        ) {
            self.readVoltage = readVoltage
            self.deviceMinimum = deviceMinimum
            self.deviceMaximum = deviceMaximum
            self.lowestLevel = lowestLevel
            self.highestLevel = highestLevel
            self.impedanceFactor = impedanceFactor
            self.isStretched = isStretched
        }
    }

    package struct Pass: Codable, Sendable, Equatable {
        package var cells: Int
        package var pulses: Int
        package var disturbedOut: Int
        /// |ΔG|/G by pulses on others.
        package var largestDisturb: Double
        package var meanDisturb: Double

        package init(cells: Int, pulses: Int, disturbedOut: Int, largestDisturb: Double, meanDisturb: Double) {
            self.cells = cells
            self.pulses = pulses
            self.disturbedOut = disturbedOut
            self.largestDisturb = largestDisturb
            self.meanDisturb = meanDisturb
        }
    }

    package struct Accuracy: Codable, Sendable, Equatable {
        /// Who decided.
        package var engine: Level
        /// What was shown, in a few words.
        package var shown: String
        package var presentations: Int
        /// Of the network as it was trained, in its circuit.
        package var before: Double
        /// With exact levels in every cell, none stuck.
        package var levels: Double
        /// Of what the array holds.
        package var after: Double
        /// Of the best possible rule; nil where nobody knows it.
        package var ceiling: Double?
        /// Clean patterns that are recognised; nil for a network of samples.
        package var cleanCorrect: Int?
        package var classes: Int

        package init(
            engine: Level, shown: String, presentations: Int, before: Double, levels: Double, after: Double,
            ceiling: Double? = nil, cleanCorrect: Int? = nil, classes: Int
        ) {
            self.engine = engine
            self.shown = shown
            self.presentations = presentations
            self.before = before
            self.levels = levels
            self.after = after
            self.ceiling = ceiling
            self.cleanCorrect = cleanCorrect
            self.classes = classes
        }
    }

    /// What stands in a cell.
    package struct Cell: Codable, Sendable, Equatable {
        /// From 0.
        package var layer: Int
        package var neuron: Int
        package var row: Int
        package var target: Double
        package var held: Double
        package var pulses: Int
        /// "in window", "out of window", "unreachable", "stuck LRS" or "stuck HRS".
        package var outcome: String

        package init(
            layer: Int, neuron: Int, row: Int, target: Double, held: Double, pulses: Int, outcome: String
        ) {
            self.layer = layer
            self.neuron = neuron
            self.row = row
            self.target = target
            self.held = held
            self.pulses = pulses
            self.outcome = outcome
        }
    }

    package static let currentSchemaVersion = 4

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
    /// Of inference by what the array holds, in the events engine, beside that of writing; nil where the circuit was not
    /// run, and the notes say why.
    package var reading: EnergyRecord?
    /// The cells, layer by layer and column by column; of large arrays every so many cells, `cells.csv` has all.
    package var held: [Cell]
    package var study: StudyTree
    /// Computing time of the programming alone.
    package var seconds: Double
    package var notes: [String]

    package init(
        program: ProgramRecord, seed: UInt64, device: String, scheme: String, levels: Int, window: Double,
        cycleSpread: Double, set: Ramp, reset: Ramp, mapping: Mapping, cells: Int, healthyCells: Int,
        healthyInWindow: Int, unreachable: Int, stuckFound: Int, stuckMissed: Int, falseAlarms: Int, pulses: Int,
        testPulses: Int, passes: [Pass], time: Double, timePerCell: Double, energy: Double, energyPerCell: Double,
        largestCellEnergy: Double, halfSelectEnergy: Double, accuracy: Accuracy, reading: EnergyRecord?, held: [Cell],
        study: StudyTree, seconds: Double, notes: [String]
    ) {
        self.program = program
        self.seed = seed
        self.device = device
        self.scheme = scheme
        self.levels = levels
        self.window = window
        self.cycleSpread = cycleSpread
        self.set = set
        self.reset = reset
        self.mapping = mapping
        self.cells = cells
        self.healthyCells = healthyCells
        self.healthyInWindow = healthyInWindow
        self.unreachable = unreachable
        self.stuckFound = stuckFound
        self.stuckMissed = stuckMissed
        self.falseAlarms = falseAlarms
        self.pulses = pulses
        self.testPulses = testPulses
        self.passes = passes
        self.time = time
        self.timePerCell = timePerCell
        self.energy = energy
        self.energyPerCell = energyPerCell
        self.largestCellEnergy = largestCellEnergy
        self.halfSelectEnergy = halfSelectEnergy
        self.accuracy = accuracy
        self.reading = reading
        self.held = held
        self.study = study
        self.seconds = seconds
        self.notes = notes
    }

    package var shareInWindow: Double { healthyCells > 0 ? Double(healthyInWindow) / Double(healthyCells) : 1 }
}

extension RunFolder {
    /// - Throws: for results of another version of the program.
    package func loadProgrammingResults() throws -> ProgrammingResults {
        try readResults(ProgrammingResults.self, from: "programming.json")
    }
}
