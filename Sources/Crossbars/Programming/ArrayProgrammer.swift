public import Devices
public import NumericalMethods

/// Write–verify over a whole array of one device, through the device's own equations.
///
/// First a test finds the cells that refuse to move. Then pass after pass brings every cell that reads outside its window
/// back into it, cell by cell; whatever a pulse does to the other cells of the lines is integrated with it.
public struct ArrayProgrammer: Sendable {
    /// What every cell is.
    public let device: DeviceModel
    /// Pulses, reads and limits.
    public let recipe: WriteVerifyRecipe

    /// The stream of one cell's spread.
    public static let purpose = StreamPurpose("programming: cycle-to-cycle spread")

    /// Makes a programmer of arrays of one device.
    public init(device: DeviceModel, recipe: WriteVerifyRecipe) {
        self.device = device
        self.recipe = recipe
    }

    /// Programs an array whose healthy cells start in their high-resistance state.
    /// - Parameters:
    ///   - targets: [S], column by column.
    ///   - stuck: cells that no pulse moves: at x = 1 (LRS) or x = 0 (HRS). The programmer does not look at this map.
    ///   - isCancelled: asked before every cell; a cancelled programming returns nil.
    public func program(
        _ targets: [Double], columns: Int, rows: Int, stuck: FaultMap = .none, seed: UInt64,
        isCancelled: () -> Bool = { false }
    ) throws(ProgrammingError) -> ProgrammedArray? {
        guard targets.count == columns * rows, !targets.isEmpty else {
            throw .wrongCount(found: targets.count, columns: columns, rows: rows)
        }
        for cell in stuck.cells where !(0..<columns).contains(cell.column) || !(0..<rows).contains(cell.row) {
            throw .faults(.outsideArray(column: cell.column, row: cell.row, columns: columns, rows: rows))
        }
        var writing = ArrayWriting(
            device, recipe, targets: targets, columns: columns, rows: rows, stuck: stuck, seed: seed)
        do throws(IntegrationFailure) {
            return try writing.run(isCancelled)
        } catch {
            throw .simulation(DeviceSimulationFailure(device: device.name, cause: error))
        }
    }
}
