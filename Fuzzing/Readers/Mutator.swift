import NumericalMethods

/// Alters files so that a reader is likely to take the first steps and unlikely to have seen the next.
///
/// All that it does follows from the seed: an input is known by its number alone.
struct Mutator {
    /// Files that the reader takes.
    let corpus: [[UInt8]]
    /// Words of the format.
    let tokens: [[UInt8]]

    private static let purpose = StreamPurpose("altered files")

    /// Larger inputs cost time and find the same faults.
    private static let largestSize = 1 << 16

    /// Numbers at which conversions, allocations and divisions go wrong.
    private static let numbers = [
        "0", "-0", "-1", "1", "2", "127", "128", "255", "256", "65535", "65536", "2147483647", "2147483648",
        "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
        "99999999999999999999999", "1e9", "1e18", "1e19", "1e30", "1e300", "1e308", "1e309", "1e400", "-1e300", "1e-30",
        "1e-300", "1e-308", "5e-324", "1e-320", "1e-400", "0.1", "0.5", "-0.5", "nan", "NaN", "inf", "-inf", "Infinity",
        "0x7f", "1e", "1e+", ".", "-", "", "1.", ".5", "1_000", "1,5", "٣", "½",
    ].map { Array($0.utf8) }

    init(corpus: [[UInt8]], tokens: [String]) {
        self.corpus = corpus
        self.tokens = tokens.map { Array($0.utf8) }
    }

    /// Input `index` of a seed.
    func input(_ index: Int, seed: UInt64) -> [UInt8] {
        var stream = RandomStream(seed: seed, purpose: Self.purpose, trial: index)
        func below(_ count: Int) -> Int { Int((UInt64(stream.nextWord()) * UInt64(count)) >> 32) }
        var bytes = corpus[below(corpus.count)]
        // Mostly few changes, so that the rest is still read.
        let count = [1, 1, 1, 2, 2, 3, 5, 12][below(8)]
        for _ in 0..<count { alter(&bytes, below) }
        return Array(bytes.prefix(Self.largestSize))
    }

    private func alter(_ bytes: inout [UInt8], _ below: (Int) -> Int) {
        guard !bytes.isEmpty else {
            bytes = tokens.isEmpty ? [0] : tokens[below(tokens.count)]
            return
        }
        let place = below(bytes.count)
        /// A piece of up to `most` bytes that begins at `place`.
        func piece(_ most: Int) -> Range<Int> { place..<min(bytes.count, place + 1 + below(most)) }
        switch below(14) {
        case 0: bytes[place] ^= 1 << UInt8(below(8))
        case 1: bytes[place] = UInt8(below(256))
        case 2: bytes.removeSubrange(piece(8))
        case 3: bytes.removeSubrange(piece(max(1, bytes.count / 4)))
        case 4: bytes.insert(contentsOf: Array(bytes[piece(64)]), at: below(bytes.count + 1))
        case 5:
            // The head of one file with the tail of another.
            let other = corpus[below(corpus.count)]
            guard !other.isEmpty else { return }
            bytes = Array(bytes[..<place]) + other[below(other.count)...]
        case 6, 7: replaceNumber(&bytes, from: place, below)
        case 8 where !tokens.isEmpty: bytes.insert(contentsOf: tokens[below(tokens.count)], at: place)
        case 9 where !tokens.isEmpty: replaceWord(&bytes, from: place, by: tokens[below(tokens.count)])
        case 10: changeLines(&bytes, from: place, below)
        case 11:
            // Four or eight bytes as a binary number at an end of its range.
            let ends: [[UInt8]] = [
                [0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [0, 0, 240, 127],
            ]
            for (offset, byte) in ends[below(ends.count)].enumerated() where place + offset < bytes.count {
                bytes[place + offset] = byte
            }
        case 12: bytes.removeSubrange(place...)
        default:
            // The same piece many times: depth and length.
            let repeated = Array(bytes[piece(12)])
            let times = [2, 10, 100, 2000][below(4)]
            bytes.insert(contentsOf: (0..<times).flatMap { _ in repeated }.prefix(Self.largestSize), at: place)
        }
    }

    /// Gives the next number another value.
    private func replaceNumber(_ bytes: inout [UInt8], from place: Int, _ below: (Int) -> Int) {
        func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) && $0 != 46 } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Self.numbers[below(Self.numbers.count)])
    }

    private func replaceWord(_ bytes: inout [UInt8], from place: Int, by token: [UInt8]) {
        func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) }
        guard let start = bytes[place...].firstIndex(where: isLetter) else { return }
        let end = bytes[start...].firstIndex { !isLetter($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: token)
    }

    /// Removes a line, doubles it, or moves it.
    private func changeLines(_ bytes: inout [UInt8], from place: Int, _ below: (Int) -> Int) {
        let start = bytes[..<place].lastIndex(of: 10).map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
        let line = Array(bytes[start..<end])
        switch below(3) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: line, at: start)
        default:
            bytes.removeSubrange(start..<end)
            let target = bytes.isEmpty ? 0 : below(bytes.count)
            let place = bytes[..<target].lastIndex(of: 10).map { $0 + 1 } ?? 0
            bytes.insert(contentsOf: line, at: place)
        }
    }
}
