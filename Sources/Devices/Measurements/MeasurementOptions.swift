public import Quantities

/// What a user says about a file beside the file.
public struct MeasurementOptions: Hashable, Sendable {
    /// Rows that a user may leave out of the comparison; the voltage of a sweep passes through them all the same.
    public enum RowKind: String, Hashable, Sendable, CaseIterable {
        case compliance, overload, missing
        case negativePower = "negative-power"
    }

    /// What is done to the sign of the current.
    public enum Sign: String, Hashable, Sendable, CaseIterable {
        /// The current's sign is the voltage's: for magnitudes.
        case fromVoltage = "from-voltage"
        /// The current was counted the other way round.
        case opposite
    }

    /// The columns in order, separated by commas, `-` for one to skip; these rule over the file's headings.
    public var columns: String?
    /// From row to row, for a sweep without a column for the time.
    public var interval: Time?
    /// At which conductances were read, where a file holds the currents; nil for what the file says, or else
    /// ``assumedReadVoltage``.
    public var readVoltage: Voltage?
    /// At which conductances count as read where nothing says another.
    public static let assumedReadVoltage = Voltage.volts(0.1)
    /// Both electrodes exchanged: voltage and current change their signs.
    public var isMirrored: Bool
    /// Nil to take the current's sign as it is.
    public var sign: Sign?
    /// Rows that are left out of the comparison.
    public var leaveOut: Set<RowKind>
    /// Findings that are known and no reason to refuse the file.
    public var accepted: Set<MeasurementFinding.Name>

    /// Nothing is said beside the file, unless it is given.
    public init(
        columns: String? = nil, interval: Time? = nil, readVoltage: Voltage? = nil, isMirrored: Bool = false,
        sign: Sign? = nil, leaveOut: Set<RowKind> = [], accepted: Set<MeasurementFinding.Name> = []
    ) {
        self.columns = columns
        self.interval = interval
        self.readVoltage = readVoltage
        self.isMirrored = isMirrored
        self.sign = sign
        self.leaveOut = leaveOut
        self.accepted = accepted
    }
}

/// Something about a measurement that no device does, or that says nothing about it.
public struct MeasurementFinding: Hashable, Sendable, CustomStringConvertible {
    /// What is unusual about the values.
    public enum Name: String, Hashable, Sendable, CaseIterable {
        case overload, missing, magnitudes, compliance, constant, swapped, implausible
        case oppositeSign = "opposite-sign"
        case negativePower = "negative-power"
        case setAtNegative = "set-at-negative"
        case noSwitching = "no-switching"
        case timeBeforeZero = "time-before-zero"

        /// Whether a user may overrule it: nothing can be fitted to values that are not there.
        var isAcceptable: Bool { ![.overload, .missing, .constant, .timeBeforeZero].contains(self) }
    }

    /// By which the finding can be accepted.
    public var name: Name
    /// The file that shows it.
    public var file: String
    /// The first line that shows it.
    public var line: Int
    /// What was found, with its value.
    public var message: String
    /// Options that are there for it.
    public var remedy: String
    /// Whether a fit would mean nothing; otherwise it is worth a note.
    public var isRefusal: Bool

    /// The place, what was found, and what to do about it.
    public var description: String {
        "\(file):\(line): \(message)" + (remedy.isEmpty ? "" : "; \(remedy)")
            + (isRefusal && name.isAcceptable ? " (or --accept \(name.rawValue) to go on as it is)" : "")
    }
}

/// A measurement as it was understood, and what is wrong with it.
public struct MeasurementReading: Hashable, Sendable {
    /// As far as the findings let it be understood.
    public var measurement: DeviceMeasurement
    /// Refusals first, each kind in the order of the lines; without those that the options accept.
    public var findings: [MeasurementFinding]
    /// What was read, in one line.
    public var understood: String
}
