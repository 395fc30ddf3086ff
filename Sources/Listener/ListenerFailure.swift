/// Why the listener cannot listen. An operator must act.
package struct ListenerFailure: Error, Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The address is not this machine's, or the port is taken or forbidden: the error number says which.
        case cannotBind = "cannot-bind"
        /// The operating system closed a listening socket.
        case socketLost = "socket-lost"
    }

    package let kind: Kind
    /// The item of `listener.bind`, or empty.
    package let address: String
    /// `errno`, or 0.
    package let errorNumber: Int32

    package init(kind: Kind, address: String, errorNumber: Int32) {
        self.kind = kind
        self.address = address
        self.errorNumber = errorNumber
    }
}
