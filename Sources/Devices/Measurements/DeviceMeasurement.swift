/// What was measured on a device: one abscissa, one or several columns of answers. All numbers are SI.
public struct DeviceMeasurement: Hashable, Sendable {
    /// What was varied and what was read, with the abscissa of every row: times [s], voltages [V].
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
        /// Its number in the file; nil if the column names none.
        public var device: Int?
        /// Its number in the file; nil if the column names none.
        public var cycle: Int?
        /// [K]
        public var temperature: Double?
        /// Of endurance tables; nil elsewhere.
        public var state: State?
        /// [A] or [S]; NaN in rows that are left out because the instrument gave no number.
        public var values: [Double]

        /// - Parameter values: one a row, [A] of a sweep, else [S].
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
        /// The part of the measurement's rows that belong together.
        public var rows: Range<Int>
        /// Its number in the file; nil if the rows name none.
        public var device: Int?
        /// Its number in the file; nil if the rows name none.
        public var cycle: Int?
        /// [K]
        public var temperature: Double?
        /// Whether the device was in its first state again, so that the series before did not hand its state on.
        public var startsAnew = false

        /// - Parameters:
        ///   - rows: not empty, and within the measurement.
        ///   - temperature: [K].
        public init(rows: Range<Int>, device: Int? = nil, cycle: Int? = nil, temperature: Double? = nil) {
            self.rows = rows
            self.device = device
            self.cycle = cycle
            self.temperature = temperature
        }
    }

    /// The abscissa, and the quantity that the columns hold.
    public var kind: Kind
    /// At least one, all with a value for every row.
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
    /// The first pulses that potentiate, where the file tells them from those that depress.
    public var potentiation: Int?
    /// At which conductances were read, where the file names it. [V]
    public var readVoltage: Double?
    /// The file and what was understood of it, in one line.
    public var source: Source?

    /// Where a measurement is from.
    public struct Source: Hashable, Sendable, Codable {
        /// Its path, as it was given.
        public var file: String
        /// What its columns were taken for, in one line.
        public var understood: String

        /// Takes both texts as they will be shown.
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

    /// Values of every column.
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

    /// Of the columns' values: "A" for a sweep, else "S".
    public var unit: String {
        if case .sweep = kind { "A" } else { "S" }
    }

    /// One column over one series, as a measurement of its own: the smallest thing that can be fitted.
    public func part(column: Int, series index: Int) -> DeviceMeasurement {
        part(column: column, series: index...index)
    }

    /// One column over series that follow one another, as a measurement of its own.
    func part(column: Int, series range: ClosedRange<Int>) -> DeviceMeasurement {
        let (column, series) = (columns[column], series[range.lowerBound])
        let rows = series.rows.lowerBound..<self.series[range.upperBound].rows.upperBound
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
        let isOne = range.count == 1
        let label = Column(
            device: column.device ?? series.device, cycle: column.cycle ?? (isOne ? series.cycle : nil),
            temperature: column.temperature ?? (isOne ? series.temperature : nil), state: column.state,
            values: Array(column.values[rows]))
        var part = self
        part.kind = kind
        part.columns = [label]
        part.series = self.series[range].map { series in
            var own = series
            own.rows = (series.rows.lowerBound - rows.lowerBound)..<(series.rows.upperBound - rows.lowerBound)
            own.device = label.device
            own.cycle = column.cycle ?? series.cycle
            own.temperature = column.temperature ?? series.temperature
            return own
        }
        part.leftOut = Set(leftOut.filter(rows.contains).map { $0 - rows.lowerBound })
        part.pulseWidths = pulseWidths.map { Array($0[rows]) }
        return part
    }

    /// Every column over every series.
    public var parts: [DeviceMeasurement] {
        columns.indices.flatMap { column in series.indices.map { part(column: column, series: $0) } }
    }
}
