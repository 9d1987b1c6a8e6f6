import Foundation

/// Whether a model describes what was measured, and what it then tells.
public enum FitVerdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// Residuals are noise, and every parameter is determined.
    case complete
    /// Residuals are noise; some parameters stay open.
    case partial
    /// Residuals of neighbours go together: something in the data is not in the model.
    case systematic
    /// The model misses the data by more than a fifth of the value with a pattern, or by more than half of it with none.
    case poor
}

extension DeviceFit {
    /// Judged by the residuals first, then by what they determine.
    public var verdict: FitVerdict {
        if relativeRMS > (isSystematic ? 0.2 : 0.5) { return .poor }
        if isSystematic { return .systematic }
        return parameters.allSatisfy(\.isIdentified) ? .complete : .partial
    }

    /// The verdict in a sentence with its numbers.
    public var verdictSentence: String {
        let open = parameters.filter { !$0.isIdentified }.map(\.symbol)
        let share = String(format: "%.2g %%", 100 * noise.relative)
        let correlation = String(format: "%.2f", autocorrelation)
        switch verdict {
        case .complete:
            return "the model describes the data within their noise of \(share), and they determine every parameter"
        case .partial:
            return "the model describes the data within their noise of \(share); they do not determine "
                + open.joined(separator: ", ")
        case .systematic:
            return
                "neighbouring residuals go together (autocorrelation \(correlation)): the model lacks something of these "
                + "data, or a better minimum exists; it is good to \(share), and no standard error means what it says"
        case .poor:
            return "the model misses the data by \(String(format: "%.2g %%", 100 * relativeRMS)) of the value, "
                + (isSystematic
                    ? "systematically (autocorrelation \(correlation)); choose another one"
                    : "without a pattern; see by the line of what was read whether the rows are what they were taken for")
        }
    }

    /// Parameters of the model and of the noise.
    private var freedom: Double { Double(parameters.count + 2) }

    /// Akaike's criterion with its correction for few rows, doi 10.1093/biomet/76.2.297; infinite with too few.
    ///
    /// Comparable between models of the same data; differences, not values, have a meaning.
    public var correctedAkaike: Double {
        let n = Double(rowCount)
        guard n > freedom + 1 else { return .infinity }
        return 2 * freedom - 2 * logLikelihood + 2 * freedom * (freedom + 1) / (n - freedom - 1)
    }

    /// Schwarz's criterion, doi 10.1214/aos/1176344136.
    public var bayesian: Double { freedom * log(Double(max(1, rowCount))) - 2 * logLikelihood }
}
