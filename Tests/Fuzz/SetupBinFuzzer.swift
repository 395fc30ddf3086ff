// Compiled by Deploy/fuzz together with the sources of AMT, so that it needs no import.

/// Reads any bytes as a setup.bin and stops the process when a promise of reader or writer does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSetupBin(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
    guard let file = try? SetupFileDecoder.read(bytes) else { return 0 }
    precondition((try? SetupFileDecoder.read(bytes)) == file, "the same bytes are read alike")
    precondition(512 * (1 + file.records.count) + file.surplusByteCount == count, "every byte is accounted for")
    precondition(file.openRecords.count <= file.records.count, "no record comes from nowhere")
    for warning in SetupFileWarning.all(of: file) { precondition(!warning.text.isEmpty, "a warning has words") }
    do throws(SetupFileFault) {
        let written = try SetupFileEncoder.bytes(of: file)
        precondition(written.count == 512 * (1 + file.records.count), "a record is one block")
        precondition((try? SetupFileDecoder.read(written)) == ordered(file), "what is written is read again")
    } catch {
        precondition(!error.text.isEmpty, "a refusal has words")
    }
    return 0
}

/// As the writer orders it; what follows the last record is not written.
private func ordered(_ file: SetupFile) -> SetupFile {
    var file = file
    file.surplusByteCount = 0
    for index in file.records.indices { file.records[index].entries = file.records[index].orderedEntries }
    return file
}
