/// What a line that begins with a dot is for.
enum DotCommand {
    case transient
    case initialVoltages
    case model
    case parameters
    case function
    case subcircuit
    case endOfSubcircuit
    case global
    case options
    case temperature
    case measurement
    /// What to save, print or plot.
    case presentation
    /// A first guess for an operating point.
    case guess
    /// An analysis other than a transient one.
    case otherAnalysis
    /// Runs with several values.
    case family
    case conditional
    /// Known, but neither run nor handed on.
    case unsupported

    /// nil for a command that no simulator is known to have.
    init?(_ name: String) {
        guard let known = Self.kinds[name] else { return nil }
        self = known
    }

    private static let kinds: [String: DotCommand] = [
        ".tran": .transient, ".ic": .initialVoltages, ".model": .model, ".param": .parameters, ".params": .parameters,
        ".func": .function, ".subckt": .subcircuit, ".ends": .endOfSubcircuit, ".global": .global,
        ".options": .options, ".option": .options, ".opt": .options, ".temp": .temperature, ".meas": .measurement,
        ".measure": .measurement, ".save": .presentation, ".print": .presentation, ".plot": .presentation,
        ".probe": .presentation, ".probe64": .presentation, ".width": .presentation, ".backanno": .presentation,
        ".title": .presentation, ".csparam": .presentation, ".nodeset": .guess, ".op": .otherAnalysis,
        ".dc": .otherAnalysis, ".ac": .otherAnalysis, ".noise": .otherAnalysis, ".tf": .otherAnalysis,
        ".four": .otherAnalysis, ".fourier": .otherAnalysis, ".sens": .otherAnalysis, ".pz": .otherAnalysis,
        ".disto": .otherAnalysis, ".net": .otherAnalysis, ".sp": .otherAnalysis, ".pss": .otherAnalysis,
        ".step": .family, ".if": .conditional, ".elseif": .conditional, ".else": .conditional, ".endif": .conditional,
        ".mc": .unsupported, ".wcase": .unsupported, ".data": .unsupported, ".alter": .unsupported,
        ".exec": .unsupported, ".machine": .unsupported, ".savebias": .unsupported, ".loadbias": .unsupported,
        ".wave": .unsupported, ".text": .unsupported, ".stimulus": .unsupported, ".stimlib": .unsupported,
        ".distribution": .unsupported, ".hdl": .unsupported,
    ]

    static let names: [String] = [
        ".tran", ".ic", ".model", ".subckt", ".ends", ".param", ".func", ".include", ".lib", ".global", ".options",
        ".temp", ".meas", ".save", ".print", ".plot", ".probe", ".step", ".op", ".nodeset", ".end",
    ]

    /// Options of any of the simulators that steer their numerics or their output alone.
    static let idleOptions: Set = [
        "reltol", "abstol", "vntol", "chgtol", "trtol", "method", "maxord", "gmin", "itl1", "itl2", "itl3", "itl4",
        "itl5", "itl6", "pivtol", "pivrel", "numdgt", "interp", "noacct", "acct", "list", "node", "nomod", "nopage",
        "opts", "post", "probe", "plotwinsize", "cptime", "limpts", "lvltim", "noinit", "savecurrents", "klu", "sparse",
        "gminsteps", "srcsteps", "sourcesteps", "bypass", "trytocompact", "noopiter", "noopalter", "ramptime", "rawpts",
        "nopost", "brief", "autostop", "maxstep", "measdgt", "fastaccess", "nomarch", "solver", "threads", "ptrantau",
        "ptranmax", "topologycheck", "trtol2", "xmu", "minclockperslope", "flagloads",
        "meascplxfmt", "advconv", "noictranslate", "num_threads", "timeint", "nonlin", "linsol", "output",
    ]
}
