import Datasets
import Foundation

/// Where this user's data sets are.
enum DataFolders {
    /// Where `memspike data get` puts sets: `$XDG_DATA_HOME/memspike`, or `~/.local/share/memspike`.
    static var downloads: String {
        let environment = ProcessInfo.processInfo.environment
        // A relative path is to be ignored (XDG Base Directory Specification).
        if let home = environment["XDG_DATA_HOME"], home.hasPrefix("/") { return "\(home)/memspike" }
        return "\(NSHomeDirectory())/.local/share/memspike"
    }

    /// The folder of `--data` alone, if it is given; else `$MEMSPIKE_DATA`, then the downloads.
    static func locations(_ folder: String?) -> DatasetLocations {
        if let folder { return DatasetLocations(folders: [folder]) }
        let named = ProcessInfo.processInfo.environment["MEMSPIKE_DATA"].flatMap { $0.isEmpty ? nil : $0 }
        return DatasetLocations(folders: [named, downloads].compactMap { $0 })
    }
}
