import Circuits
import Quantities

/// The `.model` cards of a deck, one per distinct set of values, numbered in the order of first use.
struct ModelCards {
    private(set) var lines: [String] = []
    private var switches: [HysteresisSwitch: String] = [:]
    private var diodes: [JunctionDiode: String] = [:]

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
}
