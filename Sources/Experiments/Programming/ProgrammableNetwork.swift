package import Devices
package import Quantities
package import Results
package import SpikingNetworks
package import Studies

package import struct Crossbars.TargetMapping

/// A trained network with what it is shown: it can be written into arrays, one a layer, and asked what they are worth.
package protocol ProgrammableNetwork: Sendable {
    /// Of the stored network's study.
    var seed: UInt64 { get }
    /// What the numbers stand on.
    var tree: StudyTree { get }
    /// At which the circuit reads its cells.
    var readVoltage: Voltage { get }
    var thresholdVoltage: Voltage { get }
    /// What programming aims at, layer by layer, all of one range.
    var targets: [ConductanceArray] { get }
    /// What the arrays hold, layer by layer.
    var arrays: [ConductanceArray] { get }
    /// What it is shown, in a few words, and how often.
    var shown: String { get }
    var presentations: Int { get }
    /// Who decides what the accuracies count.
    var engine: Level { get }
    var classes: Int { get }

    /// The same circuit with other conductances.
    func holding(_ arrays: [ConductanceArray]) throws -> Self
    /// The network with conductances of a device, in a circuit scaled to them.
    /// - Parameter siemens: `[layers][cells]`, column by column.
    func carried(_ siemens: [[Double]], over mapping: TargetMapping) throws -> Self
    /// The part of its presentations that it names rightly.
    func accuracy(_ engines: SimulationEngines, jobs: Int) throws -> Double
    /// The best possible accuracy on these presentations; nil where nobody knows it.
    func ceiling() -> Double?
    /// How many of the clean patterns it names rightly; nil where there are none.
    func cleanCorrect(_ engines: SimulationEngines) throws -> Int?
    /// The energy of an inference in the events engine; no record where the circuit was not run, and the notes say why.
    func reading(
        _ engines: SimulationEngines, meter: StageMeter, stage: String, context: RunContext
    ) throws -> (record: EnergyRecord?, notes: [String])

    /// The voltages over every cell in some presentations that stand for all.
    func voltages(_ engines: SimulationEngines) throws -> CellVoltages
    /// The same of each clean pattern alone; none where there are no such patterns.
    func cleanVoltages(_ engines: SimulationEngines) throws -> [CellVoltages]
}

/// What the cells of a network's arrays see.
package struct CellVoltages: Sendable {
    /// Layer by layer, column by column.
    package var dwells: [VoltageDwell]
    /// The largest |v| [V].
    package var largest: Double
}

extension ProgrammableNetwork {
    /// The largest that a cell may see while the circuit runs.
    var largestVoltage: Voltage { readVoltage + thresholdVoltage }
}
