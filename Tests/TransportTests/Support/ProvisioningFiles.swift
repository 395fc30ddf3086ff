/// One provisioning chain in every form in which operators have it, made by the openssl tool once.
enum ProvisioningFiles {
    static func made() throws -> OpenSSLFolder { try Self.shared.get() }

    private static let shared = Result { try OpenSSLFolder(script: Self.script) }

    private static let script = """
        openssl req -x509 -nodes -newkey rsa:2048 -sha256 -subj "/O=Example/CN=Own Root" -days 3650 \
            -keyout root.key -out root.pem
        printf 'basicConstraints=critical,CA:TRUE\\nsubjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' > authority.ext
        openssl req -new -nodes -newkey rsa:2048 -subj "/CN=Own Intermediate" -keyout middle.key -out middle.csr
        openssl x509 -req -sha384 -in middle.csr -CA root.pem -CAkey root.key -CAcreateserial -days 1000 \
            -extfile authority.ext -out middle.pem
        printf 'extendedKeyUsage=serverAuth,2.16.840.1.113741.1.2.3\\nsubjectAltName=DNS:setup.example.com,IP:192.0.2.7,IP:2001:db8::7\\n' > leaf.ext
        printf 'basicConstraints=CA:FALSE\\nnsCertType=server\\n' >> leaf.ext
        openssl req -new -nodes -newkey rsa:2048 -subj "/O=Example/OU=Sales/OU=Intel(R) Client Setup Certificate/CN=setup.example.com" \
            -keyout leaf.key -out leaf.csr
        openssl x509 -req -sha256 -in leaf.csr -CA middle.pem -CAkey middle.key -set_serial 0x0a0b0c -days 500 \
            -extfile leaf.ext -out leaf.pem
        openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:secp384r1 -sha1 -subj "/CN=Elliptic" -days 30 \
            -keyout elliptic.key -out elliptic.pem
        cat root.pem leaf.pem middle.pem leaf.key > all.pem
        cat leaf.pem middle.pem root.pem > chain.pem
        openssl x509 -in leaf.pem -outform DER -out leaf.der
        openssl x509 -in root.pem -outform DER -out root.der
        for digest in sha1 sha256 sha384; do openssl dgst -r -$digest root.der | cut -d' ' -f1 > root.$digest; done
        openssl x509 -in leaf.pem -noout -dates -dateopt iso_8601 > leaf.dates 2> /dev/null || true
        openssl pkcs12 -export -inkey leaf.key -in chain.pem -passout pass:hush -out modern.pfx
        openssl pkcs12 -export -inkey leaf.key -in chain.pem -passout pass: -out open.pfx
        openssl pkcs12 -export -legacy -inkey leaf.key -in chain.pem -passout pass:hush -out legacy.pfx
        openssl pkcs12 -export -inkey leaf.key -in chain.pem -passout pass:hush -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES \
            -macalg sha1 -out triple.pfx
        openssl pkcs8 -topk8 -in leaf.key -passout pass:hush -out locked8.key
        openssl pkcs8 -topk8 -in leaf.key -passout pass:hush -outform DER -out locked8.der
        openssl rsa -traditional -in leaf.key -out plain1.key
        openssl rsa -traditional -aes256 -in leaf.key -passout pass:hush -out locked1.key
        openssl rsa -in leaf.key -outform DER -out leaf.key.der
        openssl crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b
        openssl crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out chain.p7c
        """
}
