import Circuits
import Quantities

/// The `.model` cards of a deck, one per distinct set of values, numbered in the order of first use.
struct ModelCards {
    private(set) var lines: [String] = []
    private var switches: [HysteresisSwitch: String] = [:]
    private var diodes: [JunctionDiode: String] = [:]
    /// W/L stands on the element's line.
    private struct Transistor: Hashable {
        var channel: MOSFET.Channel
        var thresholdVoltage: Voltage
        var transconductance: Double
    }

    private var transistors: [Transistor: String] = [:]
    /// The length of every transistor; level 1 knows only W/L. [m]
    private static let channelLength = 1.8e-7

    mutating func name(of model: HysteresisSwitch) -> String {
        if let known = switches[model] { return known }
        let name = "switch\(switches.count + 1)"
        switches[model] = name
        let (on, off) = (model.onThreshold.value, model.offThreshold.value)  // [V]
        lines += [
            "* on at VT + VH = \(model.onThreshold), off at VT - VH = \(model.offThreshold)",
            ".model \(name) SW(VT=\(spiceNumber((on + off) / 2)) VH=\(spiceNumber((on - off) / 2)) "
                + "RON=\(spiceNumber(model.onResistance.value)) ROFF=\(spiceNumber(model.offResistance.value)))",
        ]
        return name
    }

    mutating func name(of model: JunctionDiode) -> String {
        if let known = diodes[model] { return known }
        let name = "diode\(diodes.count + 1)"
        diodes[model] = name
        lines.append(
            ".model \(name) D(IS=\(spiceNumber(model.saturationCurrent.value)) "
                + "N=\(spiceNumber(model.emissionCoefficient)))")
        return name
    }

    mutating func transistorLine(
        _ name: String, _ drain: Node, _ gate: Node, _ source: Node, bulk: Node, _ model: MOSFET
    ) -> String {
        "M\(name) \(drain) \(gate) \(source) \(bulk) \(self.name(of: model)) "
            + "W=\(spiceNumber(model.aspectRatio * Self.channelLength)) L=\(spiceNumber(Self.channelLength))"
    }

    private mutating func name(of model: MOSFET) -> String {
        let key = Transistor(
            channel: model.channel, thresholdVoltage: model.thresholdVoltage, transconductance: model.transconductance)
        if let known = transistors[key] { return known }
        let type = "\(model.channel.rawValue)mos"
        let name = "\(type)\(transistors.count + 1)"
        transistors[key] = name
        lines.append(
            ".model \(name) \(type.uppercased())(LEVEL=1 VTO=\(spiceNumber(model.thresholdVoltage.value)) "
                + "KP=\(spiceNumber(model.transconductance)))")
        return name
    }
}
