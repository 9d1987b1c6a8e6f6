import Circuits
import Quantities
import SPICEText
import Testing

@Suite struct NameAndSignalTests {
    private func deck(
        node: Node = "out", element: String = "load", sources: Int = 1, signals: [Signal] = [],
        duration: Time = .microseconds(1), extra: [Element] = []
    ) throws -> Deck {
        let circuit = try Circuit(
            title: "names",
            elements: [
                Element("supply", in: ElementGroup("a"), .voltageSource(plus: "in", minus: .ground)),
                Element("meter", in: ElementGroup("a"), .ammeter(plus: "in", minus: node, into: ElementGroup("b"))),
                Element(element, in: ElementGroup("b"), .resistor(node, .ground, .kilohms(1))),
            ] + extra)
        return try Dialect.ngspice.deck(
            circuit, stimulus: Stimulus(waveforms: Array(repeating: .constant(.volts(1)), count: sources)),
            analysis: TransientAnalysis(duration: duration, maximumStep: .nanoseconds(1), signals: signals))
    }

    @Test(arguments: ["GND", "time", "all", "AllV", "a b", "o[1]", "x.y", "é", ""])
    func unusableNodeNames(name: String) {
        #expect {
            try deck(node: Node(name))
        } throws: { error in
            if case SPICETextError.unusableName(.node, name: name, _)? = error as? SPICETextError {
                true
            } else {
                false
            }
        }
    }

    @Test(arguments: ["a b", "r(1)", "r\n.end", "r;x", "$r"])
    func unusableElementNames(name: String) {
        #expect {
            try deck(element: name)
        } throws: { error in
            if case SPICETextError.unusableName(.element, name: name, _)? = error as? SPICETextError {
                true
            } else {
                false
            }
        }
    }

    @Test func namesThatDifferInCapitalsOnly() {
        #expect(throws: SPICETextError.namesDifferInCase(.node, "in", "IN")) { try deck(node: "IN") }
        #expect(throws: SPICETextError.namesDifferInCase(.element, "meter", "Meter")) { try deck(element: "Meter") }
    }

    @Test func stimulusMustFit() {
        #expect(throws: SPICETextError.stimulusMismatch(sources: ["supply"], waveforms: 2)) { try deck(sources: 2) }
    }

    @Test func unknownSignalsSuggestTheNearName() {
        #expect(throws: SPICETextError.unknownNode("otu", nearest: "out")) { try deck(signals: [.voltage("otu")]) }
        #expect(throws: SPICETextError.unknownNode("membrane", nearest: nil)) {
            try deck(signals: [.voltage("membrane")])
        }
        #expect(throws: SPICETextError.unknownBranch(element: "metre", nearest: "meter")) {
            try deck(signals: [.current(element: "metre")])
        }
        // A resistor's current is not recorded by its name.
        #expect(throws: SPICETextError.unknownBranch(element: "load", nearest: nil)) {
            try deck(signals: [.current(element: "load")])
        }
    }

    @Test func vectorNames() throws {
        let signals: [Signal] = [.voltage("Out_1"), .voltage(.ground), .current(element: "meter")]
        let names = try deck(node: "Out_1", signals: signals).vectorNames
        #expect(names == [.voltage("Out_1"): "out_1", .current(element: "meter"): "vmeter#branch"])
    }

    @Test func analysisMustBePositive() {
        #expect(throws: SPICETextError.invalidAnalysis(quantity: "duration", value: .zero)) {
            try deck(duration: .zero)
        }
    }
}
