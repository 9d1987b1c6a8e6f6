import Crossbars
package import Results
package import Studies

/// One trial, replayed alone.
package struct TrialReplay: Codable, Sendable, Equatable {
    package var trial: Int
    package var map: Int
    package var points: [Point]
    package var stuckCells: Int
    package var clippedCells: Int
    /// The broken array as it is read, `[class][input]` [S]: of a classifier the logical array, whose cell (c, i) lies in the
    /// physical column `columnOfClass[c]` and row `rowOfInput[i]`.
    package var conductances: [[Double]]
    /// Of a deep network: the layer that `conductances` shows, from 1; its columns are neurons.
    package var layer: Int?
    /// In the frame of `conductances`: the column is a class, the row an input.
    package var stuck: [WorstArrayRecord.StuckRecord]
    /// The physical row of every input, from 0.
    package var rowOfInput: [Int]
    /// The physical column of every class, from 0.
    package var columnOfClass: [Int]
    /// What the indices of `conductances` and `stuck` mean, in words.
    package var frame =
        "conductances[class][input] in siemens and stuck (column = class, row = input) are logical: the cell of class c and "
        + "input i lies in physical column columnOfClass[c], row rowOfInput[i]; all counts begin at 0"

    package struct Point: Codable, Sendable, Equatable {
        package var axes: [String: StudyTree]
        package var remedy: String
        /// Part of right decisions.
        package var accuracy: Double
        /// By the winners' probabilities; absent where nobody knows them.
        package var relativeToCeiling: Double?
        package var presentations: Int
        package var noWinner: Int
        package var ties: Int
    }
}

extension WorstArrayRecord.StuckRecord {
    init(_ cell: FaultMap.Cell) { self.init(column: cell.column, row: cell.row, state: cell.state.rawValue) }
}
