import Devices

/// The devices of a deck, one subcircuit per distinct set of values.
struct DeviceDefinitions {
    let dialect: Dialect
    private(set) var lines: [String] = []
    private var names: [DeviceModel: String] = [:]

    init(dialect: Dialect) { self.dialect = dialect }

    mutating func name(of device: DeviceModel) -> String {
        if let known = names[device] { return known }
        var subcircuit = DeviceSubcircuit(device, dialect: dialect)
        let first = subcircuit.name
        let same = names.keys.count { $0.name == device.name }
        if same > 0 {
            // The same model with other values.
            subcircuit.name = "\(first)_\(same + 1)"
            subcircuit.lines = subcircuit.lines.map {
                $0.replacing(".subckt \(first) ", with: ".subckt \(subcircuit.name) ")
                    .replacing(".ends \(first)", with: ".ends \(subcircuit.name)")
            }
        }
        names[device] = subcircuit.name
        lines += subcircuit.lines
        return subcircuit.name
    }
}
