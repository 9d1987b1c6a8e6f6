public import ArgumentParser
public import Devices
import Quantities
import Studies

/// What can be said about a file of measurements on the command line, and how one is read.
struct MeasurementArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What the columns hold, in order, such as 'time (s),-,voltage (V),current (uA)' with - for one to skip; rules over "
                + "the file's headings.", valueName: "headings"))
    var columns: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The time from row to row, for a sweep or retention without a column for it.", valueName: "time"))
    var interval: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The voltage at which conductances were read; of use where a file holds the currents. Left out: what the file "
                + "names, or 0.1 V.", valueName: "voltage"))
    var read: String?

    @Flag(
        help:
            "Exchange the electrodes: voltage and current change their signs. For a device that sets at negative voltage."
    )
    var mirror = false

    @Option(
        help: ArgumentHelp(
            "The current's sign: from-voltage, for a file of magnitudes; opposite, for a current counted the other way round.",
            valueName: "rule"))
    var sign: MeasurementOptions.Sign?

    @Option(
        help: ArgumentHelp(
            "Rows to leave out of the fit: \(MeasurementOptions.RowKind.allCases.map(\.rawValue).joined(separator: ", ")); may "
                + "be given several times.", valueName: "kind"))
    var leaveOut: [MeasurementOptions.RowKind] = []

    @Option(
        help: ArgumentHelp(
            "Go on in spite of a finding, by the name that its message gives; may be given several times.",
            valueName: "finding"))
    var accept: [MeasurementFinding.Name] = []

    /// Reads a file; what is wrong with it is thrown, what is worth a word is printed.
    /// - Parameters:
    ///   - needsPolarity: false for devices that switch alike at both signs.
    ///   - isQuiet: whether standard output is to hold nothing but JSON.
    func measurement(in file: String, needsPolarity: Bool, isQuiet: Bool) throws -> DeviceMeasurement {
        let bytes: [UInt8]
        do {
            bytes = Array(try InputFile.bytes(file, limit: Self.largestFile))
        } catch {
            throw InputError("cannot read \(file): \(error)")
        }
        let readVoltage = try read.map { try Voltage(parsing: $0) }
        guard readVoltage?.value != 0 else { throw InputError("--read must not be 0 V") }
        let options = MeasurementOptions(
            columns: columns, interval: try interval.map { try Time(parsing: $0) }, readVoltage: readVoltage,
            isMirrored: mirror, sign: sign, leaveOut: Set(leaveOut), accepted: Set(accept))
        let reading = try MeasurementReader.read(bytes, file: file, options: options) { StandardError.write($0) }
        let findings = reading.findings.filter { needsPolarity || $0.name != .setAtNegative }
        let refusals = findings.filter(\.isRefusal)
        let lines = [reading.understood] + findings.filter { !$0.isRefusal }.map { "note: \($0)" }
        if isQuiet || !refusals.isEmpty {
            for line in lines { StandardError.write(line) }
        } else {
            try StandardOutput.write(lines.joined(separator: "\n"))
        }
        guard refusals.isEmpty else { throw InputError(refusals.map(\.description).joined(separator: "\n")) }
        return reading.measurement
    }

    /// [bytes]
    private static let largestFile = 16 << 20
}

extension MeasurementOptions.Sign: ExpressibleByArgument {}
extension MeasurementOptions.RowKind: ExpressibleByArgument {}
extension MeasurementFinding.Name: ExpressibleByArgument {}
