import COpenSSL

/// The MD5 of a published file. It tells a damaged or altered copy, as published for these sets; it is no signature.
struct ContentDigest: Sendable, Hashable {
    enum Content: Sendable, Hashable {
        /// The file as it is stored.
        case stored
        /// What a gzip'd file holds: the same however it was packed.
        case inflated
    }

    let content: Content
    /// 32 hexadecimal digits.
    let md5: String

    /// The MD5 of the content of `file`.
    /// - Parameter largestSize: inflating ends with an error after as many bytes.
    func found(in file: ByteFile, largestSize: Int) throws(DatasetError) -> String {
        let stream = try ByteStream(file, compression: content == .stored ? ByteStream.Compression.none : nil)
        return try Self.md5(stream, largestSize: largestSize)
    }

    /// The MD5 of all that is left in `stream`.
    static func md5(_ stream: ByteStream, largestSize: Int = .max) throws(DatasetError) -> String {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestInit_ex(context, EVP_md5(), nil) == 1 else {
            throw .unsupported(
                file: stream.name, found: "OpenSSL refuses MD5", allowed: "its default provider must be active")
        }
        try stream.forEachPiece { piece throws(DatasetError) in
            guard stream.position <= largestSize else {
                throw .sizeBeyondFile(file: stream.name, promised: stream.position, possible: largestSize)
            }
            EVP_DigestUpdate(context, piece.baseAddress, piece.count)
        }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        EVP_DigestFinal_ex(context, &digest, &length)
        return digest[..<Int(length)].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
