/// Why a run folder cannot be used.
package enum RunFolderError: Error, Equatable, CustomStringConvertible {
    case exists(path: String)
    case notCreated(path: String, reason: String)
    case unwritable(path: String, reason: String)
    case unreadable(path: String, reason: String)
    case notARun(path: String, missing: String)
    case conductances(file: String, line: Int, reason: String)
    case faults(file: String, line: Int, reason: String)
    case foreignVersion(file: String, found: Int, supported: Int)
    case complete(path: String)
    case otherStudy(path: String)
    case inUse(path: String)
    case unfinished(path: String)
    case sweep(path: String)
    /// A run that cannot be continued was cut off.
    case cutOff(path: String, command: String, state: RunStatus.State)
    /// An output that would overwrite what it is made from.
    case input(path: String)

    package var description: String {
        switch self {
        case .exists(let path):
            "\(path) exists and is not empty; a run never writes over another: choose another --output, or remove it"
        case .notCreated(let path, let reason):
            "cannot make the folder \(path): \(reason); choose another by --output"
        case .unwritable(let path, let reason):
            "cannot write \(path): \(reason); choose a folder on a disk with room and permission, by --output"
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .notARun(let path, let missing):
            "\(path) is not a run folder: it has no \(missing); make one with memspike paper or memspike train"
        case .conductances(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .faults(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .foreignVersion(let file, let found, let supported):
            "\(file) has schema version \(found), but this program reads version \(supported); use the program that wrote it"
        case .complete(let path):
            "\(path) holds a complete run; a run never writes over another: choose another --output, or remove it"
        case .otherStudy(let path):
            "\(path) holds an unfinished run of another study or seed; only the same study continues it: choose another "
                + "--output, or remove it"
        case .inUse(let path): "\(path) is being written by another process; wait for it, or choose another --output"
        case .unfinished(let path):
            "\(path) holds a run that has not ended: the command that began it continues it, into the same --output"
        case .sweep(let path):
            "\(path) holds a sweep, which has no network of its own; memspike report writes its page anew"
        case .cutOff(let path, let command, let state):
            "\(path) holds a run of memspike \(command) that did not end (run.json calls it \(state.rawValue)) and cannot be "
                + "continued: remove the folder, or choose another --output, and run memspike \(command) again"
        case .input(let path):
            "\(path) belongs to a run, and a run never writes over another: choose another --output"
        }
    }
}
