import NumericalMethods
import Testing

/// The published test vectors (IETF draft-eastlake-fnv, section of test values).
@Suite struct FNV1aTests {
    @Test(arguments: [("", 0x811c_9dc5), ("a", 0xe40c_292c), ("foobar", 0xbf9c_f968)] as [(String, UInt32)])
    func ofThirtyTwoBits(text: String, value: UInt32) {
        var hash = FNV1a<UInt32>()
        hash.feed(text)
        #expect(hash.value == value)
    }

    @Test(
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)])
    func ofSixtyFourBits(text: String, value: UInt64) {
        var hash = FNV1a<UInt64>()
        hash.feed(text)
        #expect(hash.value == value)
    }
}
