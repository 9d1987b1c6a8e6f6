import Testing

@testable import NumericalMethods

@Suite struct PhiloxTests {
    // Random123 1.14, tests/kat_vectors, "philox4x32 10".
    @Test(arguments: [
        (
            SIMD4<UInt32>(repeating: 0), SIMD2<UInt32>(repeating: 0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4<UInt32>(repeating: 0xffff_ffff), SIMD2<UInt32>(repeating: 0xffff_ffff),
            SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
            SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
        #expect(RandomStream.philox(counter: counter, key: key) == expected)
    }

    @Test func aStreamWalksItsOwnCounters() {
        let purpose = StreamPurpose("walk")
        let seed: UInt64 = 0x0123_4567_89ab_cdef
        let trial = 0x1_0000_0002
        var stream = RandomStream(seed: seed, purpose: purpose, trial: trial)
        for block in 0..<5 {
            let counter = SIMD4<UInt32>(UInt32(block), purpose.code, 2, 1)
            let words = RandomStream.philox(counter: counter, key: SIMD2(0x89ab_cdef, 0x0123_4567))
            for word in 0..<4 { #expect(stream.nextWord() == words[word]) }
        }
    }

    @Test func purposesAreHashedByFNV1a() {
        // Test vectors of the FNV-1a draft (draft-eastlake-fnv), 32 bits.
        #expect(StreamPurpose("").code == 0x811c_9dc5)
        #expect(StreamPurpose("a").code == 0xe40c_292c)
        #expect(StreamPurpose("foobar").code == 0xbf9c_f968)
    }
}
