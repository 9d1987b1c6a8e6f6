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
        /// Of every row, by the name of one.
        case state
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
    /// Whether it was read between pulses, as "read current" says.
    var isRead = false
    /// In the heading: at which it was read. [V]
    var readVoltage: Double?
    /// Of `unknown`: why nothing is made of it.
    var reason = "not known"
    /// Of `unknown`: a unit that may be a drive's, such as MV/cm.
    var hasUnknownUnit = false

    /// The current into a source of SPICE: it leaves the device that the source drives.
    var isSourceCurrent: Bool {
        quantity == .current && heading.vector.map { $0.lowercased().hasPrefix("v") || $0.contains("#branch") } == true
    }

    /// - Throws: a reason to refuse the heading, without the heading.
    init(_ heading: ColumnHeading) throws(Refusal) {
        if let level = ReadLevel(heading: heading.text) {
            let bare = ColumnHeading(
                level.rest, unitBelow: heading.unit.flatMap { heading.text.contains($0) ? nil : $0 })
            if let column = try? MeasuredColumn(bare), Self.readQuantities.contains(column.quantity) {
                self = column
                self.heading.text = heading.text
                isRead = true
                readVoltage = level.volts
                return
            }
        }
        self.heading = heading
        let words = HeadingWords(heading.name)
        let unit = heading.unit.flatMap { MeasuredUnit($0) }
        var quantity = words.quantity(unit?.dimension)
        var label = words
        if let reason = words.reasonAgainst {
            (self.reason, quantity) = (reason, .unknown)
        } else if quantity == .unknown, !words.isIgnored, let dimension = unit?.dimension,
            heading.isUnitCertain || heading.name.isEmpty
        {
            quantity = Quantity(dimension)
        }
        if quantity == .unknown, let text = heading.unit, unit == nil, heading.isUnitCertain, words.reasonAgainst == nil
        {
            (reason, hasUnknownUnit) = ("\"\(text)\" is no unit that is known", true)
        }
        if quantity == .unknown, words.reasonAgainst == nil, heading.unit == nil,
            let dimension = MeasuredUnit(heading.name)?.dimension
        {
            // "s", "A": the unit alone.
            quantity = Quantity(dimension)
            self.quantity = quantity
            try take(unit: heading.name)
            return
        }
        self.quantity = quantity
        isRead = words.isRead
        if let scale = words.scale, let dimension = quantity.dimension(isResistance: false) {
            throw Refusal(
                reason:
                    "says \"\(scale)\", so its numbers have another unit than the one written; name the unit that they "
                    + "have by --columns, such as \"\(quantity.rawValue) (\(dimension.symbol))\"")
        }
        if words.isDensity, [.current, .conductance, .resistance].contains(quantity) {
            throw Refusal(
                reason: "is a density; multiply it by the device's area, and name the column by --columns, such as "
                    + "\"current (A)\"")
        }
        device = label.take(HeadingWords.devices)
        cycle = label.take(HeadingWords.cycles)
        if quantity != .temperature { temperature = BlockTitle(heading.name).temperature }
        state = words.state
        channel = quantity == .cycle || quantity == .device ? nil : label.channel
        isProgrammed = !words.all.isDisjoint(with: HeadingWords.programmed)
        isResistance = words.isResistance || unit?.dimension == .resistance
        try take(unit: heading.unit ?? unitInName)
    }

    private static let readQuantities: Set<Quantity> = [.current, .conductance, .resistance]

    /// "uA" of "Current uA" and "I in uA": a last word that is a unit of what the others name.
    private var unitInName: String? {
        let words = heading.name.split { " .:".contains($0) }
        guard words.count > 1, heading.vector == nil, let last = words.last,
            let dimension = quantity.dimension(isResistance: isResistance), MeasuredUnit(last, of: dimension) != nil
        else { return nil }
        return String(last)
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
                    + "(\(dimension.symbol))\", with a prefix if needed, in the file or by --columns")
        }
        let spelled = MeasuredUnit.spelledOut(text, of: dimension)
        (factor, offset, self.unit) = (unit.factor, unit.offset, spelled.map { "\(text), taken as \($0)" } ?? text)
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
        case .pulse, .cycle, .device, .state, .index, .unknown, .ramp: nil
        }
    }
}
