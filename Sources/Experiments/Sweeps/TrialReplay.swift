import Crossbars

/// One trial, replayed alone.
public struct TrialReplay: Codable, Sendable, Equatable {
    public var trial: Int
    public var map: Int
    public var points: [Point]
    public var stuckCells: Int
    public var clippedCells: Int
    /// The broken array as it is read, `[class][input]` [S]: of a classifier the logical array, whose cell (c, i) lies in the
    /// physical column `columnOfClass[c]` and row `rowOfInput[i]`.
    public var conductances: [[Double]]
    /// Of a deep network: the layer that `conductances` shows, from 1; its columns are neurons.
    public var layer: Int?
    /// In the frame of `conductances`: the column is a class, the row an input.
    public var stuck: [WorstArrayRecord.StuckRecord]
    /// The physical row of every input, from 0.
    public var rowOfInput: [Int]
    /// The physical column of every class, from 0.
    public var columnOfClass: [Int]
    /// What the indices of `conductances` and `stuck` mean, in words.
    public var frame =
        "conductances[class][input] in siemens and stuck (column = class, row = input) are logical: the cell of class c and "
        + "input i lies in physical column columnOfClass[c], row rowOfInput[i]; all counts begin at 0"

    public struct Point: Codable, Sendable, Equatable {
        public var axes: [String: StudyTree]
        public var remedy: String
        /// Part of right decisions.
        public var accuracy: Double
        /// By the winners' probabilities; absent where nobody knows them.
        public var relativeToCeiling: Double?
        public var presentations: Int
        public var noWinner: Int
        public var ties: Int
    }
}

extension WorstArrayRecord.StuckRecord {
    init(_ cell: FaultMap.Cell) { self.init(column: cell.column, row: cell.row, state: cell.state.rawValue) }
}
