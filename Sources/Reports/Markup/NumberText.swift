import Foundation
import Quantities

/// Numbers as text, always with the same digits for the same value.
enum NumberText {
    /// What stands in a table where a number is not known or not finite.
    static let absent = "–"

    /// A fixed number of decimals, with a real minus sign.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return absent }
        let text = String(format: "%.\(decimals)f", value)
        let isZero = !text.contains { $0 != "0" && $0 != "." && $0 != "-" }
        guard text.hasPrefix("-") else { return text }
        return isZero ? String(text.dropFirst()) : "−" + text.dropFirst()
    }

    /// At most six significant digits and no zeros at the end: 0.1, 12, 0.0125.
    static func trimmed(_ value: Double) -> String {
        guard value.isFinite else { return absent }
        let text = String(format: "%.6g", value)
        if text.contains("e") { return scientific(value) }
        return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }

    /// A power of ten without a mantissa: "10⁵".
    static func power(_ value: Double) -> String {
        let text = scientific(value)
        return text.hasPrefix("1.0 × ") ? String(text.dropFirst(6)) : text
    }

    /// A coordinate in a picture: at most two decimals and none that are zero, for size. Figures drop what their axes do not
    /// hold; whatever comes here all the same is drawn at most as far out as viewers can tell.
    static func coordinate(_ value: Double) -> String {
        let hundredths = Int(saturating: (min(max(value, -1e9), 1e9) * 100).rounded())
        let (whole, fraction) = (abs(hundredths) / 100, abs(hundredths) % 100)
        let sign = hundredths < 0 ? "-" : ""
        if fraction == 0 { return "\(sign)\(whole)" }
        if fraction % 10 == 0 { return "\(sign)\(whole).\(fraction / 10)" }
        return "\(sign)\(whole).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    /// A fraction in per cent, without the sign: 0.9652 is "96.5".
    static func percent(_ fraction: Double, decimals: Int = 1) -> String { fixed(fraction * 100, decimals: decimals) }

    /// The decimals in per cent that an interval supports: two if it is narrower than a point, else one.
    static func decimals(low: Double, high: Double) -> Int { high - low < 0.01 ? 2 : 1 }

    /// A fraction and its interval, in per cent: "96.5 [96.1, 96.8]".
    static func percent(_ fraction: Double, _ low: Double, _ high: Double, decimals: Int? = nil) -> String {
        let decimals = decimals ?? Self.decimals(low: low, high: high)
        let text = { (value: Double) in percent(value, decimals: decimals) }
        return "\(text(fraction)) [\(text(low)), \(text(high))]"
    }

    /// A difference of fractions in points, with its sign: "+3.2".
    static func points(_ fraction: Double, decimals: Int = 1) -> String {
        let text = percent(fraction, decimals: decimals)
        return fraction > 0 && text.contains { $0 != "0" && $0 != "." } ? "+" + text : text
    }

    /// A relative error: in per cent with two digits, or as a power of ten where per cent would be all zeros.
    static func relativeError(_ value: Double) -> String {
        guard value.isFinite else { return absent }
        if value == 0 { return "0" }
        return abs(value) < 1e-5 ? scientific(value) : significant(value * 100, digits: 2) + " %"
    }

    /// "3.1 × 10⁻¹²".
    static func scientific(_ value: Double) -> String {
        guard value.isFinite else { return absent }
        let parts = String(format: "%.1e", value).split(separator: "e")
        let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
        let exponent = Int(parts[1]) ?? 0
        let superscript = String(String(abs(exponent)).map { digits[$0.wholeNumberValue ?? 0] })
        return "\(parts[0].replacingOccurrences(of: "-", with: "−")) × 10\(exponent < 0 ? "⁻" : "")\(superscript)"
    }

    /// So many significant digits, zeros kept: 0.02 with two is "0.020", 1234 is "1234".
    static func significant(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return absent }
        guard value != 0 else { return "0" }
        var exponent = Int(saturating: log10(abs(value)).rounded(.down))
        // 9.96 with two digits becomes 10, not 10.0.
        if abs(Double(fixedPoint: value, decimals: digits - 1 - exponent)) >= Double("1e\(exponent + 1)")! {
            exponent += 1
        }
        return fixed(value, decimals: min(max(0, digits - 1 - exponent), 17))
    }

    /// A duration of work, in the unit that a person would say.
    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<1: Time(seconds).formatted(digits: 2)
        case ..<300: fixed(seconds, decimals: seconds < 10 ? 1 : 0) + " s"
        case ..<7200: fixed(seconds / 60, decimals: 0) + " min"
        default: fixed(seconds / 3600, decimals: 1) + " h"
        }
    }

    /// How many times faster: three digits, the rest of a large number zeros, "2 360 000 ×".
    static func ratio(_ value: Double) -> String {
        guard value.isFinite, value > 0 else { return absent }
        guard value >= 1000, value < 1e15 else { return significant(value, digits: 3) + " ×" }
        let unit = Double("1e\(Int(saturating: log10(value).rounded(.down)) - 2)")!
        return count(Int(saturating: (value / unit).rounded() * unit)) + " ×"
    }

    /// A whole number in groups of three: "12 000" with a narrow space that does not break.
    static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        guard digits.count > 4 else { return value < 0 ? "−\(value.magnitude)" : "\(value)" }
        var text = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
            text.append(digit)
        }
        return text
    }
}

extension Double {
    /// The value rounded to so many decimals; negative decimals round before the point.
    fileprivate init(fixedPoint value: Double, decimals: Int) {
        let factor = Double("1e\(decimals)")!
        self = (value * factor).rounded() / factor
    }
}
