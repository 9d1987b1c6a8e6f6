package import Devices
import Quantities

/// A device model as a subcircuit with two terminals, `a` and `b`, and its state on an inner node `x`.
///
/// The state is a voltage of 0…1 on 1 µF, with 1e15 Ω against a floating node: rates become currents that every
/// simulator resolves (doi 10.1109/ACCESS.2021.3059241); on 1 pF that leak would move a resting state by 1e-3 of itself a
/// second. Steps are smooth. What leaves 0…1 in an iteration that the simulator throws away is brought back inside the
/// expressions, against overflow.
package struct DeviceSubcircuit: Hashable, Sendable {
    package struct Parameter: Hashable, Sendable {
        package var name: String
        /// In the unit of the device's parameter.
        package var value: Double
    }

    package var name: String
    /// The state at the start comes first.
    package var parameters: [Parameter]
    /// The definition, from `.subckt` to `.ends`.
    package var lines: [String]

    package init(_ device: DeviceModel, dialect: Dialect = .ngspice) {
        name = device.name.rawValue.map { $0 == "-" ? "_" : String($0) }.joined()
        parameters =
            [Parameter(name: "x0", value: 0)]
            + device.parameters.map { Parameter(name: Self.spiceName(of: $0.plainSymbol), value: $0.value) }
            + (device.name == .hystereticSwitch ? [Parameter(name: "tau", value: 1e-12)] : [])
        let values = parameters.map { "\($0.name)=\(spiceNumber($0.value))" }
        let rows = stride(from: 0, to: values.count, by: 7).map {
            values[$0..<min($0 + 7, values.count)].joined(separator: " ")
        }
        let description = device.description
        lines =
            ["* \(Self.ascii(description.title)), x = 0 high, 1 low resistance, on node x"] + [
                "* \(Self.ascii(description.source))"
            ] + [".subckt \(name) a b PARAMS: " + rows.joined(separator: "\n+ ")] + Self.body(of: device.name, dialect)
            + ["Cx x 0 1e-6 IC={x0}", "Rx x 0 1e15", ".ends \(name)"]
    }

    private static func body(of name: DeviceModel.Name, _ dialect: Dialect) -> [String] {
        switch name {
        case .vteam, .vteamResistance, .vteamExponential: vteam(name, dialect)
        case .hpJoglekar, .hpBiolek: linearDrift(name, dialect)
        case .yakopcic: yakopcic(dialect)
        case .aist: aist(dialect)
        case .sky130: sky130(dialect)
        case .stanfordPKU: stanfordPKU(dialect)
        case .hystereticSwitch: hystereticSwitch(dialect)
        case .agHfO2: thresholdSwitch(dialect)
        }
    }

    /// The state, brought back into 0…1.
    static let inside = "min(max(v(x),0),1)"

    /// "a_0/T_ox" becomes "a_0_t_ox". The underscores stay: PSPICE and Xyce have a `GMIN` of their own.
    static func spiceName(of symbol: String) -> String { symbol.lowercased().replacing("/", with: "_") }

    private static func ascii(_ text: String) -> String { text.onOneLine.map { $0 == "–" ? "-" : String($0) }.joined() }
}
