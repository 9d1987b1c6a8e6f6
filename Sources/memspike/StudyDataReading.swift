import Datasets
import Experiments
import Studies

extension StudyData {
    /// The samples of a study; says in one line what was read.
    /// - Parameters:
    ///   - file: how errors name the study.
    ///   - session: whose progress line the text interrupts.
    static func reading(
        _ study: Study, from locations: DatasetLocations, file: String, session: Session
    ) throws -> StudyData {
        let data = try StudyData(study, from: locations, file: file, memory: MachineMemory.available)
        session.finishProgress()
        StandardError.write("memspike: read \(data.dataset.summary)")
        return data
    }
}
