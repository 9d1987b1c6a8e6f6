import DelimitedText
import Foundation

/// What a column of a measured table holds.
struct MeasuredColumn: Hashable {
    enum Quantity: String, Hashable {
        case time, voltage, current, conductance, resistance, temperature
        case target
        case width = "pulse width"
        case readVoltage = "read voltage"
        case pulse, cycle, device
        case ramp
        case index
        case unknown
    }

    var heading: ColumnHeading
    var quantity: Quantity
    /// SI value = number · `factor` + `offset`.
    var factor = 1.0
    var offset = 0.0
    /// As the column is said back: "µA"; empty for counts.
    var unit = ""
    /// Whether no unit was written, and the SI's is taken.
    var hasAssumedUnit = false
    /// Of `target`: whether it is a resistance.
    var isResistance = false
    var device: Int?
    var cycle: Int?
    /// In the heading: "G at 85 °C". [K]
    var temperature: Double?
    var state: DeviceMeasurement.State?
    /// The channel of the instrument: "1" of V1 and I1, "A" of AV and AI.
    var channel: String?
    /// Whether the column says what was to be applied, not what was measured.
    var isProgrammed = false

    /// The current into a source of SPICE: it leaves the device that the source drives.
    var isSourceCurrent: Bool {
        quantity == .current && heading.vector.map { $0.lowercased().hasPrefix("v") || $0.contains("#branch") } == true
    }

    /// - Throws: a reason to refuse the heading, without the heading.
    init(_ heading: ColumnHeading) throws(Refusal) {
        self.heading = heading
        let words = Words(heading.name)
        let unit = heading.unit.flatMap { MeasuredUnit($0) }
        var quantity = words.quantity(unit?.dimension)
        var label = words
        if quantity == .unknown, let dimension = unit?.dimension, heading.isUnitCertain || heading.name.isEmpty {
            quantity = Quantity(dimension)
        }
        if quantity == .unknown, heading.unit == nil, let dimension = MeasuredUnit(heading.name)?.dimension {
            // "s", "A": the unit alone.
            quantity = Quantity(dimension)
            self.quantity = quantity
            try take(unit: heading.name)
            return
        }
        self.quantity = quantity
        device = label.take(Words.devices)
        cycle = label.take(Words.cycles)
        if quantity != .temperature { temperature = BlockTitle(heading.name).temperature }
        state = words.state
        channel = quantity == .cycle || quantity == .device ? nil : label.channel
        isProgrammed = !words.all.isDisjoint(with: Words.programmed)
        isResistance = words.isResistance || unit?.dimension == .resistance
        try take(unit: heading.unit)
    }

    /// Why a heading is refused.
    struct Refusal: Error { var reason: String }

    private mutating func take(unit text: String?) throws(Refusal) {
        guard let dimension = quantity.dimension(isResistance: isResistance) else {
            if let text, heading.isUnitCertain, MeasuredUnit(text) != nil, quantity != .unknown, quantity != .index {
                throw Refusal(reason: "counts and has no unit")
            }
            return
        }
        guard let text else {
            hasAssumedUnit = true
            unit = dimension.symbol
            return
        }
        guard let unit = MeasuredUnit(text, of: dimension) else {
            // "I_D" is a name.
            guard heading.isUnitCertain else {
                hasAssumedUnit = true
                self.unit = dimension.symbol
                return
            }
            throw Refusal(
                reason: "has the unit \"\(text)\", which is no \(dimension.rawValue)'s; write \"\(dimension.rawValue) "
                    + "(\(dimension.symbol))\", with a prefix if needed")
        }
        (factor, offset, self.unit) = (unit.factor, unit.offset, text)
    }

    /// The SI value of a number in the file; the heading's form is undone.
    func value(_ number: Double) -> Double {
        switch heading.form {
        case .plain: number * factor + offset
        case .magnitude: abs(number) * factor
        case .decimalLogarithm: pow(10, number) * factor
        case .naturalLogarithm: exp(number) * factor
        }
    }
}

extension MeasuredColumn.Quantity {
    init(_ dimension: MeasuredUnit.Dimension) {
        self =
            switch dimension {
            case .time: .time
            case .voltage: .voltage
            case .current: .current
            case .conductance: .conductance
            case .resistance: .resistance
            case .temperature: .temperature
            case .power: .unknown
            }
    }

    func dimension(isResistance: Bool) -> MeasuredUnit.Dimension? {
        switch self {
        case .time, .width: .time
        case .voltage, .readVoltage: .voltage
        case .current: .current
        case .conductance: .conductance
        case .resistance: .resistance
        case .temperature: .temperature
        case .target: isResistance ? .resistance : .conductance
        case .pulse, .cycle, .device, .index, .unknown, .ramp: nil
        }
    }
}

/// The words of a heading's name, in small letters, digits apart: "IMeas_CH1" is i, meas, ch, 1.
private struct Words {
    private var list: [String]
    let all: Set<String>
    /// In capitals as written, for "AV".
    private let first: String

    init(_ name: String) {
        var words: [String] = []
        var word = ""
        func close() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                close()
                continue
            }
            if let last = word.last {
                let next = index + 1 < characters.count ? characters[index + 1] : " "
                let startsWord = character.isUppercase && (last.isLowercase || (last.isUppercase && next.isLowercase))
                if last.isNumber != character.isNumber || startsWord { close() }
            }
            word.append(character)
        }
        close()
        first = words.first ?? ""
        list = words.map { $0.lowercased() }
        all = Set(list)
    }

    static let devices: Set<String> = [
        "device", "dev", "d", "die", "cell", "dut", "sample", "chip", "junction", "memristor",
    ]
    static let cycles: Set<String> = [
        "cycle", "cycles", "cyc", "sweep", "loop", "run", "repeat", "iteration", "ramp", "rmp", "trace",
    ]
    static let programmed: Set<String> = ["source", "force", "forced", "set", "programmed", "nominal", "applied"]
    private static let pulses: Set<String> = ["pulse", "pulses", "puls", "spike"]
    private static let counts: Set<String> = [
        "number", "no", "nr", "num", "n", "count", "counts", "index", "idx", "of", "id", "the", "write", "event",
    ]
    private static let indices: Set<String> = ["index", "idx", "no", "nr", "point", "pt", "row", "num", "number"]
    private static let targets: Set<String> = ["target", "goal", "wanted", "desired", "tgt"]
    private static let widths: Set<String> = ["width", "duration", "pw", "pulsewidth"]
    private static let ignored: Set<String> = [
        "status", "stat", "date", "comment", "note", "power", "capacitance", "compliance", "range", "digits", "limit",
        "tag", "error", "noise", "std", "sigma",
    ]
    private static let strong: [(MeasuredColumn.Quantity, Set<String>)] = [
        (.current, ["current", "curr", "strom", "imeas", "ireading", "idrain", "amps", "ampere"]),
        (
            .voltage,
            [
                "voltage", "volt", "volts", "potential", "bias", "spannung", "amplitude", "vin", "vapp", "vmeas",
                "vapplied",
            ]
        ),
        (.conductance, ["conductance", "leitwert", "gmeas"]),
        (.resistance, ["resistance", "widerstand", "ron", "roff", "rlrs", "rhrs", "hrs", "lrs", "rmeas"]),
        (.temperature, ["temperature", "temp", "temperatur"]),
        (.time, ["time", "timestamp", "elapsed", "zeit", "times"]),
    ]
    private static let weak: [String: MeasuredColumn.Quantity] = [
        "i": .current, "id": .current, "ids": .current, "ai": .current, "bi": .current, "ci": .current, "di": .current,
        "ia": .current, "ic": .current, "v": .voltage, "vd": .voltage, "vds": .voltage, "av": .voltage, "bv": .voltage,
        "cv": .voltage, "dv": .voltage, "va": .voltage, "vc": .voltage, "u": .voltage, "g": .conductance,
        "r": .resistance, "t": .time, "glrs": .conductance, "ghrs": .conductance, "gon": .conductance,
        "goff": .conductance, "ilrs": .current, "ihrs": .current, "vg": .voltage, "vset": .voltage,
    ]

    func quantity(_ unit: MeasuredUnit.Dimension?) -> MeasuredColumn.Quantity {
        let names = list.filter { $0.contains { $0.isLetter } }
        if names.isEmpty { return .index }
        func has(_ set: Set<String>) -> Bool { !all.isDisjoint(with: set) }
        if has(Self.targets) { return .target }
        if has(Self.widths) { return unit == nil || unit == .time ? .width : .unknown }
        if names == ["x", "value"] { return .time }  // LabVIEW's abscissa
        if names.contains("read"), has(["voltage", "v", "volt"]) || unit == .voltage { return .readVoltage }
        // "Device 1 (uS)" is what was measured on it.
        let rest = unit == nil || unit == .time ? names.filter { !Self.counts.contains($0) } : []
        if rest.allSatisfy(Self.pulses.contains), !rest.isEmpty { return .pulse }
        if rest.allSatisfy(Self.devices.contains), !rest.isEmpty { return .device }
        if let first = rest.first, ["wordline", "bitline", "word", "bit"].contains(first) { return .device }
        if rest.allSatisfy(Self.cycles.contains), !rest.isEmpty {
            return list.contains { $0.allSatisfy(\.isNumber) } ? .ramp : .cycle
        }
        let measured = Self.strong.first { has($0.1) }?.0 ?? names.lazy.compactMap { Self.weak[$0] }.first
        if let measured, !has(Self.ignored) {
            if measured == .time, unit == .temperature { return .temperature }
            if measured == .time, has(Self.pulses), unit == .time { return .width }
            // "Source" and "reading" say with their unit what they are.
            return measured
        }
        if let unit, unit == .time || unit == .voltage || unit == .current, !has(Self.ignored) {
            return MeasuredColumn.Quantity(unit)
        }
        if has(Self.ignored) { return .unknown }
        if names.allSatisfy({ Self.indices.contains($0) || $0 == "n" }) { return names == ["n"] ? .pulse : .index }
        return .unknown
    }

    var state: DeviceMeasurement.State? {
        func has(_ words: String...) -> Bool { words.contains(where: all.contains) }
        if has("hrs", "off", "high", "rhrs", "roff", "ghrs", "goff", "ihrs", "reset") { return .highResistance }
        if has("lrs", "on", "low", "rlrs", "ron", "glrs", "gon", "ilrs", "set") { return .lowResistance }
        return nil
    }

    var isResistance: Bool { !all.isDisjoint(with: ["r", "resistance", "res", "widerstand"]) }

    /// The number behind one of these words, which it takes away.
    mutating func take(_ words: Set<String>) -> Int? {
        for index in list.indices.dropLast() where words.contains(list[index]) {
            guard let number = Int(list[index + 1]) else { continue }
            list.removeSubrange(index...(index + 1))
            return number
        }
        return nil
    }

    /// "1" of V1, "ch1" apart; "A" of AV.
    var channel: String? {
        if let number = list.first(where: { $0.allSatisfy(\.isNumber) }) { return number }
        guard first.count == 2, "ABCDEFGH".contains(first.prefix(1)), "VI".contains(first.suffix(1)) else { return nil }
        return String(first.prefix(1))
    }
}
