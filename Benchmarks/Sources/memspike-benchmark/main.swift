import Foundation

// Answers, line by line, what the driver asks: `hello FOLDER` (write there what the peers read), `check WORK`,
// `measure WORK SECONDS`. The peers in `peers/` speak the same lines, so that all stay alive and are measured in turn.

func answer(_ words: [String], _ contestant: Contestant) throws -> [String: Any] {
    func work() throws -> Work {
        guard words.count > 1, let work = Work(rawValue: words[1]) else { throw Refusal.unknown(words) }
        return work
    }
    switch words.first {
    case "hello" where words.count == 2:
        try contestant.write(to: URL(filePath: words[1]))
        return ["works": Work.allCases.map(\.rawValue)]
    case "check": return try contestant.check(try work())
    case "measure" where words.count == 3:
        guard let seconds = Double(words[2]) else { throw Refusal.unknown(words) }
        let result = try contestant.measure(try work(), seconds: seconds)
        return ["seconds": result.seconds, "wallSeconds": result.wallSeconds, "repetitions": result.repetitions]
    default: throw Refusal.unknown(words)
    }
}

enum Refusal: Error, CustomStringConvertible {
    case unknown([String])

    var description: String {
        switch self {
        case .unknown(let words):
            "\"\(words.joined(separator: " "))\" is none of: hello FOLDER, check WORK, measure WORK SECONDS "
                + "(WORK is one of \(Work.allCases.map(\.rawValue).joined(separator: ", ")))"
        }
    }
}

let contestant = Contestant()
while let line = readLine() {
    var result: [String: Any]
    do {
        result = try answer(line.split(separator: " ").map(String.init), contestant)
    } catch {
        result = ["error": "\(error)"]
    }
    var text = try JSONSerialization.data(withJSONObject: result, options: .sortedKeys)
    text.append(10)
    try FileHandle.standardOutput.write(contentsOf: text)
}
