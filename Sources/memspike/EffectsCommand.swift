import ArgumentParser
import Studies

struct EffectsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "effects",
        abstract: "List the effects a sweep can combine, and which engine knows which.",
        discussion: """
            Each effect is a section below "effects" in a study, and its parameters can be axes ("stuckAt.rate"). An effect \
            that an engine does not know is an error, never left out.

            Examples:  memspike effects
                       memspike effects --json
            """)

    @OptionGroup var printing: PrintOptions

    func run() throws {
        try printing.show(EffectCatalogue(), EffectCatalogue().text)
    }
}
