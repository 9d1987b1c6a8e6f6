import Foundation
import Quantities

/// What the report of a measured device shows. All numbers are SI.
package struct DeviceReportContents: Sendable {
    package enum Kind: Sendable {
        case sweep, pulses, retention, endurance, writeVerify
    }

    /// One cycle, device, temperature or state.
    package struct Curve: Sendable {
        package var name: String
        /// Voltage, pulse, time, cycle or attempt.
        package var x: [Double]
        /// [A], [S], or [Ω] for endurance; NaN in rows that were left out.
        package var y: [Double]
        /// What the model answers; empty without a model.
        package var fitted: [Double]
        /// What was to be reached, for write–verify; empty otherwise.
        package var target: [Double]

        package init(name: String, x: [Double], y: [Double], fitted: [Double] = [], target: [Double] = []) {
            (self.name, self.x, self.y, self.fitted, self.target) = (name, x, y, fitted, target)
        }
    }

    package struct Parameter: Sendable {
        package var symbol: String
        package var unit: String
        package var value: Double
        package var standardError: Double
        /// Whether and why the data determine it; empty for a plain statistic.
        package var determination: String

        package init(
            symbol: String, unit: String, value: Double, standardError: Double = .nan, determination: String = ""
        ) {
            (self.symbol, self.unit, self.value) = (symbol, unit, value)
            (self.standardError, self.determination) = (standardError, determination)
        }
    }

    /// A model beside the best one.
    package struct Model: Sendable {
        package var name: String
        /// Of the corrected Akaike criterion, to the best.
        package var akaikeDifference: Double
        package var relativeResidual: Double
        package var verdict: String

        package init(name: String, akaikeDifference: Double, relativeResidual: Double, verdict: String) {
            (self.name, self.akaikeDifference) = (name, akaikeDifference)
            (self.relativeResidual, self.verdict) = (relativeResidual, verdict)
        }
    }

    /// The drift's exponent at one temperature.
    package struct Exponent: Sendable {
        package var temperature: Double
        package var value: Double
        package var standardError: Double

        package init(temperature: Double, value: Double, standardError: Double) {
            (self.temperature, self.value, self.standardError) = (temperature, value, standardError)
        }
    }

    package var file: String
    package var kind: Kind
    /// Of the model or law; empty where nothing was fitted.
    package var model: String
    /// What was read, in one line.
    package var understood: String
    package var verdict: String
    package var curves: [Curve]
    package var parameters: [Parameter]
    package var models: [Model]
    package var spreads: [String]
    package var exponents: [Exponent]
    /// [eV]
    package var activationEnergy: Double?

    package init(
        file: String, kind: Kind, model: String, understood: String, verdict: String, curves: [Curve],
        parameters: [Parameter], models: [Model] = [], spreads: [String] = [], exponents: [Exponent] = [],
        activationEnergy: Double? = nil
    ) {
        (self.file, self.kind, self.model) = (file, kind, model)
        (self.understood, self.verdict) = (understood, verdict)
        (self.curves, self.parameters, self.models, self.spreads) = (curves, parameters, models, spreads)
        (self.exponents, self.activationEnergy) = (exponents, activationEnergy)
    }
}

/// The report of a measured device: one HTML file that needs nothing beside it.
package enum DeviceReport {
    /// The same contents give the same bytes; the page holds no script and loads nothing.
    package static func html(_ contents: DeviceReportContents) -> String {
        var sections = [measurement(contents)]
        if !contents.parameters.isEmpty { sections.append(result(contents)) }
        if contents.models.count > 1 { sections.append(models(contents)) }
        if !contents.spreads.isEmpty {
            sections.append(
                Section(
                    anchor: "spread", title: "Spread", blocks: contents.spreads.map { .paragraph([.text($0)]) }))
        }
        return ReportPage(title: "A measured device", header: header(contents), sections: sections).html
    }

    private static func header(_ contents: DeviceReportContents) -> Markup {
        ReportHeader(
            kicker: "memspike · measured device",
            title: words(contents.kind) + (contents.model.isEmpty ? "" : ", \(contents.model)"),
            lead: [.text(sentence(contents.verdict))],
            facts: [("File", .text(contents.file)), ("Read as", .text(contents.understood))]
        ).markup
    }

    private static func words(_ kind: DeviceReportContents.Kind) -> String {
        switch kind {
        case .sweep: "I–V sweep"
        case .pulses: "Pulses"
        case .retention: "Retention"
        case .endurance: "Endurance"
        case .writeVerify: "Write and verify"
        }
    }

    private static func sentence(_ text: String) -> String {
        guard let first = text.first else { return "" }
        return first.uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }

    private static func measurement(_ contents: DeviceReportContents) -> Section {
        let figures = DeviceCurves(contents)
        var blocks: [Block] = [.figure(figures.main)]
        if let residuals = figures.residuals { blocks.append(.figure(residuals)) }
        if let arrhenius = figures.arrhenius { blocks.append(.figure(arrhenius)) }
        return Section(
            anchor: "measurement", title: contents.model.isEmpty ? "Measured" : "Measured and fitted", blocks: blocks)
    }

    private static func result(_ contents: DeviceReportContents) -> Section {
        let hasErrors = contents.parameters.contains { $0.standardError.isFinite }
        let hasWords = contents.parameters.contains { !$0.determination.isEmpty }
        let rows = contents.parameters.map { parameter -> [Markup] in
            [.text(parameter.symbol), .text(number(parameter.value))]
                + (hasErrors ? [.text(number(parameter.standardError, digits: 2))] : []) + [.text(parameter.unit)]
                + (hasWords ? [.text(parameter.determination)] : [])
        }
        let columns: [Table.Column] =
            [.words(hasWords ? "Parameter" : "Quantity"), .numbers("Value")]
            + (hasErrors ? [.numbers("Standard error")] : []) + [.words("Unit")]
            + (hasWords ? [.words("Determined by these data?")] : [])
        return Section(
            anchor: "parameters", title: hasWords ? "Parameters" : "Statistics",
            blocks: [
                .table(
                    Table(
                        title: hasWords ? "Parameters of \(contents.model)" : "Statistics", columns: columns, rows: rows
                    ))
            ])
    }

    private static func models(_ contents: DeviceReportContents) -> Section {
        Section(
            anchor: "models", title: "Models compared",
            blocks: [
                .table(
                    Table(
                        title: "Models by the corrected Akaike criterion",
                        caption: ["Differences to the best; below 2 they are as good as each other."],
                        columns: [.words("Model"), .numbers("ΔAICc"), .numbers("Residual (%)"), .words("Verdict")],
                        rows: contents.models.map {
                            [
                                .text($0.name), .text(NumberText.fixed($0.akaikeDifference, decimals: 1)),
                                .text(NumberText.fixed($0.relativeResidual * 100, decimals: 2)), .text($0.verdict),
                            ]
                        }, emphasized: [0]))
            ])
    }

    private static func number(_ value: Double, digits: Int = 5) -> String {
        value.isFinite
            ? String(format: "%.\(digits)g", value).replacingOccurrences(of: "-", with: "−") : NumberText.absent
    }
}
