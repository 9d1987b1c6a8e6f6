import DelimitedText

/// The words of a heading's name, in small letters, digits apart: "IMeas_CH1" is i, meas, ch, 1.
struct HeadingWords {
    private var list: [String]
    let all: Set<String>
    /// The name as it stands.
    private let name: String
    /// In capitals as written, for "AV".
    private let first: String

    init(_ name: String) {
        self.name = name
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
        "name", "label",
    ]
    private static let indices: Set<String> = [
        "index", "idx", "no", "nr", "point", "points", "pt", "num", "number", "sequence", "seq", "record",
    ]
    private static let rows: Set<String> = ["row", "rows", "wl"]
    private static let bitLines: Set<String> = ["col", "cols", "column", "columns", "bl"]
    private static let targets: Set<String> = ["target", "goal", "wanted", "desired", "tgt"]
    private static let widths: Set<String> = [
        "width", "duration", "pw", "pulsewidth", "tp", "tpulse", "twidth", "breite", "pulsbreite", "pulsdauer", "dauer",
    ]
    private static let ignored: Set<String> = [
        "status", "stat", "date", "comment", "note", "power", "capacitance", "compliance", "range", "digits", "limit",
        "tag",
    ]
    private static let uncertainties: Set<String> = [
        "error", "errors", "err", "noise", "std", "stdev", "stddev", "sd", "sem", "sigma", "deviation", "uncertainty",
        "variance",
    ]
    private static let normalised: Set<String> = ["norm", "normalised", "normalized"]
    private static let functions: Set<String> = [
        "sqrt", "exp", "inverse", "inv", "reciprocal", "squared", "derivative",
    ]
    private static let strong: [(MeasuredColumn.Quantity, Set<String>)] = [
        (
            .current,
            ["current", "curr", "strom", "lesestrom", "imeas", "iread", "ireading", "idrain", "amps", "ampere"]
        ),
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
        if names.isEmpty { return .index }
        func has(_ set: Set<String>) -> Bool { !all.isDisjoint(with: set) }
        if has(Self.targets) { return .target }
        if isCoordinate { return .index }
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
            // "HRS" is a state: what was read of it, its unit or letter says.
            if measured == .resistance, !isResistance, state != nil {
                if unit == .conductance || (unit == nil && has(["g", "ghrs", "glrs"])) { return .conductance }
                if unit == .current || (unit == nil && has(["i", "ihrs", "ilrs"])) { return .current }
            }
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

    /// Why a quantity that the heading names is not what the column holds; nil if it is.
    var reasonAgainst: String? {
        if !all.isDisjoint(with: Self.uncertainties) { return "an uncertainty" }
        if !all.isDisjoint(with: Self.normalised) { return "normalised" }
        return isExpression ? "an expression" : nil
    }

    /// Whether a setting or a remark is named, whose unit makes it no measurement.
    var isIgnored: Bool { !all.isDisjoint(with: Self.ignored) }

    /// "1/T", "V^2", "I/I0", "sqrt V": a function of what was measured.
    private var isExpression: Bool {
        if !all.isDisjoint(with: Self.functions) || name.contains(where: { "√^²³⁻".contains($0) }) { return true }
        let sides = name.split(separator: "/", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard sides.count == 2, !sides.contains("") else { return false }
        if Double(sides[0]) != nil { return true }
        let below = sides[1].lowercased()
        let physical: Set<MeasuredColumn.Quantity> = [
            .time, .voltage, .current, .conductance, .resistance, .temperature,
        ]
        let isPhysical = sides.map { physical.contains(HeadingWords($0).quantity(nil)) }
        return isPhysical[0] && (isPhysical[1] || ["max", "min", "ref", "init"].contains { below.hasSuffix($0) })
    }

    /// "current density", "J_A_cm2": an area has still to be multiplied.
    var isDensity: Bool {
        if all.contains("density") { return true }
        return zip(list, list.dropFirst()).contains { ["cm", "mm", "um", "µm", "μm", "nm"].contains($0) && $1 == "2" }
    }

    /// "x10" in "voltage x10": the numbers are no volts; nil if the name says no such thing.
    var scale: String? {
        for index in name.indices where "x×*·/".contains(name[index]) {
            let isApart = index == name.startIndex || !name[name.index(before: index)].isLetter || name[index] != "x"
            let number = name[name.index(after: index)...].drop { $0 == " " }
            let isPower = number.hasPrefix("10") || number.lowercased().hasPrefix("1e")
            if isApart, isPower { return String(name[index...]) }
        }
        return nil
    }

    /// Whether a row or column of an array is named.
    var isCoordinate: Bool { isRow || isBitLine }
    var isRow: Bool { names.allSatisfy(Self.rows.contains) && !names.isEmpty }
    var isBitLine: Bool { names.allSatisfy(Self.bitLines.contains) && !names.isEmpty }
    var isRead: Bool {
        !all.isDisjoint(with: ["read", "iread", "gread", "rread"]) || all.contains { $0.hasPrefix("lese") }
    }

    private var names: [String] { list.filter { $0.contains { $0.isLetter } } }

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
