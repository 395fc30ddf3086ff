import Inventory
import Synchronization

/// Fetches from sources: `http` and `https` through libcurl, and files of one folder where that is allowed.
///
/// Each transfer has a thread of its own, which blocks while nobody reads, so that neither end of an answer is held in memory.
/// A task that is cancelled lets its answer go and gets the failure ``SourceFailure/Code/connectionFailed``.
package final class CurlSourceFetcher: SourceFetching {
    private let folder: String?
    private let fileAgeMin: Duration
    private let lanes = FetchLanes()
    private let filesUnderWay = SourceFile.Tally()

    /// - Parameters:
    ///   - folder: files below it, or the one file that it is, may be sources; `nil`: none may.
    ///   - fileAgeMin: a file that was written less long ago is not read yet.
    package init(filesBelow folder: String? = nil, fileAgeMin: Duration = .zero) {
        CurlLibrary.start()
        self.folder = folder
        self.fileAgeMin = fileAgeMin
    }

    deinit { self.lanes.close() }

    /// Sends one request and returns when the first bytes of a usable answer are there, or its end.
    package func fetch(_ request: SourceRequest) async throws(SourceFailure) -> SourceAnswer {
        let pipe = FetchPipe()
        let begin = try self.beginning(request, pipe)
        let head = try await pipe.head(begin).get()
        return SourceAnswer(
            isUnchanged: head.isUnchanged, entityTag: head.entityTag, lastModified: head.lastModified,
            contentType: head.contentType, nextLink: head.nextLink, tellsItsEnd: head.tellsItsEnd,
            body: PipedBody(pipe))
    }

    private func beginning(_ request: SourceRequest, _ pipe: FetchPipe) throws(SourceFailure) -> () -> Void {
        if SourceFile.isMeant(by: request) {
            let file = try SourceFile(request, folder: self.folder, ageMin: self.fileAgeMin)
            return { [filesUnderWay] in file.start(pipe, filesUnderWay) }
        }
        let job = FetchLane.Job(plan: try FetchPlan(request), pipe: pipe)
        return { [lanes] in lanes.submit(job) }
    }
}
