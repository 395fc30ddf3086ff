import Foundation
import Testing

@testable import provisionctl

@Suite("leases of DHCP")
struct DHCPLeaseTests {
    /// A moment at which leases are looked at: 2026-11-29 12:00:00 UTC.
    static let now = Date(timeIntervalSince1970: 1_795_953_600)
    static let dhclient = "/var/lib/dhcp/dhclient.leases"

    private func suffixes(_ text: String, file: String = Self.dhclient) -> [String] {
        NetworkFiles.optionFifteen([(path: file, text: text)], now: Self.now)
    }

    private func lease(_ interface: String, _ domain: String, expire: String = "never") -> String {
        DoctorTests.lease(interface, domain, expire: expire)
    }

    @Test(
        "say which suffix DHCP gives, in the words of each client",
        arguments: [
            ("/var/lib/dhclient/dhclient.leases", "lease {\n  option domain-name \"Corp.Example.com.\";\n}\n"),
            ("/run/systemd/netif/leases/2", "ADDRESS=10.0.0.9\nDOMAINNAME=corp.example.com\n"),
            ("/run/NetworkManager/devices/2", "[dhcp4]\ndomain_name=corp.example.com\nexpiry=1795953601\n"),
            ("/run/NetworkManager/devices/2", "[dhcp4]\ndomain_name=corp.example.com\n"),
        ])
    func clients(_ file: String, _ text: String) {
        #expect(self.suffixes(text, file: file) == ["corp.example.com"])
    }

    @Test(
        "that say no suffix give none",
        arguments: [
            ("/var/lib/dhcp/dhclient.leases", "lease {\n  option domain-name-servers 10.0.0.53;\n}\n"),
            ("/var/lib/dhcp/dhclient6.leases", "lease6 {\n  option domain-name \"corp.example.com\";\n}\n"),
            ("/var/lib/dhcp/dhclient.leases", "lease {\n  option domain-name \"still.being.written\";\n"),
            ("/run/NetworkManager/devices/2", "[device]\nmanaged=true\n"),
            // It outlives its connection, and does not say when it ends.
            ("/var/lib/NetworkManager/internal-1-eth0.lease", "ADDRESS=10.0.0.9\nDOMAINNAME=corp.example.com\n"),
        ])
    func silent(_ file: String, _ text: String) {
        #expect(self.suffixes(text, file: file).isEmpty)
    }

    @Test(
        "end when they say so, in UTC",
        arguments: [
            ("0 2026/11/29 12:00:01", false), ("0 2026/11/29 12:00:00", true), ("6 2025/11/29 23:00:00", true),
            ("epoch 1795953601", false), ("epoch 1795953600", true), ("never", false), ("tomorrow", true),
            ("0 2026/13/29 12:00", true),
        ])
    func ends(_ expire: String, _ hasEnded: Bool) {
        #expect(self.suffixes(self.lease("eth0", "corp.example.com", expire: expire)).isEmpty == hasEnded, "\(expire)")
    }

    @Test("of NetworkManager's devices end too")
    func expiry() {
        let text = "[dhcp4]\nexpiry=1795953600\ndomain_name=corp.example.com\n"
        #expect(self.suffixes(text, file: "/run/NetworkManager/devices/2").isEmpty)
    }

    @Test("count once for each interface: the last one that has not ended")
    func last() {
        let old = self.lease("eth0", "old.example.com")
        let new = self.lease("eth0", "new.example.com")
        let ended = self.lease("eth0", "ended.example.com", expire: "6 2026/11/28 12:00:00")
        #expect(self.suffixes(old + new) == ["new.example.com"])
        #expect(self.suffixes(ended + new) == ["new.example.com"])
        #expect(self.suffixes(new + ended) == ["new.example.com"])
        #expect(self.suffixes(old + self.lease("eth1", "lab.example.com")) == ["old.example.com", "lab.example.com"])
        #expect(self.suffixes(old + "lease {\n  interface \"eth0\";\n}\n").isEmpty)
        // One interface in two files: the one that was written last.
        let files = [(path: "/var/lib/dhclient/a", text: old), (path: "/var/lib/dhclient/b", text: new)]
        #expect(NetworkFiles.optionFifteen(files, now: Self.now) == ["new.example.com"])
    }

    @Test("of one suffix name it once")
    func once() {
        let leases = ["eth0", "eth1"].map { self.lease($0, "corp.example.com") }.joined()
        #expect(self.suffixes(leases) == ["corp.example.com"])
    }

    @Test("are read in the order in which their files were written")
    func order() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("leases-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, age) in [("a", 10.0), ("b", 30.0), ("c", 20.0)] {
            let path = folder.appendingPathComponent(name).path
            try Data().write(to: URL(fileURLWithPath: path))
            let writtenAt = Self.now.addingTimeInterval(-age)
            try FileManager.default.setAttributes([.modificationDate: writtenAt], ofItemAtPath: path)
        }
        let server = try #require(URL(string: "http://127.0.0.1:1"))
        let world = SystemWorld(client: APIClient(server: server, token: ""))
        #expect(world.files(in: folder.path) == ["b", "c", "a"].map { folder.path + "/" + $0 })
    }
}
