import Glibc
import Testing

/// A port of this machine that refuses connections, or takes them and says nothing.
final class Port: Sendable {
    let number: UInt16
    private let socket: Int32

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 ? getsockname(socket, $0, &size) : -1
            }
        }
        try #require(code == 0)
        self.socket = socket
        number = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }

    func listen() throws { try #require(Glibc.listen(socket, 100) == 0) }
}
