/// The remarks above a table, one of which may name its columns: "# a b c" over three columns.
struct HeadingRemarks {
    /// A heading is seldom farther above the numbers.
    private static let reach = 16

    private var remarks: [(fields: [String], separator: UInt8)] = []

    /// Keeps a row if it is a remark: if it begins with "#" or "%".
    ///
    /// "#;a;b" is none, but a heading whose first column counts the rows; nor is "#ff8800;1;2", whose first column is colours.
    mutating func take(_ row: [String], _ separator: UInt8) -> Bool {
        guard let first = row.first, let mark = first.first, mark == "#" || mark == "%" else { return false }
        if row.count > 1, separator != UInt8(ascii: " "), first.dropFirst().first != " " {
            if first.count == 1 || row.dropFirst().contains(where: { Double($0) != nil }) { return false }
        }
        if remarks.count == Self.reach { remarks.removeFirst() }
        remarks.append((row, separator))
        return true
    }

    /// The names in the last remark that has as many as the table has columns, whatever separates them.
    func heading(of width: Int, where isHeading: ([String]) -> Bool) -> [String]? {
        for (fields, separator) in remarks.reversed() {
            var bare = fields
            // "%fat" is a name.
            if bare[0].hasPrefix("#") || bare[0].count == 1 || bare[0].hasPrefix("% ") {
                bare[0] = String(bare[0].drop { "#% \t".contains($0) })
            }
            if bare[0].isEmpty { bare.removeFirst() }
            // "# V I" over three columns: the first one counts the rows.
            let marked = separator == UInt8(ascii: " ") && fields[0].count == 1 ? fields : bare
            let text = bare.joined(separator: " ")
            let others = [",", ";", "\t"].map { mark in
                text.split(separator: Character(mark), omittingEmptySubsequences: false).map(Self.trimmed)
            }
            let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
            if let names = ([bare, marked] + others + [words]).first(where: { $0.count == width && isHeading($0) }) {
                return names
            }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
