import Quantities
import Testing

@testable import Circuits

@Suite struct BranchCurrentTests {
    private static let group = ElementGroup("all")

    /// 3 V over an ammeter into 1 kΩ and 2 kΩ, of which the second hangs on a second ammeter.
    private func circuit() throws -> Circuit {
        func element(_ name: String, _ kind: ElementKind) -> Element { Element(name, in: Self.group, kind) }
        return try Circuit(
            title: "ammeters",
            elements: [
                element("supply", .voltageSource(plus: "in", minus: .ground)),
                element("first", .ammeter(plus: "in", minus: "a", into: Self.group)),
                element("load", .resistor("a", "m", .kilohms(1))),
                element("second", .ammeter(plus: "a", minus: "b", into: Self.group)),
                element("other", .resistor("b", .ground, .kilohms(2))),
                element("membrane", .capacitor("m", .ground, .picofarads(1))),
                element("third", .ammeter(plus: "m", minus: "n", into: Self.group)),
            ])
    }

    /// Ground and the source at 3 V, the membrane at 1 V.
    private func voltage(_ currents: BranchCurrents, _ node: Node) -> [Double] {
        switch currents.potential(of: node) {
        case .ground: [0]
        case .source: [3]
        case .free: [1]
        }
    }

    @Test(arguments: [("supply", -3.5e-3), ("first", 3.5e-3), ("second", 1.5e-3)])
    func kirchhoffAndOhm(element: String, expected: Double) throws {
        let currents = BranchCurrents(try circuit())
        let branch = try #require(try currents.branch(of: element))
        let current = branch.current(samples: 1) { voltage(currents, $0) }
        // Two products of doubles.
        #expect(abs(current[0] - expected) < 1e-17)
    }

    /// An ammeter between a membrane and something else: only what is not a resistor on both sides is in the way.
    @Test(arguments: [false, true])
    func whatOhmDoesNotTell(isLoaded: Bool) throws {
        let load = Element(
            "load", in: Self.group,
            isLoaded ? .capacitor("a", .ground, .picofarads(1)) : .resistor("a", .ground, .kilohms(1)))
        let currents = BranchCurrents(
            try Circuit(
                title: "t",
                elements: [
                    Element("c", in: Self.group, .capacitor("m", .ground, .picofarads(1))),
                    Element("am", in: Self.group, .ammeter(plus: "m", minus: "a", into: Self.group)),
                    load,
                ]))
        if isLoaded {
            #expect(throws: UnresolvedBranch(element: "am", beside: "load")) { try currents.branch(of: "am") }
        } else {
            let branch = try #require(try currents.branch(of: "am"))
            #expect(branch.current(samples: 1) { $0 == .ground ? [0] : [2] } == [2e-3])
        }
        #expect(try currents.branch(of: "c") == nil)
    }
}
