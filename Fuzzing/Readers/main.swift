import Foundation

/// Options of the form `--name value`.
private struct Options {
    private var values: [String: String] = [:]

    init(_ arguments: [String]) throws {
        guard arguments.count.isMultiple(of: 2) else { throw FuzzError(Self.usage) }
        for place in stride(from: 0, to: arguments.count, by: 2) {
            guard arguments[place].hasPrefix("--") else { throw FuzzError(Self.usage) }
            values[String(arguments[place].dropFirst(2))] = arguments[place + 1]
        }
    }

    subscript(name: String) -> String? { values[name] }
    func number<Value: LosslessStringConvertible>(_ name: String, or other: Value) -> Value {
        values[name].flatMap { Value($0) } ?? other
    }

    static let usage = """
        fuzz-readers --corpus FOLDER [--target NAME,…] [--seconds N] [--inputs N] [--seed N] [--from N] [--jobs N]
                     [--findings FOLDER]
        Hands altered files to every reader, until N seconds or inputs are done for each target. Status 1 if a reader traps,
        takes more than 5 s of processor time or 500 MB for one input, or leaks; the inputs are then in the folder of findings.
        """
}

private func targets(_ names: String?) throws -> [FuzzTarget] {
    guard let names else { return FuzzTarget.all }
    return try names.split(separator: ",").map { name in
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            throw FuzzError("no target \"\(name)\": \(FuzzTarget.all.map(\.name).joined(separator: " "))")
        }
        return target
    }
}

/// One line of the table, and whether the target passed.
private func run(_ target: FuzzTarget, _ options: Options, corpusFolder: String) throws -> (
    line: String, inputs: Int, passed: Bool
) {
    let corpus = Corpus(folder: corpusFolder)
    let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let work = "\(memory)/memspike-fuzz-\(getpid())-\(target.name)"
    defer { for end in ["", ".progress", ".candidate"] { try? FileManager.default.removeItem(atPath: work + end) } }
    let parent = Parent(
        target: target, mutator: Mutator(corpus: try corpus.files(of: target), tokens: target.tokens), corpus: corpus,
        seed: options.number("seed", or: 1), findings: options["findings"] ?? "Fuzzing/findings", work: work,
        common: ["--corpus", corpusFolder])
    let outcome = try parent.run(
        from: options.number("from", or: 0), seconds: options.number("seconds", or: 60),
        inputs: options.number("inputs", or: Int.max / 2))
    var lines = [
        "\(target.name.padding(toLength: 22, withPad: " ", startingAt: 0)) \(outcome.inputs) inputs, "
            + "\(outcome.taken) taken, in \(Int(outcome.seconds.rounded())) s"
    ]
    lines += outcome.findings.map { "    input \($0.index): \($0.reason), kept as \($0.path)" }
    return (lines.joined(separator: "\n"), outcome.inputs, outcome.findings.isEmpty)
}

private func child(_ name: String, _ options: Options, corpus: Corpus) throws {
    let target = try targets(name)[0]
    let work = options["work"] ?? "."
    if let file = options["input"] {
        try corpus.prepare(work, for: target)
        try Child.run(target, [UInt8](Data(contentsOf: URL(fileURLWithPath: file))), folder: work)
    } else {
        let mutator = Mutator(corpus: try corpus.files(of: target), tokens: target.tokens)
        try Child.run(
            target, mutator, seed: options.number("seed", or: 1),
            options.number("from", or: 0)..<options.number("to", or: 0), folder: work,
            progress: options["progress"] ?? "")
    }
}

/// Prints at once, in a file as well.
private func say(_ text: Any) {
    print(text)
    fflush(nil)
}

private func main() throws -> Int32 {
    let options = try Options(Array(CommandLine.arguments.dropFirst()))
    guard let corpusFolder = options["corpus"] else { throw FuzzError(Options.usage) }
    if let name = options["child"] {
        try child(name, options, corpus: Corpus(folder: corpusFolder))
        return 0
    }
    let chosen = try targets(options["target"])
    let jobs: Int = options.number("jobs", or: ProcessInfo.processInfo.activeProcessorCount)
    let results = Results()
    DispatchQueue.concurrentPerform(iterations: min(jobs, chosen.count)) { _ in
        while let index = results.next(below: chosen.count) {
            do {
                let (line, inputs, passed) = try run(chosen[index], options, corpusFolder: corpusFolder)
                say(line)
                results.add(inputs: inputs, passed: passed)
            } catch {
                say("\(chosen[index].name): \(error)")
                results.add(inputs: 0, passed: false)
            }
        }
    }
    say("\(results.inputs) inputs in all")
    return results.passed ? 0 : 1
}

do {
    exit(try main())
} catch {
    say(error)
    exit(2)
}
