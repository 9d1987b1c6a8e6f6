import Foundation

/// What memory the machine has, and what this process took of it.
enum MachineMemory {
    /// Bytes that a run may count on: what the system could give without swapping.
    static var available: Int {
        let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        #if os(Linux)
            if let bytes = kibibytes(of: "MemAvailable:", in: "/proc/meminfo") { return min(physical, bytes) }
        #endif
        return physical
    }

    /// The highest resident memory of this process so far, in bytes.
    static var peak: Int {
        #if os(Linux)
            if let bytes = kibibytes(of: "VmHWM:", in: "/proc/self/status") { return bytes }
        #endif
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Int(usage.ru_maxrss) << 10
        #else
            getrusage(RUSAGE_SELF, &usage)
            return Int(usage.ru_maxrss)
        #endif
    }

    #if os(Linux)
        private static func kibibytes(of key: String, in file: String) -> Int? {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8),
                let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }),
                let number = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
            else { return nil }
            return number << 10
        }
    #endif
}
