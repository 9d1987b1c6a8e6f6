/// Words of earlier versions that are still taken.
enum Renaming {
    private static let words = [(old: "glyphs", new: "patterns"), (old: "--glyphs", new: "--patterns")]

    /// Says which words of a command line are called otherwise now.
    static func tell(_ arguments: [String]) {
        for (index, argument) in arguments.enumerated().dropFirst() {
            for word in words where argument == word.old || argument.hasPrefix(word.old + "=") {
                // A word without dashes is a command only in the first place.
                guard word.old.hasPrefix("-") || index == 1 else { continue }
                StandardError.write("memspike: \(word.old) is now called \(word.new); it was taken as that")
            }
        }
    }
}
