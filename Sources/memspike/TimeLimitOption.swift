import ArgumentParser
import NgspiceEngine
import Quantities

/// What is drawn.
struct SeedOption: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The seed of every random number; the study's if left out.", valueName: "n"))
    var seed: UInt64?
}

/// How long ngspice may work.
struct TimeLimitOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The processor time that one run in ngspice may take, for example 3600s; 600 s if left out.",
            valueName: "time"))
    var timeLimit: String?

    func validate() throws {
        guard let timeLimit else { return }
        let time: Time
        do { time = try Time(parsing: timeLimit) } catch { throw ValidationError("--time-limit: \(error)") }
        guard time.value > 0, time.value <= 1e9 else {
            throw ValidationError("--time-limit is \(timeLimit), but must be above 0 s and at most 1e9 s")
        }
    }

    var duration: Duration {
        timeLimit.flatMap { try? Time(parsing: $0) }.map { .seconds($0.value) } ?? NgspiceWorkerPool.usualTimeLimit
    }
}
