/// How a script changes the text of an answer before it goes out.
package struct AnswerEdit: Equatable, Sendable {
    /// The local name of an element: what stands in the first one of it is replaced.
    package var element: String?
    /// A text: where it stands first is replaced. Without it and without an element the whole answer is.
    package var find: String?
    /// What stands there instead.
    package var put: String
    /// So many times.
    package var times: Int

    /// An edit; this one empties an answer.
    package init(element: String? = nil, find: String? = nil, put: String = "", times: Int = 1) {
        self.element = element
        self.find = find
        self.put = put
        self.times = times
    }

    /// The changed text; the same where nothing of the kind stands in it.
    func applied(to text: String) -> String {
        let new = String(repeating: self.put, count: max(0, self.times))
        guard let range = self.range(in: text) else {
            return self.element == nil && self.find == nil ? new : text
        }
        return text.replacingCharacters(in: range, with: new)
    }

    private func range(in text: String) -> Range<String.Index>? {
        if let find { return text.firstRange(of: find) }
        guard let element, let opening = text.firstRange(of: ":\(element)>"),
            let closing = text[opening.upperBound...].firstRange(of: "</")
        else { return nil }
        return opening.upperBound..<closing.lowerBound
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
