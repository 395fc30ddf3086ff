import Foundation

/// A root and a setup certificate below it, made by the openssl program.
enum SetupCertificates {
    struct Failure: Error {
        let exitCode: Int32
    }

    /// Leaves `chain.pem`, `leaf.key` and `root.pem` in a folder.
    static func make(in folder: String) throws {
        try Self.run(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Cluster Test Root" \
                -keyout root.key -out root.pem -addext basicConstraints=critical,CA:true
            openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr \
                -subj "/CN=provisionserver.corp.example/OU=Intel(R) Client Setup Certificate"
            printf 'extendedKeyUsage=serverAuth,2.16.840.1.113741.1.2.3\\nbasicConstraints=CA:false\\n' > ext
            openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 800 \
                -extfile ext -out leaf.pem
            cat leaf.pem root.pem > chain.pem
            """, in: folder)
    }

    /// Leaves `chip.pem` with the chain that a device has from its maker, `chip.key`, and the maker's root `maker.pem`.
    static func makeOnDieChain(in folder: String) throws {
        try Self.run(
            """
            key() { openssl ecparam -name secp384r1 -genkey -noout -out "$1.key"; }
            sign() { key "$1"; openssl req -new -key "$1.key" -subj "$3" -out made.csr
                openssl x509 -req -sha384 -in made.csr -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 30 \
                    -extfile "$4" -out "$1.pem"; }
            printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n' > authority.ext
            printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n' > chip.ext
            key maker; openssl req -x509 -new -sha384 -key maker.key -subj "/O=Maker/CN=Root" -days 30 -out maker.pem
            sign factory maker "/O=Maker/OU=ODCA 2 CSME P_MCC 00001881 Issuing CA/CN=maker" authority.ext
            sign rom factory "/CN=CSME MCC ROM CA" authority.ext
            sign kernel rom "/CN=CSME MCC SVN01 Kernel CA" authority.ext
            sign amt kernel "/CN=CSME MCC SVN01 AMT CA" authority.ext
            sign chip amt "/CN=AMT RCFG" chip.ext
            mv chip.pem leaf-of-chip.pem
            cat leaf-of-chip.pem amt.pem kernel.pem rom.pem factory.pem > chip.pem
            """, in: folder)
    }

    /// Leaves an authority `issuer.pem` and a program `sign` that signs requests with it, and notes the names in `signed`.
    static func makeIssuer(in folder: String) throws {
        try Self.run(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Issuer Outside" -keyout issuer.key \
                -out issuer.pem -addext keyUsage=critical,keyCertSign
            cat > sign <<'END'
            #!/bin/sh -e
            cd "$(dirname "$0")"
            cat > "request-$1"
            openssl req -in "request-$1" -verify -noout 2>&1 | grep -q "verify OK"
            openssl x509 -req -in "request-$1" -CA issuer.pem -CAkey issuer.key -CAcreateserial -days "$2" \
                -copy_extensions copyall
            echo "$1" >> signed
            END
            chmod 755 sign
            """, in: folder)
    }

    /// Leaves setup certificates that firmware refuses, each with its key as `NAME.chain` and its root as `NAME.root`: `usage` is for
    /// nothing, `sha1` is signed with SHA-1, of `old` the root alone is, `short` has a key of 1024 bits.
    static func makeUnfit(in folder: String) throws {
        try Self.run(
            """
            make() { # NAME BITS DIGEST EXTENSIONS UNIT DIGEST-OF-ROOT
                openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -"${6:-$3}" -subj "/CN=Unfit Root $1" -keyout "$1.rk" \
                    -out "$1.root" -addext basicConstraints=critical,CA:true
                openssl req -newkey "rsa:$2" -nodes -keyout "$1.key" -out "$1.csr" \
                    -subj "/CN=provisionserver.corp.example$5"
                printf "$4" > "$1.ext"
                openssl x509 -req -"$3" -in "$1.csr" -CA "$1.root" -CAkey "$1.rk" -CAcreateserial -days 800 \
                    -extfile "$1.ext" -out "$1.leaf"
                cat "$1.leaf" "$1.root" "$1.key" > "$1.chain"
            }
            fit='extendedKeyUsage=serverAuth,2.16.840.1.113741.1.2.3\nbasicConstraints=CA:false\n'
            make usage 2048 sha256 'extendedKeyUsage=serverAuth\nbasicConstraints=CA:false\n' ""
            make sha1 2048 sha1 "$fit" "/OU=Intel(R) Client Setup Certificate"
            make old 2048 sha256 "$fit" "/OU=Intel(R) Client Setup Certificate" sha1
            make short 1024 sha256 "$fit" "/OU=Intel(R) Client Setup Certificate"
            """, in: folder)
    }

    /// PEM of a root certificate of that name.
    static func makeRoot(_ name: String, in folder: String) throws -> String {
        try Self.run(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Corp/CN=\(name)" -keyout /dev/null \
                -out made.pem -addext basicConstraints=critical,CA:true
            """, in: folder)
        return try String(contentsOfFile: "\(folder)/made.pem", encoding: .utf8)
    }

    /// A private key as PKCS#1 in PEM.
    static func makeKey() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Self.run("openssl genrsa -traditional -out made.key 2048", in: folder.path)
        return try String(contentsOf: folder.appendingPathComponent("made.key"), encoding: .utf8)
    }

    private static func run(_ script: String, in folder: String) throws {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: "/bin/sh")
        program.currentDirectoryURL = URL(fileURLWithPath: folder)
        program.arguments = ["-ec", script]
        program.standardInput = FileHandle.nullDevice
        program.standardOutput = FileHandle.nullDevice
        program.standardError = FileHandle.nullDevice
        try program.run()
        program.waitUntilExit()
        guard program.terminationStatus == 0 else { throw Failure(exitCode: program.terminationStatus) }
    }
}
