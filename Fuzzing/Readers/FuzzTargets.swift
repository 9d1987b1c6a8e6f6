import Circuits
import Datasets
import Devices
import EventDrivenSolver
import Foundation
import NeuromorphicCircuits
import Quantities
import Reports
import Results
import SPICEText
import Studies
import Training

extension FuzzTarget {
    /// A target for every reader.
    static let all: [FuzzTarget] =
        [.netlist(.ngspice), .netlist(.ltspice), .netlist(.pspice), .outline] + studies + samples
        + [.patterns, .faults, .measurement, .quantities, .device, .programmingTable, .frames, .matrix] + runFolders
        + states

    // MARK: Netlists

    /// Through the events engine's reader, up to its lowered form.
    private static func netlist(_ dialect: Dialect) -> FuzzTarget {
        FuzzTarget(name: "netlist-\(dialect.rawValue)", file: "input.cir", tokens: Words.netlist) { path in
            for member in try statements(path, dialect).members() {
                let netlist = try ReadNetlist(member.statements, file: path)
                _ = try EventDrivenSimulator().prepare(netlist.circuit, analysis: netlist.analysis)
            }
        }
    }

    /// The text that ngspice gets.
    private static let outline = FuzzTarget(name: "netlist-outline", file: "input.cir", tokens: Words.netlist) { path in
        _ = try NetlistOutline(statements(path, .ngspice), file: path)
    }

    private static func statements(_ path: String, _ dialect: Dialect) throws -> NetlistStatements {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let text = try NetlistText([UInt8](InputFile.bytes(path)), file: path).text
        return try NetlistStatements(text: text, file: path, dialect: dialect) { name in
            // As the program does: nothing outside the netlist's folder.
            guard name.hasPrefix(folder), !name.contains("..") else { throw FuzzError("\(name) is elsewhere") }
            return try InputFile.text(name)
        }
    }

    // MARK: Studies

    private static let studies = [
        FuzzTarget(name: "study", file: "input.yaml", tokens: Words.study) { path in
            let study = try Study.load(path)
            _ = try (study.yaml(), study.circuit.conductanceRange())
        },
        FuzzTarget(name: "sweep-study", file: "input.yaml", tokens: Words.study) { path in
            let study = try SweepStudy.load(path)
            _ = try (study.yaml(patternFile: nil), study.points())
        },
    ]

    // MARK: Data sets

    private static let samples = [
        dataset(
            "csv", file: "input.csv",
            tokens: [",", ";", "\t", "\"", "\n", "\r\n", "label", "nan", "1e400", "#", "\u{feff}"]),
        dataset("csv-gzip", file: "input.csv.gz"),
        dataset("npy", file: "features.npy", folder: true, tokens: Words.numPy),
        dataset("npz", file: "input.npz", tokens: Words.numPy),
        dataset("idx-images", file: "train-images-idx3-ubyte", folder: true),
        dataset("idx-labels", file: "train-labels-idx1-ubyte.gz", folder: true),
    ]

    /// - Parameter folder: whether the data set is the folder that the file lies in.
    private static func dataset(_ name: String, file: String, folder: Bool = false, tokens: [String] = []) -> FuzzTarget
    {
        FuzzTarget(name: name, file: file, tokens: tokens) { path in
            let path = folder ? URL(fileURLWithPath: path).deletingLastPathComponent().path : path
            let dataset = try Dataset.load(.path(path))
            if dataset.needsScaling { _ = FeatureScaling(fitting: dataset.training) }
        }
    }

    // MARK: Small files

    private static let patterns = FuzzTarget(
        name: "patterns", file: "input.txt", tokens: ["#", ".", "0", "1", "= A", "\n", "\n\n"]
    ) {
        path in _ = try PatternFile.load(path)
    }

    private static let faults = FuzzTarget(
        name: "faults", file: "input.csv", tokens: ["LRS", "HRS", ",", "\n", "neuron,row,stuck"]
    ) {
        path in
        _ = try? FaultMapCSV.load(path, shapes: [(10, 30), (4, 20)])
        _ = try FaultMapCSV.load(path, shapes: [(10, 30)])
    }

    private static let measurement = FuzzTarget(name: "measurement", file: "input.csv", tokens: Words.measurement) {
        path in
        let reading = try MeasurementReader.read([UInt8](InputFile.bytes(path)), file: path)
        _ = reading.findings.map(\.description)
    }

    private static let device = FuzzTarget(name: "device", file: "input.yaml", tokens: Words.device) { path in
        let device = try DeviceFile.resolve(path)
        // What is written of it reads back as the same device.
        let text = try device.yaml()
        let again = try DeviceFile.parse(text, file: "written.yaml").yaml()
        precondition(again == text, "a device reads back as another")
        _ = device.model.description.equations
    }

    /// The study beside it names it.
    private static let programmingTable = FuzzTarget(
        name: "programming-table", file: "table.csv", tokens: Words.programmingTable
    ) { path in
        let study = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("study.yaml").path
        _ = try SweepStudy.load(study)
    }

    /// Frames for the classifier, for a deep network, and the classes of either.
    private static let frames = FuzzTarget(name: "frames", file: "input.npy", tokens: Words.numPy) { path in
        let troubles = [
            { _ = try FrameFile.frames(path, height: 6, width: 5, slots: 4) },
            {
                _ = try FrameFile.features(
                    path, labels: nil, inputs: 30, classes: 3, classNames: ["a", "b", "c"])
            },
            { _ = try FrameFile.labels(path, count: 4, classes: 3) },
        ].compactMap { read in
            do {
                try read()
                return nil as (any Error)?
            } catch {
                precondition(!"\(error)".isEmpty)
                return error
            }
        }
        if troubles.count == 3 { throw troubles[0] }
    }

    /// Cells and inputs of `memspike solve`.
    private static let matrix = FuzzTarget(
        name: "matrix", file: "input.csv", tokens: Words.numPy + [";", "\t", "row", "inf", "\"", "\r\n"]
    ) { path in
        let matrix = try NumberMatrix(file: path, allowsInfinity: true)
        precondition(matrix.transposed.transposed.values == matrix.values)
    }

    /// What options and study files take with a unit, a line each.
    private static let quantities = FuzzTarget(name: "quantities", file: "input.txt", tokens: Words.units) { path in
        for line in try InputFile.text(path).split(separator: "\n").prefix(40) {
            let text = String(line)
            if let value = try? Voltage(parsing: text) { _ = value.formatted(digits: 4) + "\(value)" }
            if let value = try? Time(parsing: text) { _ = value.formatted(digits: 1) + "\(value)" }
            if let value = try? Conductance(parsing: text) { _ = value.formatted(digits: 17) + "\(value)" }
            _ = try Resistance(parsing: text)
        }
    }
}

/// Words that the formats know.
enum Words {
    static let netlist = [
        ".tran", ".param", ".subckt", ".ends", ".include", ".lib", ".endl", ".model", ".ic", ".options", ".step",
        ".meas",
        ".control", ".endc", ".end", ".save", ".backanno", ".temp", ".func", "uic", "PULSE(", "PWL(", "SIN(", "EXP(",
        "SFFM(",
        "file=", "r=", "td=", "{", "}", "(", ")", "'", "\"", "+", "*", ",", "=", ";", "$", "\n+", "meg", "mil", "sw",
        "vt=", "vh=",
        "ron=", "roff=", "B1 a b V={", "E1 a b c d ", "G1 a b TABLE", "S1 a b c d sw", "X1 a b sub", "M1 ", "D1 ",
        "I1 ",
        "**", "sqrt(", "if(", "1e400", "0", "dc", "ac", "list", "tc1=", "ic=", "\t", "\r\n", "..", "/", "\u{feff}",
    ]
    static let study = [
        "training:", "noise:", "circuit:", "data:", "network:", "hardware:", "effects:", "sampling:", "sweep:", "axes:",
        "remedies:", "set:", "seed:", "hidden:", "levels:", "slots:", "encoder:", "epochs:", "stuckAt:", "rate:",
        "drift:",
        "deviceVariation:", "maps:", "draws:", "until:", "values:", "from:", "to:", "steps:", "mV", "ns", "uS", "kΩ",
        "fF",
        "none", "true", "null", "[", "]", "{", "}", ": ", "- ", "\n", "\n  ", "&a", "*a", "<<: *a", "!!binary", "|",
        ">", "---", "#",
        "linear", "log", "remapping", "fault-aware", "\"", "'",
    ]
    static let numPy = [
        "'descr'", "'<f4'", "'<f8'", "'|u1'", "'>i8'", "'|b1'", "'<U4'", "'fortran_order'", "True", "False", "'shape'",
        "(", ")", ",",
        "L", "\u{93}NUMPY", "PK\u{3}\u{4}", "PK\u{1}\u{2}", "PK\u{5}\u{6}", "x_train.npy", "labels.npy",
    ]
    static let device = [
        "deviceVersion:", "law:", "parameters:", "covariance:", "spread:", "drift:", "polarity:", "mirrored:",
        "sources:",
        "fit:", "value:", "standardError:", "determination:", "vteam", "yakopcic", "stanford-pku", "kept", "S", "V",
        "nS",
        "[", "]", "{", "}", ": ", "- ", "\n", "\n  ", "&a", "*a", "null", "true", "\"", "'", "#",
    ]
    static let programmingTable = [
        "conductance (nS)", "sigma", "deviation [uS]", "std / S", "σ", "µS", "(", ")", "[", "]", "/", ",", ";", "\t",
        " ",
        "\n", "\r\n", "\u{feff}", "kΩ", "\"",
    ]
    static let measurement = [
        "time (s)", "voltage (V)", "current (A)", "conductance (S)", "pulse", "device 1", "cycle 2", "(mV)", "[uA]",
        "V1", "I1",
        "ABS(I)", "log10|I|", "DataName", "DataValue", "9.91E+37", ",", ";", "\t", "\n", "\r\n", "#", "\"",
        "temperature (K)", "endurance",
        "SET", "RESET", "-", "Vg", "hours", "\u{feff}",
    ]
    static let units = [
        "V", "mV", "µV", "uV", "s", "ns", "ps", "S", "uS", "Ω", "kohm", "MΩ", "e", "e-", "E+", "-", "+", ".", " ", "Hz",
        "aT", "\n",
    ]
}
