/// A device as other libraries see it: OpenSSL called from Python, with every misbehaviour a test asks for.
///
/// It takes its setup as JSON in the first argument and prints what it sees as one JSON object a line.
enum DeviceServerScript {
    static let python = #"""
        import ctypes, hashlib, json, os, re, socket, struct, sys, threading

        setup = json.loads(sys.argv[1])
        ssl, crypto = ctypes.CDLL("libssl.so.3"), ctypes.CDLL("libcrypto.so.3")
        P, I, L, S = ctypes.c_void_p, ctypes.c_int, ctypes.c_long, ctypes.c_char_p


        def declare(library, name, result, *arguments):
            function = getattr(library, name)
            function.restype, function.argtypes = result, list(arguments)
            return function


        new_context = declare(ssl, "SSL_CTX_new", P, P)
        server_method = declare(ssl, "TLS_server_method", P)
        control = declare(ssl, "SSL_CTX_ctrl", L, P, I, L, P)
        set_ciphers = declare(ssl, "SSL_CTX_set_cipher_list", I, P, S)
        use_chain_file = declare(ssl, "SSL_CTX_use_certificate_chain_file", I, P, S)
        use_key_file = declare(ssl, "SSL_CTX_use_PrivateKey_file", I, P, S, I)
        load_authority = declare(ssl, "SSL_CTX_load_verify_locations", I, P, S, S)
        new_tls = declare(ssl, "SSL_new", P, P)
        free_tls = declare(ssl, "SSL_free", None, P)
        set_socket = declare(ssl, "SSL_set_fd", I, P, I)
        accept = declare(ssl, "SSL_accept", I, P)
        read = declare(ssl, "SSL_read", I, P, P, I)
        write = declare(ssl, "SSL_write", I, P, P, I)
        shutdown = declare(ssl, "SSL_shutdown", I, P)
        version_of = declare(ssl, "SSL_get_version", S, P)
        cipher_of = declare(ssl, "SSL_get_current_cipher", P, P)
        cipher_name = declare(ssl, "SSL_CIPHER_get_name", S, P)
        peer_leaf = declare(ssl, "SSL_get1_peer_certificate", P, P)
        peer_chain = declare(ssl, "SSL_get_peer_cert_chain", P, P)
        stack_count = declare(crypto, "OPENSSL_sk_num", I, P)
        stack_value = declare(crypto, "OPENSSL_sk_value", P, P, I)
        to_der = declare(crypto, "i2d_X509", I, P, P)
        PSK = ctypes.CFUNCTYPE(ctypes.c_uint, P, S, P, ctypes.c_uint)
        VERIFY = ctypes.CFUNCTYPE(I, I, P)
        set_psk = declare(ssl, "SSL_CTX_set_psk_server_callback", None, P, PSK)
        set_verify = declare(ssl, "SSL_CTX_set_verify", None, P, I, VERIFY)

        is_plain = setup.get("plain", False)
        said = threading.Lock()
        asked = {}


        def say(event, **facts):
            with said:
                sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
                sys.stdout.flush()


        @PSK
        def find_key(tls, identity, buffer, size):
            asked[tls] = identity.decode()
            key = setup["psk"].get(asked[tls])
            if key is None:
                return 0
            ctypes.memmove(buffer, key.encode(), len(key))
            return len(key)


        @VERIFY
        def take_any(ok, store):
            return 1


        def make_context():
            context = new_context(server_method())
            control(context, 123, setup.get("minimum", 0x0301), None)
            control(context, 124, setup.get("maximum", 0x0303), None)
            assert set_ciphers(context, setup.get("ciphers", "ALL:@SECLEVEL=0").encode()) == 1
            if "psk" in setup:
                set_psk(context, find_key)
            if "certificate" in setup:
                assert use_chain_file(context, setup["certificate"].encode()) == 1
                assert use_key_file(context, setup["key"].encode(), 1) == 1
            if setup.get("client") == "required":
                if "clientAuthority" in setup:
                    assert load_authority(context, setup["clientAuthority"].encode(), None) == 1
                    set_verify(context, 3, VERIFY())
                else:
                    set_verify(context, 3, take_any)
            return context


        def digest_of(certificate):
            length = to_der(certificate, None)
            buffer = ctypes.create_string_buffer(length)
            to_der(certificate, ctypes.byref(ctypes.cast(buffer, P)))
            return hashlib.sha256(buffer.raw).hexdigest()


        def chain_of(tls):
            leaf = peer_leaf(tls)
            others = peer_chain(tls)
            count = stack_count(others) if others else 0
            return ([digest_of(leaf)] if leaf else []) + [digest_of(stack_value(others, n)) for n in range(count)]


        class Digest:
            """What one server knows about nonces; shared by its connections."""

            def __init__(self, wanted):
                self.wanted, self.nonces, self.lock = wanted, {}, threading.Lock()

            def challenge(self, stale):
                nonce = os.urandom(9).hex()
                with self.lock:
                    self.nonces[nonce] = self.wanted.get("uses", 1_000_000)
                usual = 'WWW-Authenticate: Digest realm="%r", nonce="%n",stale="%s",qop="auth"'
                form = self.wanted.get("challenge", usual)
                return form.replace("%r", self.wanted["realm"]).replace("%n", nonce).replace("%s", stale)

            def judge(self, request):
                """'yes', 'no', or the value of stale for a nonce that is used up."""
                given = request["headers"].get("authorization", "")
                fields = dict((k, a or b) for k, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|([^, ]*))', given))
                password = self.wanted["users"].get(fields.get("username"))
                if password is None:
                    return "no"
                h = lambda text: hashlib.md5(text.encode()).hexdigest()
                a1 = h("%s:%s:%s" % (fields["username"], self.wanted["realm"], password))
                a2 = h("%s:%s" % (request["method"], fields["uri"]))
                good = h(":".join([a1, fields["nonce"], fields["nc"], fields["cnonce"], fields["qop"], a2]))
                if good != fields["response"] or fields["qop"] != "auth":
                    return "no"
                with self.lock:
                    left = self.nonces.get(fields["nonce"], 0)
                    self.nonces[fields["nonce"]] = left - 1
                return "yes" if left > 0 else self.wanted.get("stale", "true")


        digest = Digest(setup["digest"]) if "digest" in setup else None
        answers, turn, turns = setup.get("answers", [{}]), 0, threading.Lock()


        def next_answer():
            global turn
            with turns:
                answer = answers[min(turn, len(answers) - 1)]
                turn += 1
                return answer


        class Connection:
            def __init__(self, plain, number):
                self.plain, self.number, self.tls, self.rest = plain, number, new_tls(context), b""

            def serve(self):
                say("connection", number=self.number)
                if is_plain:
                    self.receive()
                    say("opening", number=self.number, first=self.rest[:4].decode("latin-1"))
                    while self.answer_one():
                        pass
                    return
                set_socket(self.tls, self.plain.fileno())
                trouble = setup.get("handshake")
                if trouble == "stall":
                    self.plain.recv(1)
                    self.await_end()
                    return
                if trouble == "reset":
                    self.plain.recv(1)
                    self.end("reset")
                    return
                if accept(self.tls) != 1:
                    say("handshake-failed", number=self.number, identity=asked.pop(self.tls, None))
                    self.end("drop")
                    return
                cipher = cipher_name(cipher_of(self.tls)).decode()
                say("handshake", number=self.number, identity=asked.pop(self.tls, None), chain=chain_of(self.tls),
                    version=version_of(self.tls).decode(), cipher=cipher)
                while self.answer_one():
                    pass

            def receive(self):
                if is_plain:
                    piece = self.plain.recv(16384)
                    if not piece:
                        raise EOFError
                    self.rest += piece
                    return
                buffer = ctypes.create_string_buffer(16384)
                count = read(self.tls, buffer, 16384)
                if count <= 0:
                    raise EOFError
                self.rest += buffer.raw[:count]

            def request(self):
                while b"\r\n\r\n" not in self.rest:
                    self.receive()
                head, self.rest = self.rest.split(b"\r\n\r\n", 1)
                first, *lines = head.decode().split("\r\n")
                headers = dict((k.strip().lower(), v.strip()) for k, v in (line.split(":", 1) for line in lines))
                length = int(headers.get("content-length", "0"))
                while len(self.rest) < length:
                    self.receive()
                body, self.rest = self.rest[:length], self.rest[length:]
                method, path, _ = first.split(" ")
                return {"method": method, "path": path, "headers": headers, "body": body}

            def answer_one(self):
                try:
                    request = self.request()
                except EOFError:
                    self.end("close")
                    return False
                verdict = digest.judge(request) if digest else "yes"
                say("request", number=self.number, method=request["method"], path=request["path"], verdict=verdict,
                    headers=request["headers"], body=request["body"].decode())
                if verdict != "yes":
                    stale = "false" if verdict == "no" else verdict
                    return self.refuse(digest.challenge(stale))
                return self.give(next_answer())

            def refuse(self, challenge):
                close = digest.wanted.get("close", True)
                lines = ["HTTP/1.1 401 Unauthorized", challenge, "Server: " + setup.get("server", "AMT"),
                         "Content-Type: text/html", "Content-Length: 7"] + (["Connection: close"] if close else [])
                self.send("\r\n".join(lines).encode() + b"\r\n\r\nrefused")
                if close:
                    self.end("close")
                return not close

            def give(self, answer):
                if "trouble" in answer:
                    return self.end(answer["trouble"])
                body = answer.get("body", "answer").encode() * answer.get("times", 1)
                lines = ["HTTP/1.1 %d Whatever" % answer.get("status", 200), "Server: " + setup.get("server", "AMT")]
                lines += answer.get("headers", [])
                framing = answer.get("framing", "length")
                if framing == "length":
                    lines.append("Content-Length: %d" % len(body))
                elif framing == "chunked":
                    lines.append("Transfer-Encoding: chunked")
                    chunks = [b"%04X\r\n%s\r\n" % (len(c), c) for c in self.cut(body, answer["cut"])]
                    body = b"".join(chunks) + b"0\r\n\r\n"
                whole = answer["raw"].encode() if "raw" in answer else "\r\n".join(lines).encode() + b"\r\n\r\n" + body
                for piece in self.cut(whole, answer.get("writes", len(whole))):
                    self.send(piece)
                if "after" in answer:
                    return self.end(answer["after"])
                return framing != "close" or self.end("close")

            @staticmethod
            def cut(text, size):
                return [text[at:at + size] for at in range(0, len(text), size)]

            def send(self, text):
                self.plain.sendall(text) if is_plain else write(self.tls, text, len(text))

            def await_end(self):
                try:
                    while self.plain.recv(4096):
                        pass
                except OSError:
                    pass
                say("closed", number=self.number)

            def end(self, how):
                if how == "stall":
                    self.await_end()
                elif how == "reset":
                    self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                elif how == "close" and not is_plain:
                    shutdown(self.tls)
                free_tls(self.tls)
                self.plain.close()
                if how != "stall":
                    say("closed", number=self.number)
                return False


        def end_with_test():
            sys.stdin.read()
            os._exit(0)


        threading.Thread(target=end_with_test, daemon=True).start()
        context = make_context()
        listener = socket.socket(socket.AF_INET6 if ":" in setup["address"] else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((setup["address"], setup["port"]))
        listener.listen(setup.get("backlog", 64))
        waiting = []
        for _ in range(setup.get("fill", 0)):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex((setup["address"], setup["port"]))
        say("ready")
        number = 0
        while setup.get("accepts", True) and number < setup.get("connections", 1_000_000):
            plain, _ = listener.accept()
            number += 1
            if number == setup.get("connections"):
                # Before it is served: what comes next shall find nobody, not a place in the queue.
                listener.close()
            threading.Thread(target=Connection(plain, number).serve, daemon=True).start()
        if number:
            listener.close()
            say("deaf")
        threading.Event().wait()
        """#
}
