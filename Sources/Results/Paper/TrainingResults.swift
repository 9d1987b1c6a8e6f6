package import Studies

/// What `memspike train` reports.
package struct TrainingResults: Codable, Sendable, Equatable {
    package var schemaVersion = 1
    package var program: ProgramRecord
    package var study: StudyTree
    package var seed: UInt64
    package var training: TrainingRecord
    /// The untrained baseline on the same presentations, without faults.
    package var templates: TemplateRecord
    package var frozenCells: Int
    package var designRules: [DesignRuleRecord]
    package var notes: [String]

    package init(
        program: ProgramRecord, study: StudyTree, seed: UInt64, training: TrainingRecord, templates: TemplateRecord,
        frozenCells: Int, designRules: [DesignRuleRecord], notes: [String]
    ) {
        self.program = program
        self.study = study
        self.seed = seed
        self.training = training
        self.templates = templates
        self.frozenCells = frozenCells
        self.designRules = designRules
        self.notes = notes
    }
}
