import Devices
import Quantities
import SPICEText
import Testing

struct DeviceSubcircuitTests {
    @Test(arguments: DeviceModel.Name.allCases, Dialect.allCases)
    func everyParameterIsNamedAndUsed(name: DeviceModel.Name, dialect: Dialect) {
        let device = DeviceModel(name)
        let subcircuit = DeviceSubcircuit(device, dialect: dialect)
        #expect(subcircuit.parameters.count == device.parameters.count + (name == .hystereticSwitch ? 2 : 1))
        #expect(Set(subcircuit.parameters.map(\.name)).count == subcircuit.parameters.count)
        let body = subcircuit.lines.drop { !$0.hasPrefix(".subckt") }.dropFirst().joined(separator: " ")
        for parameter in subcircuit.parameters {
            let word = try! Regex("\\b\(parameter.name)\\b")
            #expect(body.contains(word), "\(parameter.name)")
        }
        #expect(subcircuit.lines.allSatisfy { $0.allSatisfy(\.isASCII) })
    }

    /// What one of the four lacks, or reads in its own way; PSPICE and Xyce have a GMIN of their own.
    @Test(arguments: DeviceModel.Name.allCases, Dialect.allCases)
    func expressionsKeepToWhatAllDialectsHave(name: DeviceModel.Name, dialect: Dialect) throws {
        let subcircuit = DeviceSubcircuit(DeviceModel(name), dialect: dialect)
        let allowed: Set = ["max", "min", "abs", "tanh", "sinh", "exp", "v"]
        for line in subcircuit.lines.filter({ !$0.hasPrefix("*") }).flatMap({ $0.split(separator: "\n") }) {
            #expect(line.count <= 132, "\(line)")
            for sign in ["^", "?", "ln(", "if(", "gmin", ".func"] { #expect(!line.contains(sign), "\(line)") }
            for match in line.matches(of: try Regex("([a-z_0-9]+)\\(", as: (Substring, Substring).self)) {
                #expect(allowed.contains(String(match.1)), "\(line)")
            }
        }
    }
}
