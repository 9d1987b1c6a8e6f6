import Foundation

/// What a random stream is drawn for; streams of different purposes never share numbers.
public struct StreamPurpose: Hashable, Sendable {
    /// 32-bit FNV-1a hash of the name.
    let code: UInt32

    /// A purpose of its own for every name: equal names share their numbers.
    public init(_ name: StaticString) {
        var hash = FNV1a<UInt32>()
        hash.feed(name.description)
        code = hash.value
    }
}

/// A counter-based random stream, one per (seed, purpose, trial): any trial replays alone, in any order.
///
/// Philox4x32-10 of Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
/// doi 10.1145/2063384.2063405: the key is the seed, the counter is (block, purpose, trial).
public struct RandomStream: RandomNumberGenerator, Sendable {
    private let key: SIMD2<UInt32>
    private var counter: SIMD4<UInt32>
    private var block = SIMD4<UInt32>()
    private var used = 4

    /// The first number of a stream.
    /// - Parameters:
    ///   - seed: of the whole run.
    ///   - trial: which of many independent repetitions this is.
    public init(seed: UInt64, purpose: StreamPurpose, trial: Int = 0) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        let index = UInt64(bitPattern: Int64(trial))
        counter = SIMD4(
            0, purpose.code, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32))
    }

    /// The next 32 random bits.
    public mutating func nextWord() -> UInt32 {
        if used == 4 {
            block = Self.philox(counter: counter, key: key)
            counter[0] &+= 1
            used = 0
        }
        defer { used += 1 }
        return block[used]
    }

    /// The next 64 random bits; takes two words.
    public mutating func next() -> UInt64 {
        UInt64(nextWord()) | UInt64(nextWord()) << 32
    }

    /// A number from [0, 1), a multiple of 2⁻⁵³.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A standard normal number, by Box and Muller, doi 10.1214/aoms/1177706645; takes four words.
    public mutating func normal() -> Double {
        let (first, second) = uniformPair()
        return (-2 * log(1 - first)).squareRoot() * cos(2 * Double.pi * second)
    }

    /// Two numbers as `uniform` gives them; whole blocks are taken apart without counting words.
    private mutating func uniformPair() -> (Double, Double) {
        guard used == 4 else { return (uniform(), uniform()) }
        let words = Self.philox(counter: counter, key: key)
        counter[0] &+= 1
        func number(_ low: UInt32, _ high: UInt32) -> Double {
            Double((UInt64(low) | UInt64(high) << 32) >> 11) * 0x1p-53
        }
        return (number(words[0], words[1]), number(words[2], words[3]))
    }

    /// A number below `bound`, every one as likely.
    public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// Independent bits, each set with `probability` (resolution 2⁻³²).
    public mutating func bernoulliBits(count: Int, probability: Double) -> BitVector {
        let threshold = UInt64((probability * 0x1p32).rounded())
        var bits = BitVector(count: count)
        for place in 0..<bits.wordCount {
            var word: UInt64 = 0
            for bit in 0..<min(64, count - 64 * place) where UInt64(nextWord()) < threshold { word |= 1 << UInt64(bit) }
            bits.setWord(place, to: word)
        }
        return bits
    }

    /// Ten rounds of Philox on one counter block.
    static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        // Scalars: four lanes of which two multiply are slower as a vector.
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
        var (k0, k1) = (key[0], key[1])
        for _ in 0..<10 {
            let p0 = UInt64(0xD251_1F53) &* UInt64(c0)
            let p1 = UInt64(0xCD9E_8D57) &* UInt64(c2)
            c0 = UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0
            c2 = UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1
            c1 = UInt32(truncatingIfNeeded: p1)
            c3 = UInt32(truncatingIfNeeded: p0)
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
