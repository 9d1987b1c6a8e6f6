/// The hash FNV-1a of Fowler, Noll and Vo (IETF draft-eastlake-fnv): a word that differs between inputs, the same on every
/// machine.
public struct FNV1a<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// The hash of what was fed so far.
    public private(set) var value: Word
    private let prime: Word

    /// Feeds a unit: a byte, as the algorithm is published, or a whole word at once.
    @inline(__always)
    mutating func add(_ unit: Word) { value = (value ^ unit) &* prime }

    /// Feeds the bytes of a text.
    public mutating func feed(_ text: some StringProtocol) { for byte in text.utf8 { add(Word(byte)) } }

    /// "a1b2…", in lower case.
    public var hexadecimal: String { String(value, radix: 16) }
}

extension FNV1a<UInt64> {
    /// The hash of nothing, in 64 bits.
    public init() { (value, prime) = (0xcbf2_9ce4_8422_2325, 0x0000_0100_0000_01b3) }

    /// Feeds the bits of numbers, a number at a time.
    public mutating func feed(_ numbers: [Float]) { for number in numbers { add(UInt64(number.bitPattern)) } }

    /// Feeds whole numbers, none of them negative, a number at a time.
    public mutating func feed(_ numbers: [Int]) { for number in numbers { add(UInt64(number)) } }
}

extension FNV1a<UInt32> {
    /// The hash of nothing, in 32 bits.
    public init() { (value, prime) = (0x811c_9dc5, 0x0100_0193) }
}
