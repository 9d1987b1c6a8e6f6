package import Results
import Studies

/// The report on a deep network: one HTML file that needs nothing beside it.
package enum NetworkReport {
    /// Writes the results as a page with figures and tables.
    ///
    /// The same results give the same bytes. The page holds no script and loads nothing; it is well-formed XML as well
    /// as HTML. What the results lack is said to be missing, in a line where it would stand.
    package static func html(_ results: NetworkResults) -> String {
        let header = NetworkHeaderSection(results: results)
        return ReportPage(
            title: header.title, header: header.markup,
            sections: [
                ProtocolSection(results: results).section, NetworkResultSection(results: results).section,
                LearningSection(results).section, ConfusionSection(results).section,
                MisclassifiedSection(results).section, FiringSection(results).section,
                WeightSection(results).section, NotesSection(notes: results.notes, study: results.study).section,
            ]
        ).html
    }
}

extension NetworkResults {
    /// "784-800-10".
    var shape: String { ([data.features] + layers.map(\.neurons)).map(String.init).joined(separator: "-") }

    var isCrossValidated: Bool { !folds.isEmpty }

    /// A value of the study, as its file says it.
    func studied(_ section: String, _ key: String) -> String {
        guard case .section(let sections) = study, case .section(let keys)? = sections[section],
            let value = keys[key]
        else { return NumberText.absent }
        return StudyText.lines(value).joined(separator: ", ")
    }
}
