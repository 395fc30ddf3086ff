import Foundation

/// Who else may read or change a file that secrets stand in, or that says where they go.
enum FileRights {
    /// - Parameters:
    ///   - mask: rights that nobody else may have.
    ///   - remedy: what `chmod` is told.
    static func judge(_ path: String, mask: Int, _ fault: String, remedy: String) throws(CommandFailure) {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        // What is no file of the disk, such as a pipe, belongs to who opened it. One that is not there is told by its reader.
        guard let facts = try? FileManager.default.attributesOfItem(atPath: file),
            facts[.type] as? FileAttributeType == .typeRegular, let mode = facts[.posixPermissions] as? NSNumber,
            mode.intValue & mask != 0
        else { return }
        throw .noToken("\(path) \(fault). Make it yours alone: chmod \(remedy) \(Self.quoted(path))")
    }

    /// As a shell takes it.
    static func quoted(_ path: String) -> String {
        path.wholeMatch(of: /[A-Za-z0-9_.\/\-]+/) != nil
            ? path : "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
