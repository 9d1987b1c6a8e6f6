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

extension NetworkFile {
    /// As many as a study may have.
    private static let mostSlots = 10_000

    /// What does not fit together; nil if all does.
    var flaw: String? {
        guard (1...Self.mostSlots).contains(slots) else {
            return "slots is \(slots), but must be 1 to \(Self.mostSlots)"
        }
        guard let last = layers.last else { return "it has no layers" }
        if last.neurons != classNames.count {
            return "the last layer has \(last.neurons) neurons, but there are \(classNames.count) classNames"
        }
        if let image, image.height.multipliedReportingOverflow(by: image.width).partialValue != layers[0].inputs {
            return "image is \(image.height) × \(image.width), but the first layer has \(layers[0].inputs) inputs"
        }
        for (index, layer) in layers.enumerated() {
            if (layer.model == "physical") != (layer.circuit != nil) {
                return "layer \(index + 1) is \(layer.model), and has \(layer.circuit == nil ? "no" : "a") circuit"
            }
            if let own = layer.circuit?.slots, own != slots {
                return "layer \(index + 1) runs for \(own) slots, the network for \(slots)"
            }
        }
        return nil
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
        let stored = try readJSON(NetworkFile.self, from: NetworkFile.name)
        if let flaw = stored.flaw {
            throw RunFolderError.unreadable(path: file(NetworkFile.name).path, reason: flaw)
        }
        return stored
    }
}
