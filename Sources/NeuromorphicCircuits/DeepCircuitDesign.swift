public import Quantities
public import SpikingNetworks

/// STAND-IN until branch circuit has its own.
public struct DeepCircuitDesign: Hashable, Sendable {
    public var readVoltage = Voltage.volts(3.3)
    public var minimumConductance = Conductance.nanosiemens(1)
    public var maximumConductance = Conductance.nanosiemens(100)
    public var slotDuration = Time.nanoseconds(50)
    public init() {}
    public func conductanceRange() throws(ConductanceError) -> ConductanceRange {
        try ConductanceRange(minimum: minimumConductance, maximum: maximumConductance)
    }
    public func raceParameters(inputs: Int, rows: RowScheme, isOutput: Bool) -> RaceParameters {
        RaceParameters(
            membrane: Membrane(
                capacitance: .picofarads(0.4 * max(1, Double(inputs) / 64)), leak: .nanosiemens(10), threshold: .volts(0.27),
                resetPotential: .volts(0.16)),
            drive: RowDrive(readVoltage: .volts(3.3), biasConductance: .nanosiemens(400)),
            timing: SlotTiming(slotDuration: .nanoseconds(50), slots: 8))
    }
}
