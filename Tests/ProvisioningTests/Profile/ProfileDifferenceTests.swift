import Testing

@testable import Provisioning

@Suite("Profile difference") struct ProfileDifferenceTests {
    @Test("documents that say the same have no difference, in whatever order")
    func same() throws {
        let left: DocumentValue = ["a": 1, "b": ["c": "x", "d": []]]
        let right: DocumentValue = ["b": ["d": [], "c": "x"], "a": 1]
        #expect(ProfileDifference.between(left, right) == [])
        #expect(try ProfileDifference.between(Documents.example(), Documents.example()) == [])
    }

    @Test("changed, new and absent fields are named with both values")
    func fields() {
        let old: DocumentValue = ["clock": ["driftSecondsMax": 10, "localSync": true], "name": "p"]
        let new: DocumentValue = ["clock": ["driftSecondsMax": 20], "name": "p", "webPage": ["enabled": true]]
        #expect(
            ProfileDifference.between(old, new) == [
                FieldChange(path: "clock.driftSecondsMax", from: 10, to: 20),
                FieldChange(path: "clock.localSync", from: true, to: nil),
                FieldChange(path: "webPage", from: nil, to: ["enabled": true]),
            ])
    }

    @Test("an item with a name is found where it moved")
    func moved() {
        let old: DocumentValue = ["users": [["name": "a", "x": 1], ["name": "b", "x": 2], ["name": "c", "x": 3]]]
        let new: DocumentValue = ["users": [["name": "d", "x": 4], ["name": "c", "x": 3], ["name": "a", "x": 9]]]
        #expect(
            ProfileDifference.between(old, new) == [
                FieldChange(path: "users[2].x", from: 1, to: 9),
                FieldChange(path: "users[1]", from: ["name": "b", "x": 2], to: nil),
                FieldChange(path: "users[0]", from: nil, to: ["name": "d", "x": 4]),
            ])
    }

    @Test("items without a name are compared by their place")
    func places() {
        #expect(
            ProfileDifference.between(["domains": ["a", "b"]], ["domains": ["a", "c", "d"]]) == [
                FieldChange(path: "domains[1]", from: "b", to: "c"),
                FieldChange(path: "domains[2]", from: nil, to: "d"),
            ])
    }

    @Test("a value of another kind, and another spelling of a letter, are differences")
    func kinds() {
        #expect(ProfileDifference.between(["a": 1], ["a": "1"]).count == 1)
        #expect(ProfileDifference.between(["a": [:]], ["a": []]).count == 1)
        #expect(ProfileDifference.between(["a": "\u{e9}"], ["a": "e\u{301}"]).count == 1)
    }
}
