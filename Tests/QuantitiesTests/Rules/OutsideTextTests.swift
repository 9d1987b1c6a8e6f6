import Quantities
import Testing

@Suite struct OutsideTextTests {
    @Test(arguments: [
        "a\nb", "a\rb", "a\r\nb", "a\u{b}b", "a\u{c}b", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\0b", "a\u{1b}b",
        "a\u{202e}b",
    ])
    func oneLine(text: String) { #expect(text.onOneLine == "a b") }

    @Test func plainTextStays() {
        for text in ["Iris setosa", "größer", "10 kΩ", "日本", "a  b", "👩🏽‍🔬", ""] { #expect(text.onOneLine == text) }
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""), ("say \"a\"", "\"say \"\"a\"\"\""),
            ("a\nb,c", "\"a b,c\""),
            (" a", "\" a\""), ("", ""),
        ] as [(String, String)])
    func csvField(text: String, field: String) { #expect(text.csvField == field) }

    @Test func tableCell() { #expect("a|b*c\nd".tableCell == "a\\|b\\*c d") }
}
