package import Results

/// The report on the paper's experiment: one HTML file that needs nothing beside it.
package enum PaperReport {
    /// Writes the results as a page with figures and tables.
    ///
    /// The same results give the same bytes. The page holds no script and loads nothing; it is well-formed XML as well
    /// as HTML. What the results lack is said to be missing, in a line where it would stand.
    package static func html(_ results: PaperResults) -> String {
        let sections = [
            PatternSection(results).section, ConductanceSection(results).section, RaceSection(results).section,
            NoiseSection(results: results).section, StuckAtSection(results).section,
            AgreementSection(results: results).section,
            EnergySection(results).section, TrainingSection(results).section, DesignRuleSection(results).section,
            NotesSection(results).section,
        ]
        return ReportPage(
            title: HeaderSection.title, header: HeaderSection(results: results).markup, sections: sections
        ).html
    }
}
