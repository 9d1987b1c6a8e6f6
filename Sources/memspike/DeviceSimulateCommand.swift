import ArgumentParser
import Devices
import Foundation
import NgspiceEngine
import Quantities
import Reports
import Results
import SPICEText

/// Who integrates a device's state.
enum DeviceEngine: String, ExpressibleByArgument, CaseIterable {
    case native
    case ngspice
}

struct DeviceSimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Draw a device's I–V loop, or its answer to pulses.",
        discussion: """
            Writes trace.csv and a figure into a new folder; with --engine ngspice also the deck, and says how far the native \
            engine is from it.

            Examples:  memspike device simulate vteam --loop 1kHz --amplitude 1V
                       memspike device simulate aist --pulses 50 --width 1us --amplitude 0.3V --depression -0.3V
            """)

    @Argument(help: ArgumentHelp("A model that `device list` names, or a device file.", valueName: "name"))
    var name: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Drive with a sine of this frequency.", valueName: "frequency"))
    var loop: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("How many cycles of the sine.", valueName: "n"))
    var cycles = 2

    @Option(parsing: .unconditional, help: ArgumentHelp("Drive with this many pulses.", valueName: "n"))
    var pulses: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("The flat part of a pulse.", valueName: "time"))
    var width = "1 us"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The sine's or the pulses' amplitude.", valueName: "voltage"))
    var amplitude: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The second half of the pulses has this amplitude.", valueName: "voltage"))
    var depression: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The voltage at which a pulse train's conductances are read.", valueName: "voltage"))
    var read = "0.1 V"

    @Option(parsing: .unconditional, help: ArgumentHelp("The state at the start, 0 to 1.", valueName: "x"))
    var state: Double?

    @Option(help: ArgumentHelp("native or ngspice.", valueName: "engine"))
    var engine = DeviceEngine.native

    @OptionGroup var options: DeviceOptions

    @OptionGroup var limit: TimeLimitOption

    @Option(help: ArgumentHelp("The folder to write; it must be new or empty.", valueName: "folder"))
    var output = "device"

    @OptionGroup var printing: PrintOptions

    private struct Output: Encodable {
        var device: String
        var engine: String
        var folder: String
        var samples: Int
        var finalState: Double
        var lowestState: Double
        var highestState: Double
        /// Of ngspice's states to the native engine's at the same times; only with ngspice.
        var largestStateDifference: Double?
        /// After each pulse [S]; empty for a loop.
        var conductances: [Double]
    }

    func validate() throws {
        if (loop == nil) == (pulses == nil) {
            throw ValidationError("give either --loop with a frequency or --pulses with a number")
        }
        if let pulses, !(1...100_000).contains(pulses) {
            throw ValidationError("--pulses is \(pulses), but must be 1 to 100000")
        }
        if !(1...1000).contains(cycles) { throw ValidationError("--cycles is \(cycles), but must be 1 to 1000") }
        if let state, !(0...1).contains(state) {
            throw ValidationError("--state is \(state), but must be 0 to 1")
        }
        if depression != nil, pulses == nil { throw ValidationError("--depression belongs to --pulses") }
    }

    func run() throws {
        let device = try options.device(named: name)
        let drive = try Drive(self)
        let start = state ?? (device.description.kind == .volatile ? 0 : 0.1)
        let folder = try RunFolder.create(output)
        let trace: DeviceTrace
        var difference: Double?
        switch engine {
        case .native:
            trace = try device.simulate(drive.stimulus, from: start, at: drive.samples)
        case .ngspice:
            let deck = DeviceDeck(device, stimulus: drive.stimulus, from: start, maximumStep: drive.maximumStep)
            try folder.write(deck.text, to: "device.cir")
            trace = try Self.simulate(deck, limit.duration)
            difference = try device.largestStateDifference(
                of: trace, under: drive.stimulus, from: start, maximumStep: drive.maximumStep)
        }
        try folder.write(Self.csv(trace), to: "trace.csv")
        let conductances = drive.readTimes.map {
            device.conductance(at: drive.readVoltage, state: trace.state(at: $0)).value
        }
        let title = "\(device.description.title), \(drive.words), \(engine.rawValue)"
        if conductances.isEmpty {
            try folder.write(
                DeviceFigure.loop(
                    title: title, time: trace.time, voltage: trace.voltage, current: trace.current, state: trace.state),
                to: "loop.svg")
        } else {
            try folder.write(
                DeviceFigure.pulses(title: title, conductances: conductances, amplitudes: drive.amplitudes),
                to: "pulses.svg")
            let rows = conductances.indices.map { "\($0 + 1),\(drive.amplitudes[$0]),\(conductances[$0])" }
            try folder.write(
                (["pulse,voltage (V),conductance (S)"] + rows).joined(separator: "\n") + "\n", to: "pulses.csv")
        }
        try report(device, trace, conductances, difference)
    }

    private func report(
        _ device: DeviceModel, _ trace: DeviceTrace, _ conductances: [Double], _ difference: Double?
    ) throws {
        let result = Output(
            device: device.name.rawValue, engine: engine.rawValue, folder: output, samples: trace.time.count,
            finalState: trace.state.last ?? .nan, lowestState: trace.state.min() ?? .nan,
            highestState: trace.state.max() ?? .nan, largestStateDifference: difference,
            conductances: conductances)
        if printing.json { return try StandardOutput.write(json: result) }
        func digits(_ value: Double) -> String { String(format: "%.4f", value) }
        try StandardOutput.write(
            "\(result.samples) samples in \(output): state from \(digits(trace.state.first ?? .nan)) to "
                + "\(digits(result.finalState)), within \(digits(result.lowestState))…\(digits(result.highestState))")
        if let difference {
            try StandardOutput.write(
                "against the native engine at the same times: states differ by at most "
                    + String(format: "%.4f %% of the range", difference * 100))
        }
        if let first = conductances.first, let last = conductances.last, let peak = conductances.max() {
            try StandardOutput.write(
                "conductance after the first pulse \(Conductance(first).formatted(digits: 4)), at most "
                    + "\(Conductance(peak).formatted(digits: 4)), at the end \(Conductance(last).formatted(digits: 4))")
        }
    }

    private static func simulate(_ deck: DeviceDeck, _ timeLimit: Duration) throws -> DeviceTrace {
        let pool = NgspiceWorkerPool(executable: Session.executable, workers: 1, timeLimit: timeLimit)
        // An inner node may carry a rate, not a voltage: no limit tells a broken run here.
        let record = try pool.run(
            NgspiceJob(
                title: deck.title, deck: deck.text, vectors: deck.vectors, stopTime: deck.stopTime,
                voltageLimit: 1e15))
        return DeviceTrace(
            time: record.time, voltage: record.values[0], current: record.values[1].map { -$0 },
            state: record.values[2])
    }

    private static func csv(_ trace: DeviceTrace) -> String {
        var text = "time (s),voltage (V),current (A),state\n"
        for index in trace.time.indices {
            text += "\(trace.time[index]),\(trace.voltage[index]),\(trace.current[index]),\(trace.state[index])\n"
        }
        return text
    }
}

/// What the options ask a device to be driven with.
private struct Drive {
    var stimulus: DeviceStimulus
    var samples: [Double]  // [s]
    var maximumStep: Time
    /// When a pulse is over and the conductance is read [s]; empty for a loop.
    var readTimes: [Double] = []
    var amplitudes: [Double] = []  // [V]
    var readVoltage: Voltage
    var words: String

    init(_ command: DeviceSimulateCommand) throws {
        let amplitude = try Voltage(
            parsing: command.amplitude, option: "--amplitude", within: DriveBounds.voltage)
        readVoltage = try Voltage(parsing: command.read, option: "--read", within: DriveBounds.voltage)
        guard amplitude.value != 0, readVoltage.value != 0 else {
            throw InputError("--amplitude and --read must not be 0 V")
        }
        if let text = command.loop {
            let frequency = try Frequency(parsing: text, option: "--loop", within: DriveBounds.frequency)
            stimulus = .sine(amplitude: amplitude, frequency: frequency, cycles: Double(command.cycles))
            maximumStep = frequency.period / 2000
            words = "\(amplitude.formatted(digits: 4)) at \(frequency.formatted(digits: 4))"
            let count = 2000 * command.cycles
            let duration = stimulus.duration.value
            samples = (0...count).map { duration * Double($0) / Double(count) }
        } else {
            let count = command.pulses ?? 1
            let width = try Time(parsing: command.width, option: "--width", within: DriveBounds.width)
            let second = try command.depression.map {
                try Voltage(parsing: $0, option: "--depression", within: DriveBounds.voltage)
            }
            let levels = (0..<count).map { second != nil && $0 >= (count + 1) / 2 ? second! : amplitude }
            amplitudes = levels.map(\.value)
            let period = width * 2
            stimulus = .pulses(amplitudes: levels, width: width, period: period, edge: width / 20)
            maximumStep = width / 50
            readTimes = (1...count).map { period.value * (Double($0) - 0.05) }
            words = "\(count) pulses of \(width.formatted(digits: 4))"
            // Denser than the pulses need, so that trace.csv shows their course.
            let pitch = 40
            samples = (0...count * pitch).map { period.value * Double($0) / Double(pitch) }
        }
    }
}
