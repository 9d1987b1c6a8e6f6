import Foundation
import TestedProgram
import Testing

/// A crossbar with resistive lines, by nodal analysis and Gaussian elimination: written apart from the program's solver.
private struct NodalAnalysis {
    /// `[rows][columns]` [S].
    var cells: [[Double]]
    var wordLine: Double  // [Ω]
    var bitLine: Double  // [Ω]

    /// Column currents [A], then the potentials of word and bit lines, `[row][column]` [V].
    func solve(_ drivers: [Double]) -> (currents: [Double], words: [[Double]], bits: [[Double]]) {
        let (m, n) = (cells.count, cells[0].count)
        let count = 2 * m * n
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
        func join(_ a: Int, _ b: Int, _ g: Double) {
            matrix[a][a] += g
            matrix[b][b] += g
            matrix[a][b] -= g
            matrix[b][a] -= g
        }
        for i in 0..<m {
            for j in 0..<n {
                let (word, bit) = (i * n + j, m * n + i * n + j)
                join(word, bit, cells[i][j])
                if j == 0 {
                    matrix[word][word] += 1 / wordLine
                    matrix[word][count] += drivers[i] / wordLine
                } else {
                    join(word, word - 1, 1 / wordLine)
                }
                if i == m - 1 { matrix[bit][bit] += 1 / bitLine } else { join(bit, bit + n, 1 / bitLine) }
            }
        }
        for k in 0..<count {
            let pivot = (k..<count).max { abs(matrix[$0][k]) < abs(matrix[$1][k]) }!
            matrix.swapAt(k, pivot)
            for row in (k + 1)..<max(k + 1, count) where matrix[row][k] != 0 {
                let factor = matrix[row][k] / matrix[k][k]
                for column in k...count { matrix[row][column] -= factor * matrix[k][column] }
            }
        }
        var potentials = [Double](repeating: 0, count: count)
        for k in (0..<count).reversed() {
            let known = ((k + 1)..<max(k + 1, count)).reduce(0) { $0 + matrix[k][$1] * potentials[$1] }
            potentials[k] = (matrix[k][count] - known) / matrix[k][k]
        }
        func table(_ start: Int) -> [[Double]] {
            (0..<m).map { i in (0..<n).map { potentials[start + i * n + $0] } }
        }
        let bits = table(m * n)
        return (bits[m - 1].map { $0 / bitLine }, table(0), bits)
    }
}

@Suite struct SolveTests {
    private let folder: TemporaryFolder
    /// 6 word lines and 4 bit lines, over two decades; 3 inputs.
    private let cells: [[Double]]
    private let inputs: [[Double]]

    init() throws {
        folder = try TemporaryFolder()
        func cell(_ row: Int, _ column: Int) -> Double {
            let decades = Double((7 * row + 5 * column) % 11) / 5
            return 1e-6 * pow(10, decades)
        }
        func level(_ input: Int, _ row: Int) -> Double { Double((3 * row + 4 * input) % 7) / 7 - 0.3 }
        cells = (0..<6).map { row in (0..<4).map { cell(row, $0) } }
        inputs = (0..<3).map { input in (0..<6).map { level(input, $0) } }
        try folder.write(csv(cells), to: "G.csv")
        try folder.write(csv(inputs), to: "V.csv")
    }

    private func csv(_ rows: [[Double]], scale: Double = 1) -> String {
        rows.map { $0.map { "\($0 * scale)" }.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }

    private func solve(_ arguments: String...) throws -> [[Double]] {
        let run = try RunningCommand(["solve"] + arguments + ["--json"], in: folder).finish()
        #expect(run.status == 0, "\(run.error)")
        return try #require(try run.json["columnCurrents"] as? [[Double]])
    }

    private func expect(_ currents: [[Double]], _ analysis: NodalAnalysis, tolerance: Double = 1e-10) {
        #expect(currents.count == inputs.count)
        for (own, input) in zip(currents, inputs) {
            let other = analysis.solve(input).currents
            // A residual of 1e-12 of the first one, times the condition of a few decades of conductances.
            for (a, b) in zip(own, other) {
                #expect(abs(a - b) < tolerance * other.map(abs).max()!, "\(own), \(other)")
            }
        }
    }

    @Test func currentsAndVoltages() throws {
        let analysis = NodalAnalysis(cells: cells, wordLine: 200, bitLine: 50)
        let currents = try solve(
            "G.csv", "V.csv", "--word-line", "200ohm", "--bit-line", "50ohm", "--output", "I.csv", "--voltages",
            "nodes.csv")
        expect(currents, analysis)
        let table = try folder.text("I.csv").split(separator: "\n")
        #expect(table[0] == "input,column_0 (A),column_1 (A),column_2 (A),column_3 (A)")
        #expect(table[2].split(separator: ",").dropFirst().map { Double($0)! } == currents[1])
        let nodes = try folder.text("nodes.csv").split(separator: "\n").dropFirst()
        #expect(nodes.count == 3 * 6 * 4)
        for node in nodes {
            let v = node.split(separator: ",").map { Double($0)! }
            let solved = analysis.solve(inputs[Int(v[0])])
            let (i, j) = (Int(v[1]), Int(v[2]))
            #expect(abs(v[3] - solved.words[i][j]) < 1e-10 && abs(v[4] - solved.bits[i][j]) < 1e-10)
        }
    }

    /// Ideal lines: Ohm's law in one product.
    @Test func idealLines() throws {
        for (own, input) in zip(try solve("G.csv", "V.csv"), inputs) {
            for (j, current) in own.enumerated() {
                let expected = (0..<6).reduce(0) { $0 + input[$1] * cells[$1][j] }
                #expect(abs(current - expected) < 1e-15 * 6)
            }
        }
    }

    /// The same numbers in other files: resistances with a missing cell, units in headings, inputs in columns, NumPy arrays.
    @Test func filesOfEveryKind() throws {
        var holey = cells
        holey[2][1] = 0
        let analysis = NodalAnalysis(cells: holey, wordLine: 5, bitLine: 5)
        let kilohms = holey.map { $0.map { $0 == 0 ? "inf" : "\(1 / $0 / 1e3)" }.joined(separator: ";") }
        try folder.write(kilohms.joined(separator: "\r\n") + "\r\n", to: "R.csv")
        expect(try solve("R.csv", "V.csv", "--unit", "kohm", "--line", "5ohm"), analysis)
        let head = "row," + (0..<4).map { "neuron_\($0) [uS]" }.joined(separator: ",") + "\n"
        let rows = holey.enumerated().map { "\($0)," + $1.map { "\($0 * 1e6)" }.joined(separator: ",") }
        try folder.write(head + rows.joined(separator: "\n"), to: "H.csv")
        let columns = (0..<6).map { i in inputs.map { $0[i] * 1e3 } }
        try folder.write("a (mV),b (mV),c (mV)\n" + csv(columns), to: "columns.csv")
        expect(try solve("H.csv", "columns.csv", "--line", "5ohm"), analysis)
        try npy(holey.flatMap { $0 }, shape: "(6, 4)", fortran: false).write(
            to: folder.url.appendingPathComponent("G.npy"))
        try npy((0..<6).flatMap { i in inputs.map { $0[i] } }, shape: "(3, 6)", fortran: true).write(
            to: folder.url.appendingPathComponent("V.npy"))
        expect(try solve("G.npy", "V.npy", "--line", "5ohm"), analysis)
    }

    /// A NumPy array of float64, version 1.
    private func npy(_ values: [Double], shape: String, fortran: Bool) -> Data {
        var header = "{'descr': '<f8', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
        while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8))
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }

    @Test(.enabled(if: ngspiceTestsRun), arguments: [("1ohm", "300ohm"), ("0ohm", "20ohm"), ("0ohm", "0ohm")])
    func theNetlistHasTheSameCurrents(word: String, bit: String) throws {
        let currents = try solve(
            "G.csv", "V.csv", "--word-line", word, "--bit-line", bit, "--netlist", "crossbar.cir")
        let run = try memspike("simulate", "crossbar.cir", "--engine", "ngspice", "--json", in: folder)
        #expect(run.status == 0, "\(run.error)")
        let measured = try #require(try run.json["measurements"] as? [String: Double])
        for (input, row) in currents.enumerated() {
            for (column, current) in row.enumerated() {
                let other = try #require(measured["i_\(input)_column_\(column)"])
                // RELTOL and ABSTOL of the deck, and seven printed digits.
                #expect(abs(other - current) < 1e-4 * abs(current) + 1e-12, "\(input), \(column)")
            }
        }
    }

    @Test func whatWasUnderstoodIsSaid() throws {
        let run = try memspike("solve", "G.csv", "V.csv", "--line", "1ohm", in: folder)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains("Cells: 6 word lines × 4 bit lines in S, 1 µS to 100 µS\n"), "\(run.output)")
        #expect(run.output.contains("Inputs: 3, rows of the file, in V\n"))
        #expect(run.output.contains("driven at the left, grounded at the bottom"))
        #expect(run.output.contains("  input 2: "))
    }

    @Test(
        arguments: [
            (["G.csv", "short.csv"], "the crossbar has 6 word lines"),
            (["negative.csv", "V.csv"], "word line 0, bit line 1 is -1.0 S, but must be 0 or more"),
            (["zero.csv", "V.csv", "--unit", "ohm"], "is 0.0 ohm, but must be above 0, or inf for no cell"),
            (["text.csv", "V.csv"], "text.csv:2: column 1: \"x\" is not a number"),
            (["ragged.csv", "V.csv"], "ragged.csv:2: the row has 1 fields"),
            (["mixed.csv", "V.csv"], "several units"), (["G.csv", "V.csv", "--unit", "V"], "no unit of a conductance"),
            (["G.csv", "V.csv", "--line", "-1ohm"], "--line"), (["none.csv", "V.csv"], "none.csv"),
        ] as [([String], String)])
    func badInputIsStatusTwo(arguments: [String], message: String) throws {
        try folder.write("1,2,3,4\n", to: "short.csv")
        try folder.write("1,-1\n", to: "negative.csv")
        try folder.write("0,1\n", to: "zero.csv")
        try folder.write("1,2\nx,3\n", to: "text.csv")
        try folder.write("1,2\n3\n", to: "ragged.csv")
        try folder.write("a (uS),b (nS)\n1,2\n", to: "mixed.csv")
        let run = try RunningCommand(["solve"] + arguments, in: folder).finish()
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.error.contains(message), "\(run.error)")
    }
}
