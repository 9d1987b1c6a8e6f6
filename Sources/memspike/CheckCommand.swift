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

    private func rules() throws -> (rules: [DesignRuleRecord], caveat: String?) {
        switch try RunKind(of: runFolder) {
        case .classifier:
            let network = try RunFolder.open(runFolder).loadNetwork()
            return (designRules(of: network), network.study.circuit.deviceCaveat)
        case .network:
            let folder = try RunFolder.open(runFolder, holding: ["study.yaml", "network.json"])
            let study = try NetworkStudy.load(folder.file("study.yaml").path)
            return (try designRules(of: folder.loadDeepNetwork().network, design: study.design), nil)
        case .sweep: throw RunFolderError.sweep(path: runFolder)
        }
    }

    func run() throws {
        let (rules, caveat) = try rules()
        let output = Output(holds: rules.allSatisfy(\.holds), designRules: rules, caveat: caveat)
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
