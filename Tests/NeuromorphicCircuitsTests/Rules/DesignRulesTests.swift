import Circuits
import Datasets
import NumericalMethods
import Quantities
import SpikingNetworks
import Testing

@testable import NeuromorphicCircuits

private func rules(_ design: CircuitDesign, patterns: PatternSet = .wide, seed: Int = 1) throws -> DesignRules {
    var random = stream("rules", seed)
    return DesignRules(
        design: design, array: try trainedLikeArray(patterns, &random, design), patterns: rowLevels(patterns))
}

/// A change that breaks a rule.
struct BrokenDesign: CustomTestStringConvertible, Sendable {
    var rule: String
    var element: String
    var remedy: String
    var change: @Sendable (inout CircuitDesign) -> Void

    var testDescription: String { rule }

    init(
        _ rule: String, _ element: String, _ remedy: String, _ change: @escaping @Sendable (inout CircuitDesign) -> Void
    ) {
        self.rule = rule
        self.element = element
        self.remedy = remedy
        self.change = change
    }
}

@Suite struct DesignRulesTests {
    @Test(arguments: 0..<20) func defaultDesignPasses(seed: Int) throws {
        for patterns in [PatternSet.wide, .dotMatrix] {
            let checks = try rules(CircuitDesign(), patterns: patterns, seed: seed).check()
            #expect(checks.filter { !$0.holds } == [])
            #expect(Set(checks.map(\.rule)).count == checks.count)
            #expect(checks.allSatisfy { $0.margin.isFinite || $0.margin == .infinity })
        }
    }

    /// Changes of the default, most of them in Documentation/Physics.md, section 6; each fails silently without the rule.
    static let broken = [
        BrokenDesign("fires", "neuron", "thresholdVoltage") { $0.thresholdVoltage = .volts(3.2) },
        BrokenDesign("fires in time", "neuron", "slots") { $0.slots = 3 },
        BrokenDesign("resets", "threshold switches", "inhibitionOnResistance") {
            $0.inhibitionOnResistance = .kilohms(3)
        },
        BrokenDesign("stays on", "threshold switches", "switchOnResistance") { $0.switchOnResistance = .ohms(500) },
        BrokenDesign("inhibits: opens", "inhibition bus", "outputResistance") { $0.outputResistance = .kilohms(5) },
        BrokenDesign("inhibits: holds", "bus_hold", "busLeakResistance") { $0.busLeakResistance = .megohms(1) },
        BrokenDesign("inhibits: holds", "bus_hold", "busCapacitance") { $0.busCapacitance = .femtofarads(50) },
        BrokenDesign("inhibits: holds", "bus_hold", "diodeSaturationCurrent") {
            $0.diodeSaturationCurrent = Current(1e-8)
        },
        BrokenDesign("inhibits: opens", "inhibition bus", "membraneCapacitance") {
            $0.membraneCapacitance = .picofarads(10)
        },
        BrokenDesign("inhibits: sinks", "inhibition transistors", "inhibitionOnResistance") {
            $0.inhibitionOnResistance = .kilohms(5)
        },
        BrokenDesign("inhibits: reacts", "inhibition bus", "busCapacitance") { $0.busCapacitance = .picofarads(60) },
        BrokenDesign("inhibits: sinks", "inhibition transistors", "transistorAspectRatio") {
            $0.transistorAspectRatio = 1
        },
        BrokenDesign("read disturb", "synaptic memristors", "writeThreshold") { $0.writeThreshold = .volts(3) },
        BrokenDesign("drivers", "driver of the bias row", "driverResistance") { $0.driverResistance = .ohms(200) },
        BrokenDesign("bus released", "bus_leak", "patternPeriod") { $0.patternPeriod = .microseconds(5) },
        // Held for a window by a fifth of its charge, the bus still opens its transistors, and cannot close them in every corner.
        BrokenDesign("switches", "inhibition transistors", "busCapacitance") { $0.busLeakResistance = .megohms(2) },
        BrokenDesign("off", "inhibition transistors", "transistorThreshold") {
            $0.transistorThreshold = .millivolts(100)
        },
        BrokenDesign("above parasitics", "output nodes", "outputCapacitance") {
            $0.outputCapacitance = .femtofarads(2)
        },
        // 31 cells and their line have 6.2 fF, a wire and a gate 1 fF.
        BrokenDesign("above parasitics", "membranes", "membraneCapacitance") {
            $0.membraneCapacitance = .femtofarads(21)
        },
    ]

    @Test(arguments: broken) func everyRuleCanBreak(_ broken: BrokenDesign) throws {
        var design = CircuitDesign()
        broken.change(&design)
        let checker = try rules(design)
        let check = try #require(checker.check().first { $0.rule == broken.rule })
        #expect(!check.holds)
        #expect(check.margin < check.required)
        #expect(check.element.hasPrefix(broken.element))
        #expect(check.remedy.contains(broken.remedy))
        // The list above leaves no rule out.
        #expect(Set(checker.check().map(\.rule)) == Set(Self.broken.map(\.rule)))
        // What an advisory rule costs is measured instead.
        if check.isAdvisory { return }
        let violation = #expect(throws: DesignRuleViolation.self) { try checker.check().enforce() }
        let text = violation?.description ?? ""
        #expect(text.contains(broken.rule) && text.contains(check.element) && text.contains(check.remedy))
        #expect(text.contains("margin") && text.contains("needed"))
    }

    /// The default's transistors: 1.4 kT/q ln 50 = 142 mV, 15 mV and 66 mV, of the 0.3058 V that are left of 0.339 V, less 2.5 mV
    /// at rest; off, e^(−(V_T0 − 2.5 mV)/(1.4 kT/q)) of 2 · 1.4 β U_T² = 37.5 µA.
    @Test func transistorsConductBelowTheirThreshold() throws {
        let checks = try rules(CircuitDesign()).check()
        let switches = try #require(checks.first { $0.rule == "switches" })
        #expect(abs(switches.margin - 0.3033 / 0.22266) < 0.002)
        let off = try #require(checks.first { $0.rule == "off" })
        #expect(off.explanation.contains("takes 150 nA from its membrane, all 10 together 1.5 µA"))
        // Hotter, the threshold is lower and the slope flatter.
        var hot = CircuitDesign()
        hot.transistorTemperature = .celsius(85)
        for check in try rules(hot).check() where ["switches", "off"].contains(check.rule) {
            #expect(try #require(checks.first { $0.rule == check.rule }).margin > check.margin)
        }
    }

    @Test func allBrokenRulesAreTold() throws {
        var design = CircuitDesign()
        design.switchOnResistance = .ohms(500)
        design.writeThreshold = .volts(3)
        let violation = #expect(throws: DesignRuleViolation.self) { try rules(design).check().enforce() }
        #expect(violation?.broken.map(\.rule) == ["stays on", "read disturb"])
        #expect(violation?.description.hasPrefix("the circuit breaks 2 design rules:\n") == true)
    }

    @Test func swappedColumnsNameCleanPatternsWrongly() throws {
        var random = stream("rules", 1)
        let array = try trainedLikeArray(.wide, &random)
        var shown = rowLevels(.wide)
        shown.swapAt(3, 4)
        let checks = DesignRules(design: CircuitDesign(), array: array, patterns: shown).check()
        #expect(checks.filter { !$0.holds }.map(\.rule).contains("inhibits: reacts"))
    }

    /// What the rules are for: a circuit that passes them all shows one output spike, by the right neuron.
    @Test func designsThatPassTheirRulesWork() throws {
        var passed = 0
        var broken = 0
        for seed in 0..<800 {
            var random = stream("random designs", seed)
            var design = CircuitDesign()
            func scale<Unit: PhysicalUnit>(_ path: WritableKeyPath<CircuitDesign, Quantity<Unit>>, _ decades: Double) {
                // Half of the values stay: designs that differ in everything seldom pass.
                guard random.uniform() < 0.5 else { return }
                let factor = ((random.uniform() * 2 - 1) * decades)
                design[keyPath: path].value *= exponential(factor)
            }
            scale(\.biasConductance, 0.2)
            scale(\.membraneCapacitance, 0.6)
            scale(\.thresholdVoltage, 0.2)
            scale(\.holdVoltage, 0.3)
            scale(\.switchOnResistance, 0.4)
            scale(\.switchOffResistance, 0.5)
            scale(\.outputResistance, 0.5)
            scale(\.busCapacitance, 0.8)
            scale(\.busLeakResistance, 0.5)
            scale(\.diodeForwardVoltage, 0.2)
            scale(\.diodeOnResistance, 0.5)
            scale(\.inhibitionThreshold, 0.2)
            scale(\.inhibitionOnResistance, 0.4)
            scale(\.slotDuration, 0.5)
            let patterns = seed % 2 == 0 ? PatternSet.wide : .dotMatrix
            let array = try trainedLikeArray(patterns, &random, design)
            guard DesignRules(design: design, array: array, patterns: rowLevels(patterns)).check().allSatisfy(\.holds)
            else {
                broken += 1
                continue
            }
            passed += 1
            var race = try Race(array, design)
            for digit in 0..<10 {
                let observed = try race.observe([levels(patterns.patterns[digit])])
                #expect(observed.decision == .winner(digit), "seed \(seed), digit \(digit)")
                #expect(observed.outputSpikes == 1, "seed \(seed), digit \(digit)")
            }
        }
        #expect(passed >= 60 && broken >= 60)
    }

    @Test func caveatNamesTheWriteThreshold() {
        let caveat = CircuitDesign().deviceCaveat
        #expect(caveat?.contains("5.5 V") == true && caveat?.contains("published") == true)
        var low = CircuitDesign()
        low.readVoltage = .volts(0.3)
        low.thresholdVoltage = .volts(0.1)
        #expect(low.deviceCaveat == nil)
    }
}
