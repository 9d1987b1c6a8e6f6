import Foundation

/// The numbers in the line above a block: "cycle 2", "device 3, 85 °C", "Step Information: T=358K (Run: 2/3)".
struct BlockTitle {
    var device: Int?
    var cycle: Int?
    /// [K]
    var temperature: Double?

    init(_ text: String) {
        let lower = text.lowercased()
        func number(after words: [String]) -> Int? {
            for word in words {
                guard let range = lower.range(of: word) else { continue }
                let rest = lower[range.upperBound...].drop { !$0.isLetter && !$0.isNumber }
                if let number = Int(rest.prefix { $0.isNumber }) { return number }
            }
            return nil
        }
        device = number(after: ["device", "dev", "cell", "die"])
        cycle = number(after: ["cycle", "sweep", "loop", "run", "step", "repeat", "trace", "segment"])
        let pieces = lower.split { " ,;=()@_".contains($0) }
        for piece in pieces.indices {
            let digits = pieces[piece].prefix { $0.isNumber || $0 == "." || $0 == "-" }
            guard let value = Double(digits) else { continue }
            let rest = pieces[piece].dropFirst(digits.count)
            let unit = rest.isEmpty && piece + 1 < pieces.count ? pieces[piece + 1] : rest
            // "R 10k" is a resistance.
            if unit == "k", (50...2000).contains(value) { temperature = value }
            if ["°c", "c", "degc", "℃"].contains(unit) { temperature = value + 273.15 }
        }
    }
}
