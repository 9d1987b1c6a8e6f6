import Devices
import Foundation
import SPICEText
import Testing

/// A small check of form: no compiler of Verilog-A was at hand.
private enum VerilogARules {
    static let words: Set = [
        "module", "endmodule", "inout", "electrical", "parameter", "real", "from", "analog", "begin", "end", "if",
        "else", "V", "I", "ddt", "analysis", "max", "min", "pow", "exp", "limexp", "ln", "sinh", "tanh", "abs",
    ]

    static func violations(_ text: String) -> [String] {
        var wrong: [String] = []
        let lines = text.split(separator: "\n").map { line in
            line.firstRange(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
        }
        if !text.utf8.allSatisfy({ $0 < 128 }) { wrong.append("a character beyond ASCII") }
        let code = lines.filter { !$0.hasPrefix("`") }.joined(separator: "\n")
        for (open, close) in [("(", ")"), ("[", "]"), ("module", "endmodule"), ("begin", "end")] {
            let tokens = self.tokens(code)
            if tokens.count(where: { $0 == open }) != tokens.count(where: { $0 == close }) {
                wrong.append("\(open) and \(close) do not balance")
            }
        }
        var declared = words
        let statements = code.split(separator: ";").map { tokens(String($0)) }
        for statement in statements {
            for keyword in ["module", "electrical", "real"] {
                guard let index = statement.firstIndex(of: keyword) else { continue }
                let isParameter = statement.contains("parameter")
                for name in statement[(index + 1)...] where name.first?.isLetter == true {
                    if !declared.insert(name).inserted, !["from", "a", "b"].contains(name) {
                        wrong.append("\(name) is declared twice, or is a keyword")
                    }
                    if isParameter || keyword == "module" && name != "a" && name != "b" { break }
                }
            }
        }
        for name in tokens(code) where name.first?.isLetter == true && !declared.contains(name) {
            // Exponents of numbers, and the strings of analysis().
            if !["static", "ic"].contains(name) { wrong.append("\(name) is not declared") }
        }
        if !code.contains("<+") { wrong.append("no contribution") }
        return wrong
    }

    /// Names, numbers, and single signs.
    static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var word = ""
        func end() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        for character in text {
            let continues = character.isLetter || character.isNumber || character == "_" || character == "."
            let isExponentSign =
                (character == "-" || character == "+") && word.last == "e" && word.first?.isNumber == true
            if continues || isExponentSign {
                word.append(character)
            } else {
                end()
                if !character.isWhitespace { tokens.append(String(character)) }
            }
        }
        end()
        return tokens
    }
}

@Suite struct VerilogATests {
    @Test(arguments: DeviceModel.Name.allCases)
    func modulesHaveTheRightForm(name: DeviceModel.Name) {
        let device = DeviceModel(name)
        let module = VerilogAModule(device)
        #expect(VerilogARules.violations(module.text) == [])
        #expect(module.text.contains("module \(module.name)(a, b);"))
        let values = module.text.split(separator: "\n").filter { $0.contains("parameter real") }
        // One for each of the device's, and the state at the start.
        #expect(values.count == device.parameters.count + 1)
        for parameter in device.parameters {
            let isThere = values.contains { line in
                let number = line.split(separator: "=")[1].split(separator: ";")[0]
                return Double(number.trimmingCharacters(in: .whitespaces)) == parameter.value
            }
            #expect(isThere, "\(parameter.symbol)")
        }
    }

    /// Every parameter counts: the body uses each.
    @Test(arguments: DeviceModel.Name.allCases)
    func everyParameterIsUsed(name: DeviceModel.Name) {
        let text = VerilogAModule(DeviceModel(name)).text
        let body = VerilogARules.tokens(String(text.split(separator: "analog begin")[1]))
        for line in text.split(separator: "\n") where line.contains("parameter real") {
            let parameter = line.split(separator: " ")[2]
            #expect(body.contains(String(parameter)), "\(parameter)")
        }
    }

    @Test func theCheckCanFail() {
        let good = VerilogAModule(DeviceModel(.vteam)).text
        for (old, new) in [
            ("end\n", "\n"), ("kset*", "kst*"), ("(a, b);", "(a, b;"), ("parameter real p", "parameter real x"),
        ] {
            let broken = good.replacingOccurrences(of: old, with: new)
            #expect(broken != good && !VerilogARules.violations(broken).isEmpty, "\(old)")
        }
    }
}
