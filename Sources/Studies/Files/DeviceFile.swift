package import Devices
package import Foundation
import Quantities
import Yams

/// Devices as files: what `device fit` has measured, in YAML.
package enum DeviceFile {
    static let version = 1

    /// The device of a name that this program knows, with changed values behind it ("vteam V_set=2"), or of a file.
    ///
    /// The one place that tells names from files: what has a slash or ends in .yaml or .yml is a file.
    /// - Parameter folder: from which a relative path leads; nil for the working directory.
    /// - Throws: `DeviceError` for a name, `StudyError` for a file.
    package static func resolve(_ text: String, relativeTo folder: URL? = nil) throws -> MeasuredDevice {
        guard isPath(text) else {
            do throws(DeviceError) {
                return MeasuredDevice(try DeviceModel(text: text))
            } catch {
                guard case .unknownDevice(let name, let known, _) = error else { throw error }
                throw DeviceError.unknownDevice(
                    name: name, known: known, suggestion: NearName.suggestion(for: name, among: known))
            }
        }
        let file = folder.map { URL(fileURLWithPath: text, relativeTo: $0).standardizedFileURL.path } ?? text
        return try parse(StudyDocument.read(file), file: file)
    }

    static func isPath(_ text: String) -> Bool {
        text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml")
    }

    // MARK: Reading

    /// - Parameter file: how errors name the text.
    package static func parse(_ text: String, file: String) throws(StudyError) -> MeasuredDevice {
        guard let root = try StudyDocument.compose(text, file: file) else {
            throw .unreadable(file: file, reason: "it is empty; memspike device fit writes device files")
        }
        try root.checkKeys([
            "deviceVersion", "name", "law", "parameters", "covariance", "spread", "drift", "polarity", "mirrored",
            "sources", "fit",
        ])
        if let found = root.value("deviceVersion") { _ = try found.integer(in: version...version) }
        guard let law = root.value("law") else {
            throw .unreadable(
                file: file, reason: "it has no key \"law\", so it is no device file; memspike device fit writes one")
        }
        let name: DeviceModel.Name = try law.choice()
        var device = MeasuredDevice(
            name: try root.value("name")?.text()
                ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent,
            model: DeviceModel(name))
        try root.value("parameters")?.parameters(&device)
        try root.value("covariance")?.covariance(&device)
        if let spread = root.value("spread") {
            try spread.checkKeys(["lowResistance", "highResistance"])
            device.lowResistanceSpread = try spread.value("lowResistance")?.spread()
            device.highResistanceSpread = try spread.value("highResistance")?.spread()
        }
        device.drift = try root.value("drift")?.drift()
        if let polarity = root.value("polarity") { device.polarity = try polarity.choice() }
        device.isMirrored = try root.value("mirrored")?.flag() ?? false
        for source in try root.value("sources")?.items() ?? [] {
            try source.checkKeys(["file", "understood"])
            device.sources.append(
                .init(
                    file: try source.value("file")?.text() ?? "",
                    understood: try source.value("understood")?.text() ?? ""))
        }
        device.quality = try root.value("fit")?.quality()
        return device
    }
}

extension StudyValue {
    fileprivate func checkKeys(_ allowed: [String]) throws(StudyError) {
        guard case .mapping(let mapping) = node else { throw invalid("a section is needed: keys, each with a value") }
        for (key, _) in mapping {
            let name = key.string ?? "?"
            guard allowed.contains(name) else {
                throw .unknownKey(
                    file: file, line: key.mark?.line ?? line, key: name,
                    section: self.key == "study" ? "the device" : self.key,
                    suggestion: NearName.suggestion(for: name, among: allowed), allowed: allowed)
            }
        }
    }

    /// A number in one unit, written behind it: "2.01e-06 S", and with a decimal prefix where the unit has one.
    fileprivate func number(in unit: String) throws(StudyError) -> Double {
        let text = try text()
        do {
            return switch unit {
            case "V": try Voltage(parsing: text).value
            case "S": try Conductance(parsing: text).value
            case "A": try Current(parsing: text).value
            case "s": try Time(parsing: text).value
            case "Ω": try Resistance(parsing: text).value
            default: try plainNumber(text, unit: unit)
            }
        } catch let error as QuantityError {
            throw invalid(error.description)
        } catch let error as StudyError {
            throw error
        } catch {
            throw invalid("\(error)")
        }
    }

    private func plainNumber(_ text: String, unit: String) throws(StudyError) -> Double {
        let words = text.split(separator: " ").map(String.init)
        let example = unit.isEmpty ? "1.5" : "1.5 \(unit)"
        guard let number = words.first.flatMap({ Double($0) }), number.isFinite else {
            throw invalid("\"\(text)\" is not a number; it is written like \"\(example)\"")
        }
        guard words.count == (unit.isEmpty ? 1 : 2), unit.isEmpty || words[1] == unit else {
            throw invalid(
                unit.isEmpty
                    ? "\"\(text)\" has a unit, but a pure number is needed"
                    : "\"\(text)\" is not in \(unit); it is written like \"\(example)\"")
        }
        return number
    }

    fileprivate func parameters(_ device: inout MeasuredDevice) throws(StudyError) {
        try checkIsSection()
        let known = device.model.parameters
        var values: [String: Double] = [:]
        // A symbol may be written in two ways.
        var named: Set<String> = []
        for (_, entry) in try entries() {
            let slot = known.first { $0.symbol == entry.key || $0.plainSymbol == entry.key }
            guard slot != nil || entry.key == "x_0" else {
                let allowed = known.map(\.symbol)
                throw .unknownKey(
                    file: file, line: entry.line, key: entry.key,
                    section: "the parameters of \(device.model.name.rawValue)",
                    suggestion: NearName.suggestion(for: entry.key, among: allowed), allowed: allowed)
            }
            guard named.insert(slot?.symbol ?? entry.key).inserted else {
                throw entry.invalid("\(slot?.symbol ?? entry.key) stands there twice; leave one out")
            }
            try entry.checkKeys(["value", "standardError", "determination", "deviceToDevice", "cycleToCycle"])
            let unit = slot?.unit ?? ""
            guard let value = try entry.value("value")?.number(in: unit) else {
                throw entry.invalid("it has no key \"value\"")
            }
            if let slot {
                guard slot.allowed.contains(value) else {
                    throw entry.invalid(
                        "\(value) is out of range; allowed is \(slot.allowed.lowerBound) to \(slot.allowed.upperBound) \(unit)"
                    )
                }
                values[slot.symbol] = value
            } else {
                device.initialState = value
            }
            guard let determination = try entry.value("determination")?.text(), determination != "kept" else {
                continue
            }
            var parameter = MeasuredDevice.Parameter(
                symbol: slot?.symbol ?? entry.key, standardError: try entry.value("standardError")?.number(in: unit),
                determination: determination)
            if entry.value("deviceToDevice") != nil || entry.value("cycleToCycle") != nil {
                parameter.spread = try entry.spread(among: nil)
            }
            device.parameters.append(parameter)
        }
        do throws(DeviceError) {
            device.model = try device.model.setting(values)
        } catch {
            throw invalid(error.description)
        }
    }

    private func checkIsSection() throws(StudyError) {
        guard case .mapping = node else { throw invalid("a section is needed: one key per parameter") }
    }

    /// - Parameter keys: those that may stand there; nil if others do as well.
    fileprivate func spread(among keys: [String]? = ["deviceToDevice", "cycleToCycle"]) throws(StudyError)
        -> ParameterSpread
    {
        if let keys { try checkKeys(keys) }
        return ParameterSpread(
            deviceToDevice: try value("deviceToDevice")?.number(in: 0...10),
            cycleToCycle: try value("cycleToCycle")?.number(in: 0...10))
    }

    fileprivate func covariance(_ device: inout MeasuredDevice) throws(StudyError) {
        let rows = try items()
        let count = device.parameters.count
        for row in rows {
            let values = try row.items()
            guard rows.count == count, values.count == count else {
                throw invalid("\(rows.count) rows of \(values.count) numbers, but \(count) parameters were fitted")
            }
            device.covariance.append(
                try values.map { value throws(StudyError) in try value.number(in: -1e300...1e300) })
        }
    }

    fileprivate func drift() throws(StudyError) -> DriftLaw {
        try checkKeys(["exponent", "standardError", "temperature", "activationEnergy", "activationEnergyError"])
        guard let exponent = try value("exponent")?.number(in: -1...1) else {
            throw invalid("it has no key \"exponent\", ν of G = G_0 (t/1 s)^−ν")
        }
        return DriftLaw(
            exponent: exponent, exponentError: try value("standardError")?.number(in: 0...1e3) ?? 0,
            temperature: try value("temperature")?.number(in: "K"),
            activationEnergy: try value("activationEnergy")?.number(in: "eV"),
            activationEnergyError: try value("activationEnergyError")?.number(in: "eV"))
    }

    fileprivate func quality() throws(StudyError) -> MeasuredDevice.Quality {
        try checkKeys(["rows", "relativeResidual", "residualOfRange", "autocorrelation", "verdict", "sentence"])
        guard let verdict = value("verdict") else { throw invalid("it has no key \"verdict\"") }
        return .init(
            rows: try value("rows")?.integer(in: 0...Int.max) ?? 0,
            relativeResidual: try value("relativeResidual")?.number(in: 0...1e300) ?? 0,
            residualOfRange: try value("residualOfRange")?.number(in: 0...1e300) ?? 0,
            autocorrelation: try value("autocorrelation")?.number(in: -1...1) ?? 0, verdict: try verdict.choice(),
            sentence: try value("sentence")?.text() ?? "")
    }
}

extension StudyValue {
    /// A device that a study names: a file's path is relative to the study.
    func device(_ text: String) throws(StudyError) -> MeasuredDevice {
        do {
            return try DeviceFile.resolve(text, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent())
        } catch let error as StudyError where DeviceFile.isPath(text) {
            // It names the device file and its line.
            throw error
        } catch {
            throw invalid("\(error)")
        }
    }
}
