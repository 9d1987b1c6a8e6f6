import DelimitedText
import Quantities

/// Reads measurements of devices from tables of numbers, whatever instrument or program saved them.
///
/// Which kind it is follows from the columns: voltage and current are a sweep, pulses and conductance a train of pulses,
/// time and conductance retention, cycle and the resistances of both states endurance, target and conductance write–verify.
public enum MeasurementReader {
    static let smallestRowCount = 8

    /// - Parameter refused: told what was understood of a table that is then refused, in one line.
    /// - Returns: the measurement with what was understood and what is wrong with it; it may be fitted if no finding refuses.
    public static func read(
        _ bytes: [UInt8], file: String, options: MeasurementOptions = MeasurementOptions(),
        whenRefused refused: (_ understood: String) -> Void = { _ in }
    ) throws(MeasurementError) -> MeasurementReading {
        if let interval = options.interval, interval <= .zero { throw .interval(file: file, value: interval) }
        let table: DelimitedTable
        do throws(DelimitedTableError) {
            table = try DelimitedTable(bytes, file: file)
        } catch {
            throw .table(error)
        }
        var assembly: MeasurementAssembly
        do throws(MeasurementError) {
            assembly = MeasurementAssembly(try MeasuredTable(table, options), options)
        } catch {
            refused(table.understanding)
            throw error
        }
        let measurement: DeviceMeasurement
        do throws(MeasurementError) {
            measurement = try assembly.measurement()
        } catch {
            refused(assembly.understandingSoFar())
            throw error
        }
        var screening = MeasurementScreening(
            measurement: measurement, findings: assembly.findings, lines: assembly.lines, file: file,
            hasMagnitudes: assembly.hasMagnitudes, options: options)
        screening.screen()
        let understood = assembly.understanding(of: screening.measurement)
        if let lack = assembly.lack {
            refused(understood)
            throw lack
        }
        screening.measurement.source = .init(file: file, understood: understood)
        return MeasurementReading(
            measurement: screening.measurement,
            findings: screening.findings.filter { !($0.name.isAcceptable && options.accepted.contains($0.name)) }.sorted
            {
                ($0.isRefusal ? 0 : 1, $0.line) < ($1.isRefusal ? 0 : 1, $1.line)
            }, understood: understood)
    }
}
