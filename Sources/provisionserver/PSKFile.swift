import AMT

/// Pre-shared keys as lines `PID,PPS`, with or without dashes; a heading line and lines that begin with `#` are skipped.
enum PSKFile {
    struct Fault {
        let line: Int
        let reason: String
    }

    struct Reading {
        var keys: [(pid: PID, pps: PPS)] = []
        var faults: [Fault] = []
    }

    static func read(_ text: String) -> Reading {
        var reading = Reading()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.filter { !$0.isWhitespace }
            }
            if line.allSatisfy(\.isWhitespace) || line.first == "#" || cells.first?.lowercased() == "pid" { continue }
            guard cells.count >= 2 else {
                reading.faults.append(Fault(line: index + 1, reason: "not PID and PPS with a comma between"))
                continue
            }
            do {
                reading.keys.append((try PID(cells[0]), try PPS(cells[1])))
            } catch let refusal as PIDRefusal {
                reading.faults.append(Fault(line: index + 1, reason: "PID: \(refusal.rawValue)"))
            } catch let refusal as PPSRefusal {
                reading.faults.append(Fault(line: index + 1, reason: "PPS: \(refusal.rawValue)"))
            } catch {
                reading.faults.append(Fault(line: index + 1, reason: "unreadable"))
            }
        }
        return reading
    }
}
