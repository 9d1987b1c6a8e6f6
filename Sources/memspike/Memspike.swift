import ArgumentParser
import Foundation

struct Memspike: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "memspike",
        abstract: "Designs memristive spiking classifiers, from training to the netlist.",
        discussion: """
            A crossbar with one memristor a synapse, threshold-switch neurons and a winner-take-all bus, without \
            amplifier or digital gate: memspike trains its conductances on the circuit's own equations, breaks the array on \
            purpose, proves the result in SPICE, and hands over the netlist.

            Begin with:  memspike paper --quick --output my-run

            Exit status: 0 success, 1 the run failed, 2 bad usage or input.
            """,
        version: version,
        subcommands: [
            PaperCommand.self, TrainCommand.self, EvaluateCommand.self, SweepCommand.self, EffectsCommand.self,
            NetlistCommand.self, SimulateCommand.self, SolveCommand.self,
            CheckCommand.self,
            ReportCommand.self, PatternsCommand.self, DataCommand.self, DeviceCommand.self, ProgramCommand.self,
            EnduranceCommand.self, DesignCommand.self, AssessCommand.self, StudyCommand.self, SchemaCommand.self,
            NgspiceWorkerCommand.self,
        ])
}

@main
enum Program {
    static func main() {
        StandardStreams.secure()
        Renaming.tell(CommandLine.arguments)
        do {
            var command = try Memspike.parseAsRoot()
            try command.run()
        } catch let error {
            exit(Failure.report(error))
        }
    }
}
