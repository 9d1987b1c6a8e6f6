#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Why a message did not pass.
enum ChannelError: Error, Equatable {
    /// The other end is closed.
    case closed
    /// The worker took all the processor time of its job.
    case timeLimit
    /// It did nothing for this long.
    case standstill(seconds: Double)
    case malformed(String)
}

/// Messages over a descriptor: a mark, the length, the bytes.
struct FrameChannel: Sendable {
    private static let mark = UInt64(0x4d53_5049_4b45_3031)  // "MSPIKE01"; another version has another mark
    /// No deck and no record comes near; a length beyond it is noise.
    private static let longestMessage = UInt64(1) << 34

    let input: Int32
    let output: Int32
    /// Whether the descriptors are one socket, on which writing to a dead peer can be kept from raising SIGPIPE.
    let isSocket: Bool

    /// - Parameter watch: over the other end; nil waits for ever.
    func send(_ message: [UInt8], watch: WorkerWatch?) throws(ChannelError) {
        var header = ByteWriter()
        header.write(Self.mark)
        header.write(UInt64(message.count))
        try write(header.bytes, watch: watch)
        try write(message, watch: watch)
    }

    func receive(watch: WorkerWatch?) throws(ChannelError) -> [UInt8] {
        let header = try read(16, watch: watch)
        let (mark, length) = header.withUnsafeBytes {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        guard mark == Self.mark else {
            let text = String(decoding: header, as: UTF8.self).debugDescription
            throw .malformed("bytes that are no message, beginning with \(text)")
        }
        guard length <= Self.longestMessage else { throw .malformed("a message of \(length) bytes") }
        return try read(Int(length), watch: watch)
    }

    private func write(_ bytes: [UInt8], watch: WorkerWatch?) throws(ChannelError) {
        var done = 0
        while done < bytes.count {
            try wait(on: output, for: Int16(POLLOUT), watch: watch)
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                return isSocket ? sendSome(rest) : systemWrite(output, rest)
            }
            if count > 0 {
                done += count
            } else if count < 0, errno != EINTR, errno != EAGAIN {
                throw .closed
            }
        }
    }

    private func read(_ count: Int, watch: WorkerWatch?) throws(ChannelError) -> [UInt8] {
        // Grows as bytes arrive: a wrong length must not allocate.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(count, 1 << 24))
        while bytes.count < count {
            try wait(on: input, for: Int16(POLLIN), watch: watch)
            let wanted = min(count - bytes.count, 1 << 18)
            var received = 0
            let piece = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
                received = systemRead(input, UnsafeMutableRawBufferPointer(buffer))
                filled = max(0, received)
            }
            if received > 0 {
                bytes += piece
            } else if received == 0 || (errno != EINTR && errno != EAGAIN) {
                throw .closed
            }
        }
        return bytes
    }

    private func wait(on descriptor: Int32, for events: Int16, watch: WorkerWatch?) throws(ChannelError) {
        while true {
            let milliseconds = watch?.interval ?? -1
            var request = pollfd(fd: descriptor, events: events, revents: 0)
            let ready = poll(&request, 1, milliseconds)
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw .closed }
            try watch?.check()
        }
    }

    private func sendSome(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            let flags = Int32(MSG_DONTWAIT)  // SO_NOSIGPIPE is set on the socket
        #else
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        #endif
        return systemSend(output, bytes, flags)
    }
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
    send(descriptor, bytes.baseAddress, bytes.count, flags)
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, bytes.baseAddress, bytes.count)
}
