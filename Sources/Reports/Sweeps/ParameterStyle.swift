import Foundation
import Quantities
import Studies

/// How a parameter of the effects reads: in tables, in sentences and along an axis.
struct ParameterStyle: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case plain
        /// A fraction, read in per cent.
        case percent
        case ohms, volts, seconds
    }

    let key: String
    let title: String
    private let form: Form

    init(_ key: String) {
        self.key = key
        (title, form) = Self.known[key] ?? (key, .plain)
    }

    private static let known: [String: (String, Form)] = [
        "levels": ("Levels of a cell", .plain),
        "programming.deviation": ("Programming error σ, of the range", .percent),
        "writeVerify": ("Write–verify window, half width, of the range", .percent),
        "deviceVariation.deviation": ("Device-to-device σ of ln G", .plain),
        "deviceVariation.highResistanceRatio": ("Spread at HRS over spread at LRS", .plain),
        "stuckAt.rate": ("Stuck cells", .percent),
        "stuckAt.lowResistanceShare": ("Part of the stuck cells at LRS", .percent),
        "stuckAt.pattern": ("Pattern of stuck cells", .plain),
        "stuckAt.clusterSize": ("Cells of a cluster", .plain),
        "drift.elapsed": ("Time since programming", .seconds),
        "drift.reference": ("Reference time of drift", .seconds),
        "drift.exponent": ("Drift exponent ν", .plain),
        "drift.exponentDeviation": ("σ of the drift exponent ν", .plain),
        "readNoise": ("Read noise σ, of G", .percent),
        "lineResistance.perSegment": ("Line resistance per segment", .ohms),
        "lineResistance.bitLineRatio": ("Bit-line over word-line resistance", .plain),
        "nonlinearity": ("Nonlinearity V₀", .volts),
        "neurons.threshold": ("Mismatch σ of the threshold", .percent),
        "neurons.hold": ("Mismatch σ of the hold voltage", .percent),
        "neurons.thresholdCycle": ("Cycle-to-cycle σ of the threshold", .percent),
        "neurons.holdCycle": ("Cycle-to-cycle σ of the hold voltage", .percent),
        "neurons.capacitance": ("Mismatch σ of the capacitance", .percent),
        "input.flipProbability": ("Flip probability p", .plain),
        "input.exactFlips": ("Flipped pixels", .plain),
        "input.redraw": ("Redraw of the noise", .plain),
        "input.greyNoise": ("Grey noise σ, of the read voltage", .percent),
    ]

    /// "stuck cells", for the middle of a sentence.
    var phrase: String {
        // A symbol or an abbreviation keeps its letter.
        let second = title.dropFirst().first
        return second?.isLowercase == true ? title.prefix(1).lowercased() + title.dropFirst() : title
    }

    /// The title of a table's column, with the unit that its cells leave out.
    var heading: String { form == .percent ? "\(phrase) (%)" : phrase }

    /// A value in a cell below `heading`.
    func cell(_ value: StudyTree, number: Double?) -> String {
        guard let number else { return SweepCSV.word(value) }
        return switch form {
        case .plain: NumberText.trimmed(number)
        case .percent: NumberText.trimmed(number * 100)
        case .ohms: Resistance(number).formatted(digits: 3)
        case .volts: Voltage(number).formatted(digits: 3)
        case .seconds: Self.age(number)
        }
    }

    /// A value in a sentence.
    func text(_ value: StudyTree, number: Double?) -> String {
        cell(value, number: number) + (form == .percent && number != nil ? " %" : "")
    }

    /// A value that a search found: more than three digits would say more than it knows.
    func text(_ number: Double) -> String {
        text(.number(number), number: Double(String(format: "%.3g", number)) ?? number)
    }

    /// An axis through these values; logarithmic where they span more than a factor of twenty without zero.
    func axis(covering numbers: [Double], intervals: Int = 5) -> Axis {
        let spread = (numbers.max() ?? 0) / (numbers.min() ?? 1)
        let isWide = numbers.allSatisfy { $0 > 0 } && spread > 20
        switch form {
        case .plain where isWide: return .logarithmic(title, covering: numbers)
        case .seconds where isWide: return .logarithmic("\(title) (s)", covering: numbers)
        case .ohms where isWide: return .logarithmic("\(title) (Ω)", covering: numbers)
        case .plain: return .plain(title, covering: withZero(numbers), intervals: intervals)
        case .percent: return .percent(title, covering: withZero(numbers), intervals: intervals)
        case .ohms: return .engineering(title, Ohm.self, covering: withZero(numbers), intervals: intervals)
        case .volts: return .engineering(title, Volt.self, covering: withZero(numbers), intervals: intervals)
        case .seconds: return .engineering(title, Second.self, covering: withZero(numbers), intervals: intervals)
        }
    }

    /// Most effects begin at none: zero belongs to their axis, unless it would squeeze the data.
    private func withZero(_ numbers: [Double]) -> [Double] {
        let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 1)
        return low > 0 && low < 0.5 * high ? [0] + numbers : numbers
    }

    private static func age(_ seconds: Double) -> String {
        switch seconds {
        case 86_400...: NumberText.trimmed(seconds / 86_400) + " d"
        case 3_600...: NumberText.trimmed(seconds / 3_600) + " h"
        default: Time(seconds).formatted(digits: 3)
        }
    }
}
