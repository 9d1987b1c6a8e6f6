/// A fixed number of bits; up to 64 of them need no memory of their own.
public struct BitVector: Hashable, Sendable {
    /// How many bits there are.
    public let count: Int
    /// Bits 0 to 63, the first one lowest.
    @usableFromInline var first: UInt64 = 0
    /// The bits behind them, 64 a word; empty up to 64 bits.
    @usableFromInline var rest: [UInt64] = []

    /// All bits zero.
    public init(count: Int) {
        precondition(count >= 0)
        self.count = count
        if count > 64 { rest = [UInt64](repeating: 0, count: (count - 1) / 64) }
    }

    /// - Parameter word: the bits, the first one lowest; at most 64, and none beyond `count`.
    public init(count: Int, word: UInt64) {
        precondition((0...64).contains(count) && (count == 64 || word >> UInt64(count) == 0))
        self.count = count
        first = word
    }

    /// How many words of 64 bits there are, at least one.
    @inlinable
    public var wordCount: Int { rest.count + 1 }

    /// 64 bits, the first one lowest; those beyond `count` are zero.
    @inlinable
    public func word(_ index: Int) -> UInt64 { index == 0 ? first : rest[index - 1] }

    mutating func setWord(_ index: Int, to word: UInt64) {
        if index == 0 { first = word } else { rest[index - 1] = word }
    }

    /// Whether a bit is set.
    /// - Parameter bit: 0 to `count` − 1, the first one lowest.
    @inlinable
    public subscript(bit: Int) -> Bool {
        get { (bit < 64 ? first >> UInt64(bit) : rest[bit >> 6 - 1] >> UInt64(bit & 63)) & 1 == 1 }
        set {
            precondition((0..<count).contains(bit))
            let mask = UInt64(1) << UInt64(bit & 63)
            if bit < 64 {
                first = newValue ? first | mask : first & ~mask
            } else {
                rest[bit >> 6 - 1] = newValue ? rest[bit >> 6 - 1] | mask : rest[bit >> 6 - 1] & ~mask
            }
        }
    }

    /// How many bits are set.
    public var ones: Int { rest.reduce(first.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

    /// In how many bits two vectors of one length differ.
    @inlinable
    public func distance(to other: BitVector) -> Int {
        var distance = (first ^ other.first).nonzeroBitCount
        for index in rest.indices { distance += (rest[index] ^ other.rest[index]).nonzeroBitCount }
        return distance
    }

    /// The bits in which two vectors of one length differ.
    public static func ^ (a: BitVector, b: BitVector) -> BitVector {
        precondition(a.count == b.count)
        var result = a
        result.first ^= b.first
        for index in result.rest.indices { result.rest[index] ^= b.rest[index] }
        return result
    }
}
