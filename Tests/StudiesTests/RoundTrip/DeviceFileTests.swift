import Devices
import Foundation
import Quantities
import Testing

@testable import Studies

struct DeviceFileTests {
    /// Every field set, and numbers that need all their digits.
    private static func device() throws -> MeasuredDevice {
        var device = MeasuredDevice(
            name: "chip 7", model: try DeviceModel(text: "vteam G_min=2.1234567890123e-6 V_set=0.9 k_reset=-3e5"))
        device.parameters = [
            .init(
                symbol: "G_min", standardError: 1.0 / 3e9, determination: "determined",
                spread: ParameterSpread(deviceToDevice: 0.11, cycleToCycle: 0.03)),
            .init(symbol: "V_set", standardError: nil, determination: "insensitive"),
            .init(symbol: "x_0", standardError: 0.01, determination: "loose"),
        ]
        device.covariance = [[1e-19, 2e-22, -3e-7], [2e-22, 0, 0], [-3e-7, 0, 1e-4]]
        device.initialState = 0.2
        device.lowResistanceSpread = ParameterSpread(deviceToDevice: 0.1)
        device.highResistanceSpread = ParameterSpread(deviceToDevice: 0.3, cycleToCycle: 0.2)
        device.drift = DriftLaw(
            exponent: 0.04, exponentError: 0.001, temperature: 300, activationEnergy: 0.2, activationEnergyError: 0.01)
        device.polarity = .setsNegative
        device.isMirrored = true
        device.sources = [.init(file: "a, b: \"c\".csv", understood: "51 rows")]
        device.quality = .init(
            rows: 51, relativeResidual: 0.021, residualOfRange: 0.01, autocorrelation: -0.1, verdict: .partial,
            sentence: "the model: describes")
        return device
    }

    @Test func aFileReadsBackAsTheSameDevice() throws {
        let device = try Self.device()
        #expect(try DeviceFile.parse(device.yaml(), file: "d.yaml") == device)
    }

    @Test func everyModelReadsBack() throws {
        for name in DeviceModel.Name.allCases {
            let device = MeasuredDevice(DeviceModel(name))
            #expect(try DeviceFile.parse(device.yaml(), file: "d.yaml") == device)
        }
    }

    /// What is wrong, in which line, and the near name.
    @Test(arguments: [
        ("law: vtem\n", "d.yaml:1: law: \"vtem\" is not known"),
        ("name: x\nlaw: vteam\nparameters:\n  G_mim: {value: 1 uS}\n", "d.yaml:4: unknown key \"G_mim\""),
        ("law: vteam\nparameters:\n  G_min: {value: 1 uV}\n", "d.yaml:3: value: \"1 uV\" is a voltage"),
        ("law: vteam\nparameters:\n  G_min: {value: 20 S}\n", "d.yaml:3: G_min: 20.0 is out of range"),
        ("law: vteam\nparameters:\n  k_set: {value: 20 1/m}\n", "d.yaml:3: value: \"20 1/m\" is not in 1/s"),
        (
            "law: vteam\nparameters:\n  α_set: {value: 3}\n  alpha_set: {value: 2, determination: loose}\n",
            "α_set stands there twice"
        ),
        ("law: vteam\nparametres:\n", "did you mean \"parameters\"?"),
        ("law: vteam\nparameters:\n  G_min: {value: 1 S}\n  G_max: {value: 1 uS}\n", "G_min must be below G_max"),
        ("seed: 3\n", "d.yaml:1: unknown key \"seed\""),
        ("", "d.yaml: it is empty"),
    ])
    func errorsNameTheLine(text: String, words: String) {
        #expect {
            try DeviceFile.parse(text, file: "d.yaml")
        } throws: {
            "\($0)".contains(words)
        }
    }

    @Test func studiesAndSweepsTakeTheFile() throws {
        let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appending(path: "device-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let device = try Self.device()
        try device.yaml().write(to: folder.appending(path: "my-device.yaml"), atomically: true, encoding: .utf8)
        #expect(try DeviceFile.resolve(folder.path + "/my-device.yaml") == device)
        let study = try Study.parse(
            "device: my-device.yaml\ncircuit: {writeThreshold: 0.8 V, readVoltage: 0.4 V, thresholdVoltage: 0.12 V, "
                + "minimumConductance: 3 uS, maximumConductance: 90 uS}\n", file: folder.path + "/study.yaml")
        #expect(study.device == device.model)
        // The resolved study stands without the file.
        #expect(try Study.parse(study.yaml(patternFile: nil), file: "/nowhere/study.yaml").device == device.model)
        var plan = EffectsPlan()
        plan.take(device)
        #expect(plan.deviceVariation.deviation == 0.1 && abs(plan.deviceVariation.highResistanceRatio - 3) < 1e-12)
        #expect(plan.drift.exponent == 0.04 && plan.programming.deviation == 0)
    }

    @Test func anUnknownNameIsMet() {
        #expect {
            try DeviceFile.resolve("vtem V_set=1")
        } throws: {
            $0 as? DeviceError
                == .unknownDevice(name: "vtem", known: DeviceModel.Name.allCases.map(\.rawValue), suggestion: "vteam")
        }
        #expect(throws: StudyError.self) { try DeviceFile.resolve("./no-such-device.yaml") }
    }
}
