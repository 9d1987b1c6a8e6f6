/// A device and what is known of it: a law with values, and how far measurements determine them.
///
/// A model with its own values is one of which nothing was measured.
public struct MeasuredDevice: Hashable, Sendable {
    /// What a measurement says of one parameter.
    public struct Parameter: Hashable, Sendable {
        public var symbol: String
        /// In the parameter's unit; nil where the data say nothing.
        public var standardError: Double?
        /// `FittedParameter.Determination`'s word.
        public var determination: String
        /// Of ln |value|.
        public var spread: ParameterSpread?

        public init(symbol: String, standardError: Double?, determination: String, spread: ParameterSpread? = nil) {
            self.symbol = symbol
            self.standardError = standardError
            self.determination = determination
            self.spread = spread
        }
    }

    /// How well the law met the data.
    public struct Quality: Hashable, Sendable {
        public var rows: Int
        /// Root mean square of the residuals, as shares of the value and of the range.
        public var relativeResidual: Double
        public var residualOfRange: Double
        public var autocorrelation: Double
        public var verdict: FitVerdict
        public var sentence: String

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

    public var name: String
    public var model: DeviceModel
    /// The fitted ones, in the fit's order; empty if nothing was measured.
    public var parameters: [Parameter] = []
    /// Of `parameters`, in their units.
    public var covariance: [[Double]] = []
    /// Of ln G at x = 1 and x = 0.
    public var lowResistanceSpread: ParameterSpread?
    public var highResistanceSpread: ParameterSpread?
    public var drift: DriftLaw?
    /// x_0 of the measurement, where it was fitted: no property of the device.
    public var initialState: Double?
    public var polarity: DeviceMeasurement.Polarity?
    /// Whether voltage and current of the data changed their signs before the fit.
    public var isMirrored = false
    public var sources: [DeviceMeasurement.Source] = []
    public var quality: Quality?

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
