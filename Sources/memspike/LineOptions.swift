public import ArgumentParser
import Crossbars
public import Quantities

/// The resistance of a crossbar's lines.
struct LineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The resistance of a segment of any line; 0 if left out.", valueName: "resistance"))
    var line: Resistance?

    @Option(help: ArgumentHelp("The same of word lines alone.", valueName: "resistance"))
    var wordLine: Resistance?

    @Option(help: ArgumentHelp("The same of bit lines alone.", valueName: "resistance"))
    var bitLine: Resistance?

    func validate() throws {
        for (name, value) in [("--line", line), ("--word-line", wordLine), ("--bit-line", bitLine)] {
            guard let value, !(value.value >= 0 && value.value.isFinite) else { continue }
            throw ValidationError("\(name) is \(value), but must be 0 Ω or more, and finite")
        }
        if line != nil, wordLine != nil, bitLine != nil {
            throw ValidationError("--line is overruled by --word-line and --bit-line: leave it out")
        }
    }

    var resistance: LineResistance {
        LineResistance(wordLine: wordLine ?? line ?? .zero, bitLine: bitLine ?? line ?? .zero)
    }
}

extension Quantity: ExpressibleByArgument {
    /// A value with its unit, as files have it: "5 Ω".
    public init?(argument: String) { try? self.init(parsing: argument) }
}
