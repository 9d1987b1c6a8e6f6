import Foundation
public import Quantities

extension DeviceModel {
    /// A model with its changed parameters in one line: "vteam V_set=2 V_reset=-2".
    public init(text: String) throws(DeviceError) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let device = try DeviceModel(named: words.first ?? "")
        self = try device.setting(DeviceModel.values(words.dropFirst(), of: device))
    }

    /// Reads "symbol=value".
    public static func values(
        _ words: some Sequence<String>, of device: DeviceModel
    ) throws(DeviceError) -> [String: Double] {
        var values: [String: Double] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
                throw .notAnAssignment(device: device.name.rawValue, text: word)
            }
            values[parts[0]] = value
        }
        return values
    }

    /// The name, and every parameter that differs from the model's own value; reads back as the same device.
    public var text: String {
        let changes = zip(parameters, DeviceModel(name).parameters).filter { $0.value != $1.value }
        return ([name.rawValue] + changes.map { "\($0.0.plainSymbol)=\($0.0.value)" }).joined(separator: " ")
    }

    /// The smaller magnitude of both write thresholds.
    public var weakestThreshold: Voltage {
        Voltage(min(abs(writeThresholds.set.value), abs(writeThresholds.reset.value)))
    }

    /// The state in which the device has a conductance at a voltage; that of the nearer end outside its range.
    public func state(of conductance: Conductance, at voltage: Voltage) -> Double {
        // The current grows with x in every model.
        var (low, high) = (0.0, 1.0)
        while true {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { break }
            if self.conductance(at: voltage, state: middle) < conductance { low = middle } else { high = middle }
        }
        return conductance <= self.conductance(at: voltage, state: 0) ? 0 : high
    }
}
