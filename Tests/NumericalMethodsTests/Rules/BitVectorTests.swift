import NumericalMethods
import Testing

/// Against an array of Booleans.
@Suite struct BitVectorTests {
    @Test(arguments: [1, 5, 63, 64, 65, 128, 129, 4096]) func behavesAsAnArray(count: Int) {
        var stream = RandomStream(seed: 3, purpose: StreamPurpose("bits"), trial: count)
        func draw() -> (BitVector, [Bool]) {
            var (vector, array) = (BitVector(count: count), [Bool](repeating: false, count: count))
            for _ in 0..<(2 * count) {
                let (place, value) = (stream.below(count), stream.uniform() < 0.6)
                vector[place] = value
                array[place] = value
            }
            return (vector, array)
        }
        let (a, x) = draw()
        let (b, y) = draw()
        #expect((0..<count).map { a[$0] } == x)
        #expect(a.ones == x.count { $0 })
        #expect(a.distance(to: b) == zip(x, y).count { $0 != $1 })
        #expect((0..<count).map { (a ^ b)[$0] } == zip(x, y).map { $0 != $1 })
        #expect(a.wordCount == max(1, (count + 63) / 64))
        #expect((0..<count).map { a.word($0 / 64) >> UInt64($0 % 64) & 1 == 1 } == x)
        #expect(a ^ b ^ b == a && (a == b) == (x == y))
    }
}
