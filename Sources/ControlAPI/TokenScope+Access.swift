import Hummingbird
import Provisioning

extension TokenScope {
    /// The one place that says what a token is good for. A resource that is new is closed to narrow scopes until it is named
    /// here.
    ///
    /// - Parameter route: `nil` for what is no resource of ours.
    func allows(_ method: HTTPRequest.Method, _ route: APIRoute?) -> Bool {
        switch self {
        case .all: true
        case .records: method == .post && route == .inventoryRecords
        }
    }

    /// For people.
    var purpose: String {
        switch self {
        case .all: "everything"
        case .records: "bringing inventory records"
        }
    }
}
