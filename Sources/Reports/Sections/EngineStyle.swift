import Studies

/// How an engine is named and drawn, the same in every figure.
struct EngineStyle: Hashable, Sendable {
    let engine: Level
    let label: String
    let colour: String
    let marker: MarkerShape

    init(_ engine: Level) {
        self.engine = engine
        (label, colour, marker) =
            switch engine {
            case .discrete: ("discrete model (L0)", "s3", .square)
            case .events: ("event-driven (L1)", "s1", .circle)
            case .ngspice: ("ngspice, piecewise-linear (L2a)", "s2", .diamond)
            case .ngspiceDevice: ("ngspice, devices (L2b)", "s4", .triangle)
            }
    }

    /// The label, kept on one line.
    var phrase: Markup { .tag("span", ["class": "phrase"], [.text(label)]) }

    /// The engines that occur, each once: the circuit's before the model's.
    static func sorted(_ engines: [Level]) -> [EngineStyle] {
        [Level.events, .ngspice, .ngspiceDevice, .discrete].filter(engines.contains).map(EngineStyle.init)
    }
}
