import ArgumentParser
import Foundation
import Results

/// Standard output could not be written.
struct StandardOutputError: Error, CustomStringConvertible {
    /// The system's error number.
    var code: Int32

    /// The reader of a pipe has what it wanted and went away: nothing to complain about.
    var isClosedPipe: Bool { code == EPIPE }

    var description: String {
        "cannot write standard output: \(String(cString: strerror(code))); what the run wrote into files stands"
    }
}

/// The one way to print: every byte is written, or an error says that it was not.
enum StandardOutput {
    /// - Throws: `StandardOutputError`.
    static func write(_ text: String = "", terminator: String = "\n") throws {
        let code = StandardStreams.write(text + terminator, to: STDOUT_FILENO)
        if code != 0 { throw StandardOutputError(code: code) }
    }

    /// Prints one JSON object, as run folders hold it.
    static func write(json value: some Encodable) throws {
        try write(String(decoding: RunFolder.json(value), as: UTF8.self), terminator: "")
    }
}

/// How a command prints what it found.
struct PrintOptions: ParsableArguments {
    @Flag(help: "Print one JSON object on standard output instead of text.")
    var json = false

    func show(_ value: some Encodable, _ text: @autoclosure () throws -> String) throws {
        if json { try StandardOutput.write(json: value) } else { try StandardOutput.write(text()) }
    }
}

/// Messages and progress. Where they cannot be written there is nobody to tell, and the run goes on.
enum StandardError {
    static func write(_ text: String, terminator: String = "\n") {
        _ = StandardStreams.write(text + terminator, to: STDERR_FILENO)
    }
}

/// The three descriptors that every process is born with.
enum StandardStreams {
    /// Makes sure that no file that this program opens can become one of them, and that a closed pipe is an error and no
    /// signal; to be called before anything is opened.
    static func secure() {
        // A descriptor that was closed on purpose swallows what is written: who closed it asked for that.
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is this one, since those below it are open.
            _ = open("/dev/null", O_RDWR)
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// - Returns: 0, or the system's error number.
    fileprivate static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let count = Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
                if count > 0 {
                    written += count
                } else if count < 0, errno == EAGAIN {
                    // A descriptor shared with a program that does not want to wait; this one does.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    guard poll(&ready, 1, -1) >= 0 || errno == EINTR else { return errno }
                } else if count == 0 || errno != EINTR {
                    return count == 0 ? ENOSPC : errno
                }
            }
            return 0
        }
    }
}
