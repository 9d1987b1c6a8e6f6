import Devices
import Quantities
import SpikingNetworks

/// Seven rows and three columns, all cells different.
func someArray() throws -> ConductanceArray {
    let range = try ConductanceRange(minimum: .microsiemens(1), maximum: .microsiemens(100))
    return try ConductanceArray(
        columns: 3, rows: 7, range: range, siemens: (0..<21).map { 1e-6 * (2 + 4.5 * Double($0)) })
}
