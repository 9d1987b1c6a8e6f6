import Foundation

/// Scalar references of the kernels, in plain loops.
enum Reference {}

/// Rows of bits, as the kernels take them.
struct BitRows {
    let rows: Int
    let columns: Int
    let words: Int
    var bits: [UInt64]

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        words = (columns + 63) / 64
        bits = [UInt64](repeating: 0, count: rows * words)
    }

    subscript(row: Int, column: Int) -> Bool {
        get { bits[row * words + column / 64] >> UInt64(column % 64) & 1 == 1 }
        set {
            let mask: UInt64 = 1 << UInt64(column % 64)
            if newValue { bits[row * words + column / 64] |= mask } else { bits[row * words + column / 64] &= ~mask }
        }
    }
}

extension Reference {
    /// start + Σᵢ bᵢ wᵢⱼ, `[rows × width]`, in whatever order the terms are added.
    static func product(_ bits: BitRows, _ dense: [Float], width: Int, start: [Float]?) -> [Rounded] {
        sums(rows: bits.rows, terms: bits.columns, width: width, start: start) { row, input, column in
            bits[row, input] ? Rounded(dense[input * width + column]) : nil
        }
    }

    /// start + Σᵢ termᵢ, `[rows × width]`: each of n additions rounds a partial sum, of at most Σ |termᵢ|.
    static func sums(
        rows: Int, terms: Int, width: Int, start: [Float]?, term: (_ row: Int, _ index: Int, _ column: Int) -> Rounded?
    ) -> [Rounded] {
        (0..<(rows * width)).map { place in
            var value = start.map { Double($0[place]) } ?? 0
            var magnitude = abs(value)
            var error = 0.0
            var count = 0
            for index in 0..<terms {
                guard let own = term(place / width, index, place % width) else { continue }
                value += own.value
                magnitude += abs(own.value)
                error += own.error
                count += 1
            }
            return Rounded(value, error: error + Double(count) * Rounded.unit * magnitude)
        }
    }

    /// p − y of a row of logits, and −Σ y ln p; y is smoothed over all classes.
    static func softmaxCrossEntropy(
        _ logits: [Float], label: Int, smoothing: Double
    ) -> (gradient: [Rounded], loss: Rounded) {
        let largest = Rounded(logits.max()!)
        let exponentials = logits.map { exponential(Rounded($0) - largest) }
        var sum: Rounded = 0
        for e in exponentials { sum += e }
        let off = Rounded(smoothing) / Rounded(Double(logits.count))
        var loss = largest + Rounded(log(sum.value), error: sum.error / sum.value)
        var gradient: [Rounded] = []
        for (index, logit) in logits.enumerated() {
            let target = index == label ? 1 - Rounded(smoothing) + off : off
            loss = loss - target * Rounded(logit)
            gradient.append(exponentials[index] / sum - target)
        }
        return (gradient, loss)
    }

    /// e^x as the kernels compute it: 2 ULP, that is four roundings, and never below e^(−87).
    static func exponential(_ x: Rounded) -> Rounded {
        let value = exp(x.value)
        return Rounded(value, error: value * x.error + exp(-87)).rounded(4)
    }

    /// The bits of SplitMix64 (doi 10.1145/2714064.2660195) at one place of its sequence.
    static func mix(_ place: UInt64) -> UInt64 {
        var z = place &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
