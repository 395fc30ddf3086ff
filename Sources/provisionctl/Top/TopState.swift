import Foundation

/// What `top` knows, to be drawn.
struct TopState {
    /// One answer of the API.
    enum Part<Value> {
        case waiting
        case there(Value)
        /// The server has no such resource.
        case notAvailable
        case failed(String)

        var value: Value? {
            if case .there(let value) = self { return value }
            return nil
        }

        /// In a word or two, when it is not there.
        var absence: String? {
            switch self {
            case .waiting: "…"
            case .there: nil
            case .notAvailable: "not available"
            case .failed(let reason): reason
            }
        }
    }

    var server: String
    var now: Date
    /// Of the queue, for servers without an overview.
    var counts: [String: Int] = [:]
    var overview = Part<Overview>.waiting
    var nodes = Part<[NodeList.Node]>.waiting
    var sources = Part<[InventorySource]>.waiting
    /// The newest last.
    var events: [FleetEvent] = []
    /// Why none or no newer ones come, if so.
    var eventsAbsence: String?
    /// Why nothing is known, when that is so.
    var failure: String?
}
