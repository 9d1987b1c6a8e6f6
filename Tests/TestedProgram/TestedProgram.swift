package import Foundation
package import NgspiceEngine

/// Whether tests that need libngspice run: they skip on a machine without it, unless
/// MEMSPIKE_REQUIRE_NGSPICE is set; then they run, and fail.
package let ngspiceTestsRun: Bool = {
    if ProcessInfo.processInfo.environment["MEMSPIKE_REQUIRE_NGSPICE"] != nil { return true }
    do {
        try NgspiceLibrary.availability()
        return true
    } catch {
        print("skipped: \(error)")
        return false
    }
}()

/// The memspike executable, which stands beside the test bundle in the build folder.
package let memspikeExecutable: String = {
    for argument in CommandLine.arguments {
        var folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
        while folder.path.count > 1 {
            let candidate = folder.appendingPathComponent("memspike").path
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                FileManager.default.isExecutableFile(atPath: candidate)
            {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
    }
    fatalError("no memspike executable in or above the folders of \(CommandLine.arguments); build it first")
}()

/// Workers that are the built executable.
package func makePool(workers: Int = 1, timeLimit: Duration = .seconds(120)) -> NgspiceWorkerPool {
    NgspiceWorkerPool(executable: memspikeExecutable, workers: workers, timeLimit: timeLimit)
}

/// A folder that goes with this value.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("memspike-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
