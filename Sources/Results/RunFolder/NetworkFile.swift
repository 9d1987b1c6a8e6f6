import Datasets
import Devices
import Foundation
import Quantities
import SpikingNetworks

/// `network.json`: everything of a network but its weights. Schema 1 was of deep networks alone, and is read as it is.
struct NetworkFile: Codable {
    static let supported = 2
    static let name = "network.json"

    struct Image: Codable {
        var height: Int
        var width: Int
    }

    struct Layer: Codable {
        /// `physical` or `textbook`.
        var model: String
        var inputs: Int
        var neurons: Int
        var circuit: LayerCircuit?
        /// By quantity: files of numbers in NumPy's format, `[inputs × neurons]` or `[neurons]`.
        var files: [String: String]
    }

    var schemaVersion = NetworkFile.supported
    var kind = "network"
    var program: ProgramRecord
    var slots: Int
    var readout: Readout
    var encoder: Encoder
    var classNames: [String]
    var image: Image?
    var inputMinimum: [Float]?
    var inputMaximum: [Float]?
    var layers: [Layer]
}

/// The values of a crossbar that its discrete model needs, in SI units.
struct LayerCircuit: Codable {
    var rows: RowScheme
    var minimumConductance: Double
    var maximumConductance: Double
    var membraneCapacitance: Double
    var leakConductance: Double
    var thresholdVoltage: Double
    var resetVoltage: Double
    var readVoltage: Double
    var biasConductance: Double
    var slotDuration: Double
    var slots: Int

    init(_ layer: CrossbarLayer) {
        self.init(layer.parameters, range: layer.range, rows: layer.rows)
    }

    init(_ parameters: RaceParameters, range: ConductanceRange, rows: RowScheme) {
        self.rows = rows
        minimumConductance = range.minimum.value
        maximumConductance = range.maximum.value
        membraneCapacitance = parameters.membrane.capacitance.value
        leakConductance = parameters.membrane.leak.value
        thresholdVoltage = parameters.membrane.threshold.value
        resetVoltage = parameters.membrane.resetPotential.value
        readVoltage = parameters.drive.readVoltage.value
        biasConductance = parameters.drive.biasConductance.value
        slotDuration = parameters.timing.slotDuration.value
        slots = parameters.timing.slots
    }

    var parameters: RaceParameters {
        RaceParameters(
            membrane: Membrane(
                capacitance: Capacitance(membraneCapacitance), leak: Conductance(leakConductance),
                threshold: Voltage(thresholdVoltage), resetPotential: Voltage(resetVoltage)),
            drive: RowDrive(readVoltage: Voltage(readVoltage), biasConductance: Conductance(biasConductance)),
            timing: SlotTiming(slotDuration: Time(slotDuration), slots: slots))
    }

    func range() throws(ConductanceError) -> ConductanceRange {
        try ConductanceRange(
            minimum: Conductance(minimumConductance), maximum: Conductance(maximumConductance))
    }
}

extension RunFolder {
    func loadNetworkFile() throws -> NetworkFile {
        struct Version: Decodable { var schemaVersion: Int }
        let version = try readJSON(Version.self, from: NetworkFile.name).schemaVersion
        guard (1...NetworkFile.supported).contains(version) else {
            throw RunFolderError.foreignVersion(
                file: file(NetworkFile.name).path, found: version, supported: NetworkFile.supported)
        }
        return try readJSON(NetworkFile.self, from: NetworkFile.name)
    }
}
