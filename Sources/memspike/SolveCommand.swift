import ArgumentParser
import Circuits
import Crossbars
import Datasets
import NeuromorphicCircuits
import Quantities
import Results
import SPICEText

struct SolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "solve", abstract: "Solve a crossbar with resistive lines for its currents.",
        discussion: """
            Reads conductances, a line for every word line and a column for every bit line, and inputs, and prints the \
            current out of every bit line. Word lines are driven at their left ends, bit lines are grounded at the bottom; a \
            segment of line stands between neighbouring crossings, between a driver and the first crossing, and between the \
            last crossing and ground.

            Files are CSV, with or without headings, or NumPy arrays (.npy). Units stand in the headings, as in \
            "column 0 (uS)", or in --unit; without them conductances are in S and inputs in V. In ohms, "inf" is a crossing \
            without a cell.

            Examples:  memspike solve G.csv V.csv --line 1ohm
                       memspike solve R.npy V.npy --unit ohm --word-line 2ohm --bit-line 0.5ohm --output currents.csv
                       memspike solve G.csv V.csv --line 1ohm --voltages nodes.csv --netlist crossbar.cir
            """)

    @Argument(help: ArgumentHelp("Conductances or, with --unit ohm, resistances.", valueName: "cells"))
    var cells: String

    @Argument(help: ArgumentHelp("The drivers' voltages, a row of the file for every input.", valueName: "inputs"))
    var inputs: String

    @OptionGroup var lines: LineOptions

    @Option(help: ArgumentHelp("In what the cells are given: S, uS, ohm, kohm and the like.", valueName: "unit"))
    var unit: String?

    @Option(
        help: ArgumentHelp(
            "What an input is in its file: rows or columns; rows if left out, unless only columns fit.",
            valueName: "axis"))
    var inputsIn: InputAxis?

    @Option(help: ArgumentHelp("Write the currents there, as CSV.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Write the voltages of all nodes there, as CSV.", valueName: "file"))
    var voltages: String?

    @Option(help: ArgumentHelp("Write the crossbar as a netlist there, segment by segment.", valueName: "file"))
    var netlist: String?

    @Option(help: ArgumentHelp("The netlist's simulator: ngspice, ltspice, pspice or xyce.", valueName: "dialect"))
    var dialect = Dialect.ngspice

    @OptionGroup var printing: PrintOptions

    func run() throws {
        let problem = try CrossbarProblem(
            cells: cells, unit: unit, inputs: inputs, inputsIn: inputsIn, lines: lines.resistance)
        let points = try problem.crossbar.operatingPoints(
            rowLevels: problem.levels, tolerance: 1e-12, keepsPotentials: voltages != nil)
        let tables = CrossbarTables(problem: problem, points: points)
        var written: [String] = []
        func write(_ text: String, to path: String?) throws {
            guard let path else { return }
            try OutputFile.write(text, to: path)
            written.append(path)
        }
        try write(tables.currents, to: output)
        try write(tables.voltages, to: voltages)
        if netlist != nil { try write(try problem.netlist(dialect), to: netlist) }
        try printing.show(tables.report(files: written), tables.text(files: written))
    }
}

/// Along which axis of a file inputs lie.
enum InputAxis: String, ExpressibleByArgument, CaseIterable {
    case rows
    case columns
}
