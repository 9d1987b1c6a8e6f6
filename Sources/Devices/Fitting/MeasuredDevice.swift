/// A device and what is known of it: a law with values, and how far measurements determine them.
///
/// A model with its own values is one of which nothing was measured.
public struct MeasuredDevice: Hashable, Sendable {
    /// What a measurement says of one parameter.
    public struct Parameter: Hashable, Sendable {
        /// As the model spells it: "V_set".
        public var symbol: String
        /// In the parameter's unit; nil where the data say nothing.
        public var standardError: Double?
        /// `FittedParameter.Determination`'s word.
        public var determination: String
        /// Of ln |value|.
        public var spread: ParameterSpread?

        /// - Parameter standardError: in the parameter's unit; nil where the data say nothing.
        public init(symbol: String, standardError: Double?, determination: String, spread: ParameterSpread? = nil) {
            self.symbol = symbol
            self.standardError = standardError
            self.determination = determination
            self.spread = spread
        }
    }

    /// How well the law met the data.
    public struct Quality: Hashable, Sendable {
        /// Rows that the law was compared with.
        public var rows: Int
        /// Root mean square of the residuals, as a share of the value.
        public var relativeResidual: Double
        /// Root mean square of the residuals, as a share of the measured range.
        public var residualOfRange: Double
        /// Of neighbouring residuals, lag 1; near 0 for noise.
        public var autocorrelation: Double
        /// Whether the law describes the data.
        public var verdict: FitVerdict
        /// The verdict in words, with its numbers.
        public var sentence: String

        /// Takes what a ``DeviceFit`` tells.
        public init(
            rows: Int, relativeResidual: Double, residualOfRange: Double, autocorrelation: Double, verdict: FitVerdict,
            sentence: String
        ) {
            self.rows = rows
            self.relativeResidual = relativeResidual
            self.residualOfRange = residualOfRange
            self.autocorrelation = autocorrelation
            self.verdict = verdict
            self.sentence = sentence
        }
    }

    /// What the device is called; a model's own name if nothing was measured.
    public var name: String
    /// The law with its values.
    public var model: DeviceModel
    /// The fitted ones, in the fit's order; empty if nothing was measured.
    public var parameters: [Parameter] = []
    /// Of `parameters`, in their units.
    public var covariance: [[Double]] = []
    /// Of ln G at x = 1.
    public var lowResistanceSpread: ParameterSpread?
    /// Of ln G at x = 0.
    public var highResistanceSpread: ParameterSpread?
    /// How the conductance falls with time; nil where that was not measured.
    public var drift: DriftLaw?
    /// x_0 of the measurement, where it was fitted: no property of the device.
    public var initialState: Double?
    /// At which voltage the device sets, as wired in the data; nil if nothing was measured.
    public var polarity: DeviceMeasurement.Polarity?
    /// Whether voltage and current of the data changed their signs before the fit.
    public var isMirrored = false
    /// The files behind the values; empty if nothing was measured.
    public var sources: [DeviceMeasurement.Source] = []
    /// How well the law met the data; nil if nothing was measured.
    public var quality: Quality?

    /// A device of which nothing is known but its values.
    public init(name: String, model: DeviceModel) {
        self.name = name
        self.model = model
    }

    /// A model of this program, of which nothing was measured.
    public init(_ model: DeviceModel) { self.init(name: model.name.rawValue, model: model) }
}

extension DeviceModel {
    /// A fitted device with all that the measurement tells of it.
    public func measured(
        _ measurement: DeviceMeasurement, fit: DeviceFit, pulses: PulseProtocol?, name: String
    ) throws -> MeasuredDevice {
        var device = MeasuredDevice(name: name, model: fit.model ?? self)
        device.drift = fit.drift
        device.sources = measurement.source.map { [$0] } ?? []
        guard fit.model != nil else { return device }
        let spreads = try spreads(of: measurement, around: fit, pulses: pulses)
        device.parameters = fit.parameters.map {
            .init(
                symbol: $0.symbol, standardError: $0.standardError.isFinite ? $0.standardError : nil,
                determination: $0.determination.word, spread: spreads?.parameters[$0.symbol])
        }
        device.covariance = fit.covariance
        device.initialState = fit.parameters.first { $0.symbol == "x_0" }?.value
        device.lowResistanceSpread = spreads?.lowResistance
        device.highResistanceSpread = spreads?.highResistance
        device.polarity = measurement.polarity
        device.isMirrored = measurement.isMirrored
        device.quality = .init(
            rows: fit.rowCount, relativeResidual: fit.relativeRMS, residualOfRange: fit.rangeRMS,
            autocorrelation: fit.autocorrelation, verdict: fit.verdict, sentence: fit.verdictSentence)
        return device
    }
}
