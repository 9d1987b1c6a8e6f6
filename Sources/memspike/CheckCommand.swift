import ArgumentParser
import Experiments
import Foundation
import NeuromorphicCircuits

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the design rules of a network's circuit, each with its margin.",
        discussion: """
            Exit status 1 if a rule is broken.

            Example:  memspike check my-run
            """)

    @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
    var runFolder: String

    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    private struct Output: Encodable {
        var holds: Bool
        var designRules: [DesignRuleRecord]
        var caveat: String?
    }

    func run() throws {
        if case .network = try RunKind(of: runFolder) {
            throw InputError("\(runFolder): this is a deep network, whose circuit this command does not build yet")
        }
        let network = try RunFolder.open(runFolder).loadNetwork()
        let rules = designRules(of: network)
        let output = Output(
            holds: rules.allSatisfy(\.holds), designRules: rules, caveat: network.study.circuit.deviceCaveat)
        if json {
            print(String(decoding: try RunFolder.json(output), as: UTF8.self), terminator: "")
        } else {
            for rule in rules {
                print(
                    "\(rule.holds ? "ok    " : "BROKEN") \(rule.rule) (\(rule.element)): margin "
                        + "\(format("%.3g", rule.margin)), needed \(format("%.3g", rule.required)); \(rule.explanation)"
                        + (rule.holds ? "" : ". \(rule.remedy)"))
            }
            if let caveat = output.caveat { print("Note: \(caveat)") }
        }
        if !output.holds { throw ExitCode(Failure.runFailed) }
    }
}
