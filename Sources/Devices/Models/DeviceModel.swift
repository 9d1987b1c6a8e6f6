public import Quantities

/// Why a device cannot be what it is asked to be.
public enum DeviceError: Error, Equatable, CustomStringConvertible {
    case unknownDevice(name: String, known: [String], suggestion: String? = nil)
    case unknownParameter(device: String, symbol: String, known: [String])
    case outOfRange(device: String, symbol: String, value: Double, unit: String, allowed: ClosedRange<Double>)
    case notAnAssignment(device: String, text: String)
    /// The values contradict each other.
    case contradiction(device: String, reason: String)

    /// What is wrong, with its value, and what is allowed.
    public var description: String {
        switch self {
        case .unknownDevice(let name, let known, let suggestion):
            "there is no device \"\(name)\"; known are \(known.joined(separator: ", ")), and files that memspike device fit "
                + "has written, such as ./my-device.yaml" + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
        case .unknownParameter(let device, let symbol, let known):
            "\(device) has no parameter \"\(symbol)\"; it has \(known.joined(separator: ", "))"
        case .outOfRange(let device, let symbol, let value, let unit, let allowed):
            "\(device): \(symbol) is \(value) \(unit), but must be from \(allowed.lowerBound) to "
                + "\(allowed.upperBound)\(unit.isEmpty ? "" : " \(unit)")"
        case .notAnAssignment(let device, let text):
            "\"\(text)\" is not symbol=value, such as V_set=0.9; the value is a number in the unit that memspike device "
                + "show \(device) names"
        case .contradiction(let device, let reason): "\(device): \(reason)"
        }
    }
}

/// A two-terminal device with a state: one of the models that this program knows, with its values.
///
/// Closed, since a new model needs its equations here and in every SPICE dialect: the compiler names each place. The
/// state x is 0 in the high- and 1 in the low-resistance state; a positive voltage raises it.
public enum DeviceModel: Hashable, Sendable {
    case vteam(VTEAM)
    case yakopcic(Yakopcic)
    case aist(AISTThreshold)
    case sky130(Sky130ReRAM)
    case stanfordPKU(StanfordPKU)
    case hystereticSwitch(HystereticSwitch)
    case thresholdSwitch(VolatileThresholdSwitch)
    case linearDrift(LinearDrift)

    /// What the models are called on the command line and in study files.
    public enum Name: String, CaseIterable, Sendable, Codable {
        case vteam
        case vteamResistance = "vteam-resistance"
        case vteamExponential = "vteam-exponential"
        case yakopcic
        case aist
        case sky130
        case stanfordPKU = "stanford-pku"
        case hystereticSwitch = "hysteretic-switch"
        case agHfO2 = "ag-hfo2"
        case hpJoglekar = "hp-joglekar"
        case hpBiolek = "hp-biolek"
    }

    /// A model with its published or chosen values.
    public init(_ name: Name) {
        self =
            switch name {
            case .vteam: .vteam(VTEAM())
            case .vteamResistance: .vteam(VTEAM(currentLaw: .resistance))
            case .vteamExponential: .vteam(VTEAM(currentLaw: .exponential))
            case .yakopcic: .yakopcic(Yakopcic())
            case .aist: .aist(AISTThreshold())
            case .sky130: .sky130(Sky130ReRAM())
            case .stanfordPKU: .stanfordPKU(StanfordPKU())
            case .hystereticSwitch: .hystereticSwitch(HystereticSwitch())
            case .agHfO2: .thresholdSwitch(VolatileThresholdSwitch())
            case .hpJoglekar: .linearDrift(LinearDrift(window: .joglekar))
            case .hpBiolek: .linearDrift(LinearDrift(window: .biolek))
            }
    }

    /// A model by its name on the command line: "vteam".
    /// - Throws: `DeviceError.unknownDevice`.
    public init(named text: String) throws(DeviceError) {
        guard let name = Name(rawValue: text) else {
            throw .unknownDevice(name: text, known: Name.allCases.map(\.rawValue))
        }
        self.init(name)
    }

    /// Which of the named models this is, whatever its values.
    public var name: Name {
        switch self {
        case .vteam(let device):
            switch device.currentLaw {
            case .conductance: .vteam
            case .resistance: .vteamResistance
            case .exponential: .vteamExponential
            }
        case .linearDrift(let device): device.window == .joglekar ? .hpJoglekar : .hpBiolek
        case .yakopcic: .yakopcic
        case .aist: .aist
        case .sky130: .sky130
        case .stanfordPKU: .stanfordPKU
        case .hystereticSwitch: .hystereticSwitch
        case .thresholdSwitch: .agHfO2
        }
    }

    /// The model's equations and values behind one face.
    var device: any MemristiveDevice {
        switch self {
        case .vteam(let device): device
        case .yakopcic(let device): device
        case .aist(let device): device
        case .sky130(let device): device
        case .stanfordPKU(let device): device
        case .hystereticSwitch(let device): device
        case .thresholdSwitch(let device): device
        case .linearDrift(let device): device
        }
    }

    // MARK: What it does

    /// i(v, x).
    /// - Parameter state: x, 0…1.
    public func current(at voltage: Voltage, state: Double) -> Current {
        Current(device.current(voltage.value, state))
    }

    /// dx/dt [1/s].
    public func rate(at voltage: Voltage, state: Double) -> Double { device.rate(voltage.value, state) }

    /// i/v at a voltage; at 0 V the slope of the characteristic.
    public func conductance(at voltage: Voltage, state: Double) -> Conductance {
        let v = voltage.value == 0 ? 1e-6 : voltage.value  // [V]
        return Conductance(device.current(v, state) / v)
    }

    /// The conductances at x = 0 and x = 1, read at `voltage`.
    public func conductanceRange(at voltage: Voltage = .zero) -> (low: Conductance, high: Conductance) {
        (conductance(at: voltage, state: 0), conductance(at: voltage, state: 1))
    }

    /// The voltages beyond which the state moves.
    public var writeThresholds: WriteThresholds { device.writeThresholds }

    // MARK: What it is

    /// Title, source and equations.
    public var description: DeviceDescription { device.description }

    /// All that can be set, with the values of this model.
    public var parameters: [DeviceParameter] { Self.parameters(of: device) }

    private static func parameters<Device: MemristiveDevice>(of device: Device) -> [DeviceParameter] {
        Device.slots.map {
            DeviceParameter(
                symbol: $0.symbol, unit: $0.unit, meaning: $0.meaning, value: device[keyPath: $0.path],
                allowed: $0.range, isOwn: Device.ownValues.contains($0.symbol))
        }
    }

    /// The same model with other values, by symbol (or its plain spelling) and in the parameters' units.
    public func setting(_ values: [String: Double]) throws(DeviceError) -> DeviceModel {
        func changed<Device: MemristiveDevice>(_ device: Device) throws(DeviceError) -> Device {
            var device = device
            for (symbol, value) in values.sorted(by: { $0.key < $1.key }) {
                let known = Self.parameters(of: device)
                guard let index = known.firstIndex(where: { $0.symbol == symbol || $0.plainSymbol == symbol }) else {
                    throw .unknownParameter(device: name.rawValue, symbol: symbol, known: known.map(\.plainSymbol))
                }
                let slot = Device.slots[index]
                guard slot.range.contains(value) else {
                    throw .outOfRange(
                        device: name.rawValue, symbol: symbol, value: value, unit: slot.unit, allowed: slot.range)
                }
                device[keyPath: slot.path] = value
            }
            if let reason = device.contradiction { throw .contradiction(device: name.rawValue, reason: reason) }
            return device
        }
        return switch self {
        case .vteam(let device): .vteam(try changed(device))
        case .yakopcic(let device): .yakopcic(try changed(device))
        case .aist(let device): .aist(try changed(device))
        case .sky130(let device): .sky130(try changed(device))
        case .stanfordPKU(let device): .stanfordPKU(try changed(device))
        case .hystereticSwitch(let device): .hystereticSwitch(try changed(device))
        case .thresholdSwitch(let device): .thresholdSwitch(try changed(device))
        case .linearDrift(let device): .linearDrift(try changed(device))
        }
    }
}
