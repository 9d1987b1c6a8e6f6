import Crossbars
import Quantities
import SPICEText
import Testing

struct DeviceSubcircuitTests {
    @Test(arguments: DeviceModel.Name.allCases)
    func everyParameterIsNamedAndUsed(name: DeviceModel.Name) {
        let device = DeviceModel(name)
        let subcircuit = DeviceSubcircuit(device)
        #expect(subcircuit.parameters.count == device.parameters.count + 1)
        #expect(Set(subcircuit.parameters.map(\.name)).count == subcircuit.parameters.count)
        let body = subcircuit.lines.drop { !$0.hasPrefix(".subckt") }.dropFirst().joined(separator: " ")
        for parameter in subcircuit.parameters {
            let word = try! Regex("\\b\(parameter.name)\\b")
            #expect(body.contains(word), "\(parameter.name)")
        }
        #expect(subcircuit.lines.allSatisfy { $0.allSatisfy(\.isASCII) })
    }
}
