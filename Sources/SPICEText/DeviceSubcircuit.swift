public import Crossbars
public import Quantities

/// A device model as a subcircuit with two terminals, `a` and `b`, and its state on an inner node `x`.
///
/// The state is a voltage of 0…1 on 1 pF, with 1e15 Ω against a floating node: rates become currents that every
/// simulator resolves (doi 10.1109/ACCESS.2021.3059241). Steps are smooth. What leaves 0…1 in an iteration that the
/// simulator throws away is brought back inside the expressions, against overflow.
public struct DeviceSubcircuit: Hashable, Sendable {
    public struct Parameter: Hashable, Sendable {
        public var name: String
        /// In the unit of the device's parameter.
        public var value: Double
    }

    public var name: String
    /// The state at the start comes first.
    public var parameters: [Parameter]
    /// The definition, from `.subckt` to `.ends`.
    public var lines: [String]

    /// The subcircuit for ngspice.
    public init(_ device: DeviceModel) {
        name = device.name.rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
        parameters =
            [Parameter(name: "x0", value: 0)]
            + device.parameters.map { Parameter(name: Self.spiceName(of: $0.plainSymbol), value: $0.value) }
        let values = parameters.map { "\($0.name)=\(spiceNumber($0.value))" }
        let rows = stride(from: 0, to: values.count, by: 7).map {
            values[$0..<min($0 + 7, values.count)].joined(separator: " ")
        }
        let description = device.description
        lines =
            ["* \(Self.ascii(description.title)), x = 0 high, 1 low resistance, on node x"]
            + ["* \(Self.ascii(description.source))"]
            + [".subckt \(name) a b PARAMS: " + rows.joined(separator: "\n+ ")]
            + Self.body(of: device.name)
            + ["Cx x 0 1e-12 IC={x0}", "Rx x 0 1e15", ".ends \(name)"]
    }

    private static func body(of name: DeviceModel.Name) -> [String] {
        switch name {
        case .vteam: vteam
        case .yakopcic: yakopcic
        case .aist: aist
        case .sky130: sky130
        case .stanfordPKU: stanfordPKU
        case .hystereticSwitch: hystereticSwitch
        case .agHfO2: thresholdSwitch
        }
    }

    /// "alpha_set" becomes "alphaset".
    static func spiceName(of symbol: String) -> String {
        symbol.lowercased().filter { $0 != "_" && $0 != "/" }
    }

    private static func ascii(_ text: String) -> String { text.map { $0 == "–" ? "-" : String($0) }.joined() }
}

/// A deck that drives one device and records its voltage, current and state.
public struct DeviceDeck: Hashable, Sendable {
    public var title: String
    public var text: String
    /// [s]
    public var stopTime: Double
    /// ngspice's names of voltage, source current (the device's, negated) and state.
    public var vectors: [String] { ["drive", "vdrive#branch", "xdevice.x"] }

    /// - Parameter maximumStep: the longest step; a pulse or a threshold inside one would be missed.
    public init(_ device: DeviceModel, stimulus: DeviceStimulus, from state: Double, maximumStep: Time) {
        let subcircuit = DeviceSubcircuit(device)
        title = "memspike device \(device.name.rawValue)"
        stopTime = stimulus.duration.value
        let step = spiceNumber(maximumStep.value)
        text =
            ([
                "* \(title)",
                "* Written by Memspike for ngspice. The state is v(xdevice.x).",
                // CHGTOL, ABSTOL and VNTOL leave the state an error of 1e-10 of its range in a step.
                ".options method=gear reltol=\(Self.relativeTolerance(of: device)) abstol=1e-16 vntol=1e-10 chgtol=1e-16 trtol=1",
            ] + subcircuit.lines + [
                "Vdrive drive 0 \(Self.source(stimulus))",
                "Xdevice drive 0 \(subcircuit.name) x0=\(spiceNumber(state))",
                ".save v(drive) i(Vdrive) v(xdevice.x)",
                ".tran \(step) \(spiceNumber(stopTime)) 0 \(step) UIC",
                ".end",
            ]).joined(separator: "\n") + "\n"
    }

    /// RELTOL, so tight that the state stays within 0.5 % of its range of the true one at every step of the simulator.
    private static func relativeTolerance(of device: DeviceModel) -> String {
        switch device {
        // Their set pulse runs away: what is a billionth before it is a thousandth after.
        case .sky130: "1e-10"
        case .stanfordPKU: "1e-9"
        case .vteam, .yakopcic, .aist, .hystereticSwitch, .thresholdSwitch: "1e-8"
        }
    }

    private static func source(_ stimulus: DeviceStimulus) -> String {
        switch stimulus {
        case .sine(let amplitude, let frequency, _):
            return "SIN(0 \(spiceNumber(amplitude.value)) \(spiceNumber(frequency.value)))"
        case .polygon(let corners):
            let points = corners.map { "\(spiceNumber($0.time.value)) \(spiceNumber($0.level.value))" }
            let rows = stride(from: 0, to: points.count, by: 4).map {
                points[$0..<min($0 + 4, points.count)].joined(separator: "  ")
            }
            return "PWL(" + rows.joined(separator: "\n+ ") + ")"
        }
    }
}
