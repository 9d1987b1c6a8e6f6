import Circuits
package import Devices
package import Quantities

/// A deck that drives one device and records its voltage, current and state.
package struct DeviceDeck: Hashable, Sendable {
    package var title: String
    package var text: String
    /// [s]
    package var stopTime: Double
    /// ngspice's names of voltage, source current (the device's, negated) and state.
    package var vectors: [String] { ["drive", "vdrive#branch", "xdevice.x"] }

    /// - Parameters:
    ///   - maximumStep: the longest step; a pulse or a threshold inside one would be missed.
    ///   - library: the file that the subcircuit stands in; nil writes it into the deck.
    ///   - measurements: further lines.
    package init(
        _ device: DeviceModel, stimulus: DeviceStimulus, from state: Double, maximumStep: Time,
        dialect: Dialect = .ngspice, library: String? = nil, measurements: [String] = []
    ) { self = dialect.deviceDeck(device, stimulus, state, maximumStep, library, measurements) }

    init<Writer: DialectWriter>(
        _ writer: Writer.Type, _ device: DeviceModel, _ stimulus: DeviceStimulus, from state: Double, maximumStep: Time,
        library: String?, measurements: [String]
    ) {
        let subcircuit = DeviceSubcircuit(device, dialect: Writer.dialect)
        title = "memspike device \(device.name.rawValue)"
        stopTime = stimulus.duration.value
        let analysis = TransientAnalysis(
            duration: stimulus.duration, maximumStep: maximumStep, signals: [], options: Self.options(of: device))
        let call = Writer.dialect == .ngspice ? "" : "PARAMS: "
        // A switch much faster than a step leaps at once, up to a step early: the simulator begins a step that it repeats
        // from the state that it threw away.
        let speed = device.name == .hystereticSwitch ? " tau=\(spiceNumber(maximumStep.value / 500))" : ""
        text =
            (["* \(title)"] + Writer.preamble + ["* The state is v(xdevice.x)."] + Writer.options(analysis.options)
            + Writer.tightSteps + (library.map { [Writer.includeLine($0)] } ?? subcircuit.lines) + [
                "Vdrive drive 0 \(Self.source(stimulus))",
                "Xdevice drive 0 \(subcircuit.name) \(call)x0=\(spiceNumber(state))\(speed)",
            ] + (Writer.dialect == .ngspice ? [".save v(drive) i(Vdrive) v(xdevice.x)"] : []) + measurements + [
                Writer.transient(analysis), ".end",
            ]).joined(separator: "\n") + "\n"
    }

    /// CHGTOL, ABSTOL and VNTOL leave the state an error of 1e-10 of its range in a step.
    static func options(of device: DeviceModel) -> SolverOptions {
        var options = SolverOptions()
        options.reltol = relativeTolerance(of: device)
        options.abstol = 1e-16
        options.vntol = 1e-10
        options.chgtol = 1e-16
        return options
    }

    /// RELTOL, so tight that the state stays within 0.5 % of its range of the true one at every step of the simulator.
    private static func relativeTolerance(of device: DeviceModel) -> Double {
        switch device {
        // Their set pulse runs away: what is a billionth before it is a thousandth after.
        case .sky130: 1e-11
        case .stanfordPKU: 1e-10
        case .vteam, .yakopcic, .aist, .hystereticSwitch, .thresholdSwitch, .linearDrift: 1e-8
        }
    }

    private static func source(_ stimulus: DeviceStimulus) -> String {
        switch stimulus {
        case .sine(let amplitude, let frequency, _):
            return "SIN(0 \(spiceNumber(amplitude.value)) \(spiceNumber(frequency.value)))"
        case .polygon(let corners):
            return SourceText.polygon(corners.map { ($0.time.value, spiceNumber($0.level.value)) })
        }
    }
}
