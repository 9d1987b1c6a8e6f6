/// What was measured on a device: one abscissa, one or several columns of answers. All numbers are SI.
public struct DeviceMeasurement: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Current under a voltage that changes with time.
        case sweep(time: [Double], voltage: [Double])
        /// Conductance after each pulse; the pulses' voltages if the file names them.
        case pulses(numbers: [Double], voltage: [Double]?)
        /// Conductance over time without a voltage.
        case retention(time: [Double])
        /// Conductances of both states after so many switching cycles; each column names its state.
        case endurance(cycles: [Double])
        /// Conductance after each attempt to reach a target [S]; the attempts' voltages if the file names them.
        case writeVerify(target: [Double], voltage: [Double]?)
    }

    /// Which of the two states a column holds.
    public enum State: String, Hashable, Sendable, Codable {
        case highResistance = "HRS"
        case lowResistance = "LRS"
    }

    /// At which voltage the device goes to its low-resistance state.
    public enum Polarity: String, Hashable, Sendable, Codable, CaseIterable {
        case setsPositive = "SET at positive voltage"
        case setsNegative = "SET at negative voltage"
        /// Both signs switch alike, or the data do not tell.
        case undetermined = "polarity undetermined"
    }

    /// Repeated columns name what was repeated.
    public struct Column: Hashable, Sendable {
        public var device: Int?
        public var cycle: Int?
        /// [K]
        public var temperature: Double?
        public var state: State?
        /// [A] or [S]; NaN in rows that are left out because the instrument gave no number.
        public var values: [Double]

        public init(
            device: Int? = nil, cycle: Int? = nil, temperature: Double? = nil, state: State? = nil, values: [Double]
        ) {
            self.device = device
            self.cycle = cycle
            self.temperature = temperature
            self.state = state
            self.values = values
        }
    }

    /// Rows that follow one another: one loop, one train of pulses, one device, one temperature.
    public struct Series: Hashable, Sendable {
        public var rows: Range<Int>
        public var device: Int?
        public var cycle: Int?
        /// [K]
        public var temperature: Double?

        public init(rows: Range<Int>, device: Int? = nil, cycle: Int? = nil, temperature: Double? = nil) {
            self.rows = rows
            self.device = device
            self.cycle = cycle
            self.temperature = temperature
        }
    }

    public var kind: Kind
    public var columns: [Column]
    /// All rows, in the file's order, cut where a cycle, device or temperature ends; one series if nothing repeats.
    ///
    /// Cycles of one device hand their state on: time goes on from one to the next. Devices and temperatures do not.
    public var series: [Series]
    /// Rows that drive the device, but whose answer says nothing: at the compliance, overloaded, missing.
    public var leftOut: Set<Int> = []
    /// As wired in the file, before `isMirrored`.
    public var polarity = Polarity.undetermined
    /// Whether voltage and current changed their signs after reading, so that the device sets at positive voltage.
    public var isMirrored = false
    /// The instrument's limit of current, where rows stand at it. [A]
    public var compliance: Double?
    /// Of each pulse, where the file names it. [s]
    public var pulseWidths: [Double]?
    /// At which conductances were read, where the file names it. [V]
    public var readVoltage: Double?
    /// The file and what was understood of it, in one line.
    public var source: Source?

    public struct Source: Hashable, Sendable, Codable {
        public var file: String
        public var understood: String

        public init(file: String, understood: String) {
            self.file = file
            self.understood = understood
        }
    }

    /// - Parameter series: nil for one of all rows.
    public init(kind: Kind, columns: [Column], series: [Series]? = nil) {
        self.kind = kind
        self.columns = columns
        self.series = series ?? [Series(rows: columns[0].values.indices)]
    }

    public var rowCount: Int { columns[0].values.count }

    /// What was measured, in the field's words.
    public var words: String {
        switch kind {
        case .sweep: "I–V sweep"
        case .pulses: "pulses"
        case .retention: "retention"
        case .endurance: "endurance"
        case .writeVerify: "write–verify"
        }
    }

    /// The mean of all columns, row by row; NaN in rows that are left out.
    public var mean: [Double] {
        (0..<rowCount).map { row in
            leftOut.contains(row) ? .nan : columns.reduce(0) { $0 + $1.values[row] } / Double(columns.count)
        }
    }

    public var unit: String {
        if case .sweep = kind { "A" } else { "S" }
    }

    /// One column over one series, as a measurement of its own: the smallest thing that can be fitted.
    public func part(column: Int, series index: Int) -> DeviceMeasurement {
        let (column, series) = (columns[column], series[index])
        let rows = series.rows
        let kind: Kind =
            switch kind {
            case .sweep(let time, let voltage): .sweep(time: Array(time[rows]), voltage: Array(voltage[rows]))
            case .pulses(let numbers, let voltage):
                .pulses(numbers: Array(numbers[rows]), voltage: voltage.map { Array($0[rows]) })
            case .retention(let time): .retention(time: Array(time[rows]))
            case .endurance(let cycles): .endurance(cycles: Array(cycles[rows]))
            case .writeVerify(let target, let voltage):
                .writeVerify(target: Array(target[rows]), voltage: voltage.map { Array($0[rows]) })
            }
        let label = Column(
            device: column.device ?? series.device, cycle: column.cycle ?? series.cycle,
            temperature: column.temperature ?? series.temperature, state: column.state,
            values: Array(column.values[rows]))
        var part = self
        part.kind = kind
        part.columns = [label]
        part.series = [
            Series(
                rows: 0..<rows.count, device: label.device, cycle: label.cycle, temperature: label.temperature)
        ]
        part.leftOut = Set(leftOut.filter(rows.contains).map { $0 - rows.lowerBound })
        part.pulseWidths = pulseWidths.map { Array($0[rows]) }
        return part
    }

    /// Every column over every series.
    public var parts: [DeviceMeasurement] {
        columns.indices.flatMap { column in series.indices.map { part(column: column, series: $0) } }
    }
}

/// How far repeated measurements lie apart, as shares of their mean and in their unit.
public struct DeviceSpread: Hashable, Sendable {
    public enum Origin: String, Hashable, Sendable, Codable {
        case deviceToDevice = "device-to-device"
        case cycleToCycle = "cycle-to-cycle"
    }

    public var origin: Origin
    /// The standard deviation as a share of the mean.
    public var relative: Double
    /// The root mean square of the standard deviation, in the unit of the column.
    public var absolute: Double
    public var unit: String
    /// What the numbers may hold besides, if the columns do not tell it apart.
    public var caveat: String?
}

extension DeviceMeasurement {
    /// The spread between devices and between cycles, as far as the columns name them; empty for a single column.
    ///
    /// Cycles: pooled variance within each device. Devices: variance of the devices' means, less the share of it that
    /// the cycles leave in a mean (the usual one-way analysis of variance).
    public var spreads: [DeviceSpread] {
        let columns = repeats
        guard columns.count > 1 else { return [] }
        let mean = columns[0].values.indices.map { row in
            columns.reduce(0) { $0 + $1.values[row] } / Double(columns.count)
        }
        let groups = Dictionary(grouping: columns) { $0.device ?? 0 }.values.map { $0.map(\.values) }
        let repeated = groups.filter { $0.count > 1 }
        let largest = mean.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
        // Where the mean nearly vanishes a share of it means nothing.
        let rows = mean.indices.filter { abs(mean[$0]) > 0.01 * largest }  // false for NaN
        func variance(_ values: [Double]) -> Double {
            let centre = values.reduce(0, +) / Double(values.count)
            return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
        }
        func cycles(_ row: Int) -> Double {
            let freedom = repeated.reduce(0) { $0 + Double($1.count - 1) }
            return repeated.reduce(0) { $0 + variance($1.map { $0[row] }) * Double($1.count - 1) } / freedom
        }
        func devices(_ row: Int) -> Double {
            let between = variance(groups.map { group in group.reduce(0) { $0 + $1[row] } / Double(group.count) })
            guard !repeated.isEmpty else { return between }
            let size = Double(columns.count) / Double(groups.count)
            return max(0, between - cycles(row) / size)
        }
        func spread(_ origin: DeviceSpread.Origin, _ variance: (Int) -> Double, caveat: String?) -> DeviceSpread {
            var (relative, absolute) = (0.0, 0.0)
            for row in rows {
                let value = variance(row)
                relative += value / (mean[row] * mean[row])
                absolute += value
            }
            let count = Double(max(1, rows.count))
            return DeviceSpread(
                origin: origin, relative: (relative / count).squareRoot(), absolute: (absolute / count).squareRoot(),
                unit: unit, caveat: caveat)
        }
        var found: [DeviceSpread] = []
        if groups.count > 1 {
            found.append(
                spread(
                    .deviceToDevice, devices,
                    caveat: repeated.isEmpty ? "one cycle per device: it holds the cycle-to-cycle spread as well" : nil)
            )
        }
        if !repeated.isEmpty { found.append(spread(.cycleToCycle, cycles, caveat: nil)) }
        return found
    }

    /// What can be compared row by row: the columns, or series of one column under the same voltages.
    private var repeats: [Column] {
        switch kind {
        case .endurance, .writeVerify: return []  // Two states, and attempts: none repeats another.
        case .retention: return columns
        case .sweep, .pulses: break
        }
        let count = series[0].rows.count
        guard columns.count == 1, series.count > 1, series.allSatisfy({ $0.rows.count == count }) else {
            return columns
        }
        let voltage: [Double]
        switch kind {
        case .sweep(_, let applied), .pulses(_, .some(let applied)): voltage = applied
        default: return columns
        }
        let reach = voltage.reduce(0) { max($0, abs($1)) }
        let isSame = (0..<count).allSatisfy { row in
            series.allSatisfy { abs(voltage[$0.rows.lowerBound + row] - voltage[row]) <= 0.01 * reach }
        }
        return isSame ? series.indices.map { part(column: 0, series: $0).columns[0] } : columns
    }
}
