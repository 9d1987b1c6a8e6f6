import Foundation
import SPICEText
import SpikingNetworks
import Testing

/// What Xyce does not have, by its reference guide: written for these tests, so that the writer does not check itself.
private struct XyceRules {
    /// Device letters that the guide describes for what a circuit of ours may contain.
    static let devices = Set("RCVDMBEGX")
    static let commands: Set = [
        ".subckt", ".ends", ".model", ".include", ".options", ".tran", ".measure", ".print", ".end", ".param", ".func",
        ".global_param", ".step",
    ]
    static let functions: Set = ["max", "min", "abs", "tanh", "sinh", "exp", "log", "v", "i"]

    /// What is wrong with a deck, line by line.
    static func violations(_ deck: String) -> [String] {
        var wrong: [String] = []
        for line in logicalLines(deck) where !line.hasPrefix("*") {
            let words = line.split(separator: " ").map(String.init)
            let first = words[0].lowercased()
            if first.hasPrefix(".") {
                if !commands.contains(first) { wrong.append("\(first) is no command of Xyce: \(line)") }
                if first == ".options", !["timeint", "nonlin", "device", "output"].contains(words[1].lowercased()) {
                    wrong.append(".OPTIONS needs a package: \(line)")
                }
                if first == ".model" {
                    if line.lowercased().contains(" sw(") { wrong.append("SW has no hysteresis in Xyce: \(line)") }
                    if line.lowercased().contains("vh=") { wrong.append("VH is no parameter of a switch: \(line)") }
                }
                if first == ".measure", words[1].lowercased() != "tran" {
                    wrong.append("a measure without mode: \(line)")
                }
                if first == ".tran", !["uic", "noop"].contains(words.last!.lowercased()) {
                    wrong.append("a transient from an operating point: \(line)")
                }
            } else {
                if !devices.contains(Character(first.prefix(1).uppercased())) {
                    wrong.append("\(words[0]) is an element that Xyce lacks or that is not ours: \(line)")
                }
                if first.hasPrefix("b"), !(line.contains("={") && line.hasSuffix("}")) {
                    wrong.append("a B source's expression stands in braces: \(line)")
                }
                if first.hasPrefix("x"), line.contains("="), !line.contains(" PARAMS:") {
                    wrong.append("parameters of a call follow PARAMS: \(line)")
                }
                // Hysteresis keywords and initial states of ngspice's switches.
                if let last = words.last?.lowercased(), ["on", "off"].contains(last) {
                    wrong.append("on/off: \(line)")
                }
            }
            wrong += expressionViolations(line)
        }
        return wrong
    }

    private static func expressionViolations(_ line: String) -> [String] {
        var wrong: [String] = []
        var depth = 0
        var expressions = [""]
        for character in line {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth > 0 { expressions[expressions.count - 1].append(character) } else { expressions.append("") }
            if depth < 0 || depth > 1 { wrong.append("braces: \(line)") }
        }
        if depth != 0 { wrong.append("braces do not close: \(line)") }
        for expression in expressions where !expression.isEmpty {
            if expression.contains("^") { wrong.append("^ is exclusive or: \(line)") }
            if expression.contains("'") { wrong.append("quotes: \(line)") }
            var name = ""
            for character in expression {
                if character.isLetter || character.isNumber || character == "_" {
                    name.append(character)
                    continue
                }
                if character == "(", let start = name.first, start.isLetter, !functions.contains(name.lowercased()) {
                    wrong.append("\(name) is no function of this list: \(line)")
                }
                name = ""
            }
        }
        return wrong
    }

    /// Lines with their continuations.
    static func logicalLines(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("+") {
                lines[lines.count - 1] += " " + line.dropFirst()
            } else {
                lines.append(String(line))
            }
        }
        return lines
    }
}

@Suite struct XyceFolderTests {
    @Test func nothingThatXyceLacks() throws {
        let netlists = try WrittenNetlists(.xyce)
        let tops = netlists.files.filter { $0.hasSuffix(".cir") }
        #expect(tops.count == 22)
        for top in tops {
            let deck = try netlists.deck(top)
            #expect(XyceRules.violations(deck) == [], "\(top)")
            #expect(deck.hasSuffix(".end"))
        }
    }

    @Test func nothingThatXyceLacksInPresetsAndDeepNetworks() throws {
        for preset in programmedPresets {
            let netlists = try WrittenNetlists(.xyce, of: preset.network, patterns: [3, 7])
            for top in netlists.files where top.hasSuffix(".cir") {
                #expect(XyceRules.violations(try netlists.deck(top)) == [], "\(preset.name), \(top)")
            }
        }
        let (network, samples, design) = try trial(readout: .gatherThenRace, inputs: 6, hidden: 5)
        let netlists = try WrittenNetlists(.xyce, of: network, samples, [0, 7], design)
        for top in ["sample_0.cir", "sample_7.cir", "all.cir"] {
            #expect(XyceRules.violations(try netlists.deck("piecewise-linear/\(top)")) == [], "\(top)")
        }
    }

    /// The rules can fail: the ngspice folder breaks them.
    @Test func rulesFindTheOthersHabits() throws {
        let deck = try WrittenNetlists(.ngspice).deck("piecewise-linear/pattern_3.cir")
        let violations = XyceRules.violations(deck).joined(separator: "\n")
        for sign in ["SW has no hysteresis", "VH is no parameter", "needs a package", "stands in braces", "on/off"] {
            #expect(violations.contains(sign), "\(sign)")
        }
        for line in [
            ".control", "A1 1 2 gain", "B1 a 0 V={v(a)^2}", "B1 a 0 V={u(v(a))}", ".ic v(a)=1", "B1 a 0 V={v(a)",
        ] {
            #expect(!XyceRules.violations(line).isEmpty, "\(line)")
        }
    }

    /// Names are unique within their scope and begin with a letter, and every call and model has a definition.
    @Test func everyNameIsDefined() throws {
        for top in ["piecewise-linear/pattern_0.cir", "device-level/pattern_0.cir"] {
            let lines = XyceRules.logicalLines(try WrittenNetlists(.xyce).deck(top)).filter { !$0.hasPrefix("*") }
            var defined: [String: Int] = [:]
            var scope = "top"
            var names = Set<String>()
            for line in lines {
                let words = line.split(separator: " ").map(String.init)
                if words[0] == ".subckt" {
                    scope = words[1]
                    let ports = words.dropFirst(2).prefix { $0 != "PARAMS:" }
                    defined[scope] = ports.count
                    #expect(Set(ports).count == ports.count)
                } else if words[0] == ".ends" {
                    #expect(words[1] == scope)
                    scope = "top"
                } else if !line.hasPrefix(".") {
                    #expect(names.insert("\(scope).\(words[0].lowercased())").inserted, "\(line)")
                }
            }
            for line in lines where line.hasPrefix("X") {
                let nodes = line.split(separator: " ").map(String.init).dropFirst().prefix { $0 != "PARAMS:" }
                #expect(defined[nodes.last!] == nodes.count - 1, "\(line)")
            }
        }
    }
}
