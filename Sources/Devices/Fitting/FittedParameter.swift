import NumericalMethods

/// A parameter as a fit found it.
public struct FittedParameter: Hashable, Sendable {
    /// What the data say of a parameter.
    public enum Determination: Hashable, Sendable, CustomStringConvertible {
        /// Three standard errors are within 5 % of the value.
        case determined
        /// The interval is wider.
        case loose
        /// No value nearby changes an answer.
        case insensitive
        /// The interval reaches a bound of what the model allows.
        case atBound
        /// The data tell it only together with another parameter.
        case exchangeable(with: String)
        /// Another minimum fits as well, with this value.
        case ambiguous(with: Double)
        /// The residuals are not noise: what looks narrow is a property of the wrong model.
        case systematic

        /// What the data say, in words that follow the value.
        public var description: String {
            switch self {
            case .determined: "determined"
            case .loose: "not determined to 5 % by these data"
            case .insensitive: "not determined: it changes nothing in these data"
            case .atBound: "not determined: at the bound of what the model allows"
            case .exchangeable(let other): "not determined: the data tell it only together with \(other)"
            case .ambiguous(let value): "not determined: \(value.description) fits as well"
            case .systematic: "not determined: the residuals are not noise"
            }
        }

        /// One word, for tables.
        public var word: String {
            switch self {
            case .determined: "determined"
            case .loose: "loose"
            case .insensitive: "insensitive"
            case .atBound: "at-bound"
            case .exchangeable: "exchangeable"
            case .ambiguous: "ambiguous"
            case .systematic: "systematic"
            }
        }
    }

    /// As the model spells it: "V_set".
    public var symbol: String
    /// "V", "1/s"; empty for a pure number.
    public var unit: String
    /// The value at the minimum, in `unit`.
    public var value: Double
    /// 1.96 of them make the 95 % interval.
    public var standardError: Double
    /// The value that the fit began with, in `unit`.
    public var start: Double
    /// How far the data determine the value.
    public var determination = Determination.loose

    /// Of three standard errors to the value, at most, for what is called determined.
    static let determinedShare = 0.05

    /// Whether the data determine it to 5 %, three standard errors, and nothing speaks against that.
    public var isIdentified: Bool { determination == .determined }

    private var isNarrow: Bool { 3 * standardError < Self.determinedShare * abs(value) }

    /// Judged by its standard error alone.
    func judged() -> FittedParameter {
        var parameter = self
        parameter.determination = isNarrow ? .determined : .loose
        return parameter
    }
}

extension FittedParameter.Determination {
    init(_ knowledge: FitKnowledge, of parameter: FittedParameter, symbols: [String], isSystematic: Bool) {
        self =
            switch knowledge {
            case .bounded: parameter.judged().determination
            case .insensitive: .insensitive
            case .atBound: .atBound
            case .exchangeable(let other): .exchangeable(with: symbols[other])
            case .ambiguous(let value): .ambiguous(with: value)
            }
        if isSystematic, self == .determined { self = .systematic }
    }
}
