import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a parser found in a page.
final class PageReader: NSObject, XMLParserDelegate {
    private(set) var identifiers: [String] = []
    private(set) var references: [String] = []
    private(set) var attributes: [(name: String, value: String)] = []
    private(set) var elements: [String] = []
    private(set) var text = ""
    private(set) var failure: String?

    init(_ page: String) {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        if !parser.parse() { failure = "line \(parser.lineNumber): \(String(describing: parser.parserError))" }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes found: [String: String]
    ) {
        elements.append(name)
        for (key, value) in found {
            attributes.append((key, value))
            if key == "id" { identifiers.append(value) }
            if key == "href", value.hasPrefix("#") { references.append(String(value.dropFirst())) }
            if key == "aria-labelledby" { references += value.split(separator: " ").map(String.init) }
        }
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }
}
