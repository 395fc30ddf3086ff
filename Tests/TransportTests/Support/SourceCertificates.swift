/// The certificate of a source on `localhost` with the private authority that issued it, made by the openssl tool once.
enum SourceCertificates {
    static func made() throws -> OpenSSLFolder { try Self.shared.get() }

    private static let shared = Result { try OpenSSLFolder(script: Self.script) }

    private static let script = """
        for name in authority stranger; do
            openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj "/CN=Private $name" \
                -days 30 -keyout $name.key -out $name.pem
        done
        printf 'subjectAltName=DNS:localhost\\nextendedKeyUsage=serverAuth\\n' > localhost.ext
        openssl req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj "/CN=localhost" \
            -keyout localhost.key -out localhost.csr
        openssl x509 -req -in localhost.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 30 \
            -extfile localhost.ext -out localhost.pem
        """
}
