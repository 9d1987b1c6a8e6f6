import Devices
import Quantities

/// Published threshold switches, as text or JSON.
struct PublishedSwitchList {
    let printing: PrintOptions

    private struct Output: Encodable {
        var switches = PublishedSwitch.all
    }

    func show() throws {
        if printing.json { return try StandardOutput.write(json: Output()) }
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
        if let deviation = item.deviation, let meaning = item.deviationMeans {
            words.append("V_th spreads by \(percent(deviation)) \(meaning)")
        }
        if let endurance = item.endurance { words.append("\(format("%.0e", endurance)) cycles") }
        if let remark = item.remark { words.append(remark) }
        return words
    }
}
