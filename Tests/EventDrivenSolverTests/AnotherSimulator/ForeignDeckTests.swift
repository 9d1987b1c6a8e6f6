import Circuits
import EventDrivenSolver
import Foundation
import NgspiceEngine
import SPICEText
import TestedProgram
import Testing

/// What people write for LTspice, PSPICE and ngspice runs in both engines as the same circuit does that is written plainly.
@Suite(.enabled(if: ngspiceTestsRun)) struct ForeignDeckTests {
    /// A deck takes milliseconds: ngspice may run on for ever, of which a test should not wait for the end.
    private static let pool = makePool(timeLimit: .seconds(10))

    @Test func thereAreMany() { #expect(ForeignDeck.all.count >= 100) }

    @Test(arguments: ForeignDeck.all)
    func enginesAgreeWithThePlainDeck(deck: ForeignDeck) throws {
        let (text, plainText) =
            deck.isCoarse ? (withFinerSteps(deck.text), withFinerSteps(deck.plain)) : (deck.text, deck.plain)
        let statements = try deckStatements(text, deck.dialect)
        let plain = try ComparedRun(plain: plainText, signals: ["m"], stop: 2e-6, Self.pool)
        let outline = try NetlistOutline(statements, file: "deck.cir")
        #expect(outline.stopTime == 2e-6)
        let measured = try ComparedRun(ngspice: outline, deck.dialect, signals: ["m"], Self.pool)
        measured.expectSame(as: plain, "ngspice, \(deck):\n\(outline.deck)")
        do {
            let exact = try ComparedRun(events: statements, signals: ["m"])
            exact.expectSame(as: plain, "events, \(deck):\n\(deck.text)")
        } catch let failure as SimulationFailure where deck.startsFromOperatingPoint {
            #expect(failure.reason.contains("two answers"))
        }
    }

    /// ngspice takes these for its own values, whatever the netlist gives them.
    @Test(arguments: [Dialect.ngspice, .ltspice, .pspice], ["time", "temper", "vt", "temp"])
    func parametersThatASimulatorOverridesAreRefused(dialect: Dialect, name: String) throws {
        let isReserved = dialect == .pspice || name.hasPrefix("ti") || name == "temper"
        for line in [".param a=1 \(name)=3k", ".subckt s a b params: \(name)=3k\nR1 a b {\(name)}\n.ends"] {
            let statements = try? deckStatements("t\n\(line)\n.end\n", dialect)
            #expect((statements == nil) == isReserved)
        }
    }
}

extension ForeignDeck {
    /// Whose own steps are so long that ngspice finds switchings by more than half a per cent late.
    fileprivate var isCoarse: Bool {
        let name = "\(self)"
        return name.contains("output that a membrane switches, level")
            || startsFromOperatingPoint && name.contains("charged membranes, level")
    }
}
