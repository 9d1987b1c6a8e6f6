import ArgumentParser
import EventDrivenSolver
import Experiments
import Foundation
import NeuromorphicCircuits
import Results
import Studies

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Check the design rules of a network's circuit, each with its margin, and how far neurons may differ.",
        discussion: """
            Exit status 1 if a rule is broken.

            Example:  memspike check my-run
            """)

    @Argument(help: ArgumentHelp("A run folder.", valueName: "run"))
    var runFolder: String

    @OptionGroup var printing: PrintOptions

    private struct Output: Encodable {
        var holds: Bool
        var designRules: [DesignRuleRecord]
        var mismatch: MismatchRecord?
        var caveat: String?

        init(_ rules: [DesignRuleRecord], mismatch: MismatchRecord? = nil, caveat: String? = nil) {
            holds = !rules.contains(where: \.forbids)
            designRules = rules
            self.mismatch = mismatch
            self.caveat = caveat
        }
    }

    private func check() throws -> Output {
        switch try RunKind(of: runFolder) {
        case .classifier:
            let network = try RunFolder.open(runFolder).loadClassifier()
            return Output(
                network.designRules, mismatch: try network.mismatchMargin(EventDrivenSimulator()),
                caveat: network.study.circuit.deviceCaveat)
        case .network:
            let folder = try RunFolder.open(runFolder, holding: ["study.yaml", "network.json"])
            let study = try Study.load(folder.file("study.yaml").path, as: .network)
            return Output(try folder.loadNetwork().designRules(study.layers))
        case .sweep: throw RunFolderError.sweep(path: runFolder)
        }
    }

    func run() throws {
        let output = try check()
        if printing.json {
            try StandardOutput.write(json: output)
        } else {
            for rule in output.designRules {
                try StandardOutput.write(
                    "\(rule.holds ? "ok    " : rule.forbids ? "BROKEN" : "ADVICE") \(rule.rule) (\(rule.element)): margin "
                        + "\(format("%.3g", rule.margin)), needed \(format("%.3g", rule.required)); \(rule.explanation)"
                        + (rule.holds ? "" : ". \(rule.remedy)"))
            }
            if let mismatch = output.mismatch { try StandardOutput.write(mismatchText(mismatch)) }
            if let caveat = output.caveat { try StandardOutput.write("Note: \(caveat)") }
        }
        if !output.holds { throw ExitCode(Failure.runFailed) }
    }
}
