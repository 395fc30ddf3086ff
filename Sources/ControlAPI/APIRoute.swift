/// Every resource, as the router and the metrics name it.
enum APIRoute: String, CaseIterable, Sendable {
    case livez = "/livez"
    case readyz = "/readyz"
    case metrics = "/metrics"
    case devices = "/v1/devices"
    case device = "/v1/devices/{uuid}"
    case timeline = "/v1/devices/{uuid}/timeline"
    case credential = "/v1/devices/{uuid}/credential"
    case retry = "/v1/devices/{uuid}/retry"
    case queue = "/v1/queue"
}
