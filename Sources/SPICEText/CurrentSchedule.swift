package import Circuits
import Quantities

/// Operating points of a circuit of resistors one after the other: each input lasts a microsecond, in whose middle
/// currents are measured.
package struct CurrentSchedule: Hashable, Sendable {
    private static let slot = Time.microseconds(1)

    package let stimulus: Stimulus
    package let analysis: TransientAnalysis
    private let inputs: Int

    /// - Parameter levels: of every source, `[inputs][sources]` [V].
    package init(levels: [[Double]]) {
        precondition(!levels.isEmpty)
        inputs = levels.count
        stimulus = Stimulus(
            waveforms: levels[0].indices.map { source in
                let steps = levels.indices.dropFirst().filter { levels[$0][source] != levels[$0 - 1][source] }
                return SourceWaveform(
                    initial: Voltage(levels[0][source]),
                    steps: steps.map { .init(time: Self.slot * Double($0), level: Voltage(levels[$0][source])) })
            })
        analysis = TransientAnalysis(
            duration: Self.slot * Double(levels.count), maximumStep: Self.slot / 4, signals: [])
    }

    /// Lines that measure, or print where the simulator cannot measure, the currents of these elements in every input.
    package func measurements(of elements: [String], _ dialect: Dialect) -> [String] {
        guard dialect != .pspice else {
            let rows = stride(from: 0, to: elements.count, by: 4).map {
                elements[$0..<min($0 + 4, elements.count)].map { "I(V\($0))" }.joined(separator: " ")
            }
            return ["* input K is the row at K + 0.5 µs"] + [".PRINT TRAN " + rows.joined(separator: "\n+ ")]
        }
        let keyword = dialect == .xyce ? ".MEASURE TRAN" : ".meas tran"
        return (0..<inputs).flatMap { input in
            elements.map { element in
                let time = spiceNumber((Self.slot * (Double(input) + 0.5)).value)
                return "\(keyword) i_\(input)_\(element) FIND I(V\(element)) AT=\(time)"
            }
        }
    }
}
