import Foundation

/// Why the file system refused.
enum FileTrouble {
    /// A short reason in plain words, without Foundation's wrapping.
    static func reason(_ error: any Error, path: String) -> String {
        let error = error as NSError
        let posix = (error.userInfo[NSUnderlyingErrorKey] as? NSError) ?? error
        if posix.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(posix.code))) }
        if error.code == CocoaError.fileReadNoSuchFile.rawValue || error.code == CocoaError.fileNoSuchFile.rawValue {
            return "no such file"
        }
        return error.localizedDescription
    }
}
