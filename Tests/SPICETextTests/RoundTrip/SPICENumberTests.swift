import NumericalMethods
import Testing

@testable import SPICEText

@Suite struct SPICENumberTests {
    @Test func everyDoubleComesBack() {
        var generator = RandomStream(seed: 1, purpose: StreamPurpose("tests"))
        var tried = 0
        while tried < 20_000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            tried += 1
            let text = spiceNumber(value)
            // Exact: the shortest digits identify a double.
            #expect(Double(text) == value, "\(value) became \(text)")
            #expect(text.allSatisfy { "0123456789.-e".contains($0) }, "\(text) could be read as a suffix")
        }
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (3.3, "3.3"), (-3.3, "-3.3"), (50_000.0, "50000"), (999_999.0, "999999"),
        (1e6, "1e6"), (3e-11, "3e-11"), (0.001, "0.001"), (0.0005, "5e-4"), (1e15, "1e15"), (1.25e-13, "1.25e-13"),
        (0.1 + 0.2, "0.30000000000000004"), (1e308, "1e308"), (.leastNonzeroMagnitude, "5e-324"),
        (123456.75, "123456.75"),
    ])
    func layout(value: Double, text: String) {
        #expect(spiceNumber(value) == text)
    }
}
