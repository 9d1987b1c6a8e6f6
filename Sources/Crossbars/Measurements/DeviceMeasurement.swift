/// What was measured on a device: one abscissa, one or several columns of answers. All numbers are SI.
public struct DeviceMeasurement: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Current under a voltage that changes with time.
        case sweep(time: [Double], voltage: [Double])
        /// Conductance after each pulse; the pulses' voltages if the file names them.
        case pulses(numbers: [Double], voltage: [Double]?)
        /// Conductance over time without a voltage.
        case retention(time: [Double])
    }

    /// Repeated columns name what was repeated.
    public struct Column: Hashable, Sendable {
        public var device: Int?
        public var cycle: Int?
        /// [A] or [S]
        public var values: [Double]

        public init(device: Int? = nil, cycle: Int? = nil, values: [Double]) {
            self.device = device
            self.cycle = cycle
            self.values = values
        }
    }

    public var kind: Kind
    public var columns: [Column]

    public init(kind: Kind, columns: [Column]) {
        self.kind = kind
        self.columns = columns
    }

    /// The mean of all columns, row by row.
    public var mean: [Double] {
        columns[0].values.indices.map { row in
            columns.reduce(0) { $0 + $1.values[row] } / Double(columns.count)
        }
    }

    public var unit: String {
        if case .sweep = kind { "A" } else { "S" }
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
        guard columns.count > 1 else { return [] }
        let groups = Dictionary(grouping: columns) { $0.device ?? 0 }.values.map { $0.map(\.values) }
        let repeats = groups.filter { $0.count > 1 }
        let largest = mean.reduce(0) { max($0, abs($1)) }
        // Where the mean nearly vanishes a share of it means nothing.
        let rows = mean.indices.filter { abs(mean[$0]) > 0.01 * largest }
        func variance(_ values: [Double]) -> Double {
            let centre = values.reduce(0, +) / Double(values.count)
            return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
        }
        func cycles(_ row: Int) -> Double {
            let freedom = repeats.reduce(0) { $0 + Double($1.count - 1) }
            return repeats.reduce(0) { $0 + variance($1.map { $0[row] }) * Double($1.count - 1) } / freedom
        }
        func devices(_ row: Int) -> Double {
            let between = variance(groups.map { group in group.reduce(0) { $0 + $1[row] } / Double(group.count) })
            guard !repeats.isEmpty else { return between }
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
                    caveat: repeats.isEmpty ? "one cycle per device: it holds the cycle-to-cycle spread as well" : nil))
        }
        if !repeats.isEmpty { found.append(spread(.cycleToCycle, cycles, caveat: nil)) }
        return found
    }
}
