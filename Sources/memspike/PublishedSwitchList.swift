import Devices
import Quantities

/// Published threshold switches, as text or JSON.
struct PublishedSwitchList {
    let printing: PrintOptions

    private struct Output: Encodable {
        struct Entry: Encodable {
            var stack: String
            var thresholdVoltage: Voltage?
            var holdVoltage: Voltage?
            var leakage: Current?
            var selectivity: Double?
            var onTime: Time?
            var offTime: Time?
            var deviation: Double?
            var deviationMeans: String?
            var endurance: Double?
            var remark: String?
            var doi: String
        }

        var switches: [Entry]
    }

    func show() throws {
        if printing.json {
            return try StandardOutput.write(
                json: Output(
                    switches: PublishedSwitch.all.map {
                        .init(
                            stack: $0.stack, thresholdVoltage: $0.thresholdVoltage, holdVoltage: $0.holdVoltage,
                            leakage: $0.leakage, selectivity: $0.selectivity, onTime: $0.onTime, offTime: $0.offTime,
                            deviation: $0.deviation?.value, deviationMeans: $0.deviation?.meaning,
                            endurance: $0.endurance, remark: $0.remark, doi: $0.doi)
                    }))
        }
        for item in PublishedSwitch.all {
            try StandardOutput.write("\(item.stack)")
            try StandardOutput.write("    \(values(item).joined(separator: ", "))")
            try StandardOutput.write("    doi \(item.doi)")
        }
    }

    /// What the source says, in words.
    private func values(_ item: PublishedSwitch) -> [String] {
        var words: [String] = []
        if let threshold = item.thresholdVoltage { words.append("V_th \(threshold.formatted(digits: 3))") }
        if let hold = item.holdVoltage { words.append("V_hold \(hold.formatted(digits: 3))") }
        if let leakage = item.leakage { words.append("off \(leakage.formatted(digits: 3))") }
        if let selectivity = item.selectivity { words.append("on/off \(format("%.2g", selectivity))") }
        if let on = item.onTime { words.append("on in \(on.formatted(digits: 3))") }
        if let off = item.offTime { words.append("off in \(off.formatted(digits: 3))") }
        if let deviation = item.deviation {
            words.append("V_th spreads by \(percent(deviation.value)) \(deviation.meaning)")
        }
        if let endurance = item.endurance { words.append("\(format("%.0e", endurance)) cycles") }
        if let remark = item.remark { words.append(remark) }
        return words
    }
}
