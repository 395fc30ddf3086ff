// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: language mode 6 (the tools version's default) and no warning left standing.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "_CryptoExtras", package: "swift-crypto")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let swiftASN1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")

/// One folder of Sources. `above` names the targets of ours that it may import; a test holds every file to this list.
func floor(_ name: String, above: [Target.Dependency], outside: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: above + outside, swiftSettings: strict)
}

func program(_ name: String, above: [Target.Dependency], outside: [Target.Dependency] = []) -> Target {
    .executableTarget(name: name, dependencies: above + outside, swiftSettings: strict)
}

func tests(_ name: String, of above: [Target.Dependency], outside: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: above + outside, swiftSettings: strict)
}

let package = Package(
    name: "ProvisionServer",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "provisionserver", targets: ["provisionserver"]),
        .executable(name: "provisionctl", targets: ["provisionctl"]),
        .executable(name: "amtfleet", targets: ["amtfleet"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "CConsole", dependencies: []),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "CLibSSL", linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
        .systemLibrary(name: "CLibXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CLibZ", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        floor("AMT", above: ["CLibXML"], outside: [crypto]),
        floor("Inventory", above: ["AMT", "CLibXML"], outside: [crypto]),
        floor("Provisioning", above: ["AMT", "Inventory"]),
        floor("Secrets", above: [], outside: [crypto]),
        floor("Telemetry", above: [], outside: [logging, metrics]),
        .target(
            name: "Postgres", dependencies: ["CLibPQ", "Telemetry", logging, deque],
            swiftSettings: strict),
        .target(
            name: "Store",
            dependencies: ["AMT", "Inventory", "Provisioning", "Secrets", "Postgres", logging, crypto],
            resources: [.embedInCode("Migrations"), .embedInCode("Statements")],
            swiftSettings: strict),
        floor(
            "Transport", above: ["AMT", "CLibCurl", "CLibSSL", "Inventory", "Provisioning", "Telemetry"],
            outside: [logging, subprocess, systemPackage]),
        floor(
            "Listener", above: ["AMT", "Inventory", "Provisioning", "Secrets", "Telemetry"],
            outside: [nioCore, nioPosix, serviceLifecycle, logging, metrics]),
        floor(
            "Worker", above: ["AMT", "Inventory", "Provisioning", "Secrets", "Telemetry"],
            outside: [serviceLifecycle, logging, metrics, x509, swiftASN1, crypto, cryptoExtras, jwt]),
        floor(
            "Coordinator", above: ["AMT", "Inventory", "Provisioning", "Secrets", "Telemetry"],
            outside: [serviceLifecycle, logging, metrics]),
        // Its folder Console has the files that CConsole takes in.
        .target(
            name: "ControlAPI",
            dependencies: [
                "AMT", "CConsole", "CLibZ", "Inventory", "Provisioning", "Secrets", "Telemetry", hummingbird,
                hummingbirdCore,
                hummingbirdTLS, serviceLifecycle, logging, metrics, nioCore, nioHTTP1, nioSSL, crypto, jwt,
            ],
            exclude: ["Console"], swiftSettings: strict),
        floor(
            "FleetSimulator", above: ["Telemetry"],
            outside: [
                nioCore, nioPosix, nioHTTP1, nioSSL, x509, swiftASN1, crypto, cryptoExtras, logging, metrics,
                serviceLifecycle,
            ]),
        program("amtfleet", above: ["FleetSimulator", "Telemetry"], outside: [argumentParser, logging]),
        program(
            "provisionctl", above: ["AMT", "CLibCurl", "CLibZ", "Telemetry"],
            outside: [argumentParser, crypto, cryptoExtras, swiftASN1, x509, yams]),
        program(
            "provisionserver",
            above: [
                "AMT", "CLinux", "ControlAPI", "Coordinator", "Inventory", "Listener", "Postgres", "Provisioning",
                "Secrets",
                "Store", "Telemetry", "Transport", "Worker",
            ],
            outside: [
                argumentParser, logging, metrics, nioPosix, serviceLifecycle, unixSignals, x509,
                swiftASN1, crypto, cryptoExtras, yams,
            ]),
        tests("AMTTests", of: ["AMT"], outside: [crypto]),
        tests("InventoryTests", of: ["Inventory", "AMT"]),
        tests("ProvisioningTests", of: ["Provisioning", "AMT", "Inventory"]),
        tests("SecretsTests", of: ["Secrets"], outside: [crypto]),
        tests("TelemetryTests", of: ["Telemetry"], outside: [logging, metrics]),
        .target(
            name: "PostgresTestSupport", dependencies: ["Postgres", "Telemetry", logging],
            path: "Tests/PostgresTestSupport", swiftSettings: strict),
        tests("PostgresTests", of: ["Postgres", "PostgresTestSupport", "Telemetry"], outside: [logging]),
        tests(
            "StoreTests",
            of: ["Store", "Postgres", "PostgresTestSupport", "AMT", "Inventory", "Provisioning", "Secrets"],
            outside: [logging]),
        tests(
            "TransportTests", of: ["Transport", "AMT", "CLibCurl", "Inventory", "Provisioning", "Telemetry"],
            outside: [logging]),
        tests(
            "ListenerTests", of: ["Listener", "AMT", "Provisioning", "Telemetry"],
            outside: [nioCore, nioPosix, nioEmbedded, logging, metrics, serviceLifecycle]),
        tests(
            "WorkerTests", of: ["Worker", "AMT", "Inventory", "Provisioning", "Secrets", "Telemetry"],
            outside: [logging, x509, swiftASN1, crypto, cryptoExtras, serviceLifecycle]),
        tests(
            "CoordinatorTests", of: ["Coordinator", "AMT", "Inventory", "Provisioning", "Telemetry"],
            outside: [logging, metrics, serviceLifecycle]),
        tests(
            "ControlAPITests", of: ["ControlAPI", "AMT", "Inventory", "Provisioning", "Secrets", "Telemetry"],
            outside: [
                hummingbird, .product(name: "HummingbirdTesting", package: "hummingbird"), logging, nioCore,
                nioEmbedded,
                serviceLifecycle, jwt, crypto,
            ]),
        tests(
            "FleetSimulatorTests", of: ["FleetSimulator", "AMT", "Telemetry"],
            outside: [nioCore, nioPosix, nioHTTP1, nioSSL, x509, swiftASN1, crypto, cryptoExtras, logging]),
        tests("HouseTests", of: ["provisionserver", "Provisioning", "Telemetry"]),
        tests("provisionctlTests", of: ["provisionctl", "AMT", "Provisioning"], outside: [argumentParser, yams]),
        tests(
            "provisionserverTests",
            of: [
                "provisionserver", "AMT", "ControlAPI", "Coordinator", "Listener", "Provisioning", "Secrets", "Store",
                "Telemetry",
                "Worker",
            ],
            outside: [logging, metrics, x509, crypto, cryptoExtras, swiftASN1]),
        tests("SimulationTests", of: ["AMT", "Inventory", "Provisioning", "Worker"], outside: [logging]),
        tests("ClusterTests", of: ["PostgresTestSupport", "Postgres"], outside: [logging, crypto, x509, swiftASN1]),
    ]
)
