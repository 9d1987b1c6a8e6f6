import Circuits
import EventDrivenSolver
import NgspiceEngine
import SPICEText
import TestedProgram
import Testing

/// Neurons, memristors and what stands around them, as people write them: each engine gives what plain ngspice gives, or
/// refuses for the true reason.
@Suite(.enabled(if: ngspiceTestsRun)) struct HabitDeckTests {
    private static let pool = makePool(timeLimit: .seconds(30))

    /// Decks whose own steps are so long that ngspice finds switchings by more than half a per cent late: with finer steps all
    /// agree.
    private static let coarse: Set = ["lif param", "lif bsource", "lif lt if"]

    @Test func thereAreMany() { #expect(HabitDeck.all.count >= 60) }

    @Test(arguments: HabitDeck.all)
    func ngspiceAgreesOrRefuses(deck: HabitDeck) throws {
        try expect(deck.ngspice, deck) {
            let outline = try NetlistOutline(try deckStatements(text(of: deck), deck.dialect), file: "deck.cir")
            return (
                try ComparedRun(ngspice: outline, deck.dialect, signals: deck.signals, Self.pool), outline.stopTime
            )
        }
    }

    @Test(arguments: HabitDeck.all)
    func eventsAgreeOrRefuse(deck: HabitDeck) throws {
        try expect(deck.events, deck) {
            let statements = try deckStatements(deck.text, deck.dialect)
            let exact = try ComparedRun(events: statements, signals: deck.signals)
            return (exact, try NetlistOutline(statements, file: "deck.cir").stopTime)
        }
    }

    private func text(of deck: HabitDeck) -> String {
        Self.coarse.contains("\(deck)") ? withFinerSteps(deck.text) : deck.text
    }

    private func expect(
        _ outcome: HabitDeck.Outcome, _ deck: HabitDeck, _ run: () throws -> (ComparedRun, stop: Double)
    ) throws {
        switch outcome {
        case .runs:
            let (own, stop) = try run()
            let text = Self.coarse.contains("\(deck)") ? withFinerSteps(deck.plain) : deck.plain
            let plain = try ComparedRun(plain: text, signals: deck.signals, stop: stop, Self.pool)
            own.expectSame(as: plain, "\(deck):\n\(deck.text)")
        case .refuses(let reason):
            do {
                _ = try run()
                Issue.record("\(deck) runs, but must be refused: \(reason)")
            } catch {
                #expect("\(error)".contains(reason), "\(deck)")
            }
        }
    }

    /// A member of a family is the deck with its value.
    @Test(arguments: [
        (".step temp list 27 127", ".temp 127"), (".step V1 1 3 1", "V1 in 0 3"),
        (".step SW ts(Vt) list 0.4 0.6", ".model ts SW(Ron=5k Roff=100Meg Vt=0.6 Vh=0.2)"),
    ])
    func familiesStepTemperaturesSourcesAndModels(step: String, last: String) throws {
        func deck(_ lines: [String]) -> String {
            let own = lines.map { $0.lowercased().split(separator: " ")[...].prefix(2).joined(separator: " ") }
            let rest = [
                "V1 in 0 1", "R1 in m 100k tc1=0.004", "C1 m 0 10p", "S1 m 0 m 0 ts",
                ".model ts SW(Ron=5k Roff=100Meg Vt=0.5 Vh=0.2)",
            ].filter { line in !own.contains(line.lowercased().split(separator: " ").prefix(2).joined(separator: " ")) }
            return (["* family", ".options reltol=1e-5"] + rest + lines + [".tran 1n 5u 0 1n uic"]).joined(
                separator: "\n") + "\n"
        }
        let members = try deckStatements(deck([step]), .ltspice).members()
        let member = try #require(members.last)
        let outline = try NetlistOutline(member.statements, file: "deck.cir")
        let plain = try ComparedRun(plain: deck([last]), signals: ["m"], stop: 5e-6, Self.pool)
        try ComparedRun(ngspice: outline, .ltspice, signals: ["m"], Self.pool).expectSame(as: plain, step)
        try ComparedRun(events: member.statements, signals: ["m"]).expectSame(as: plain, step)
    }
}
