/// A web server that does what a test orders, byte for byte.
///
/// It takes its setup as JSON in the first argument and prints what it sees as one JSON object a line. Each answer is a list of
/// actions; answers are given in turn, and the last one again and again.
enum SourceServerScript {
    static let python = #"""
        import base64, gzip, hashlib, json, os, re, socket, ssl, struct, sys, threading, time

        setup = json.loads(sys.argv[1])
        said, turns = threading.Lock(), threading.Lock()
        turn = 0


        def say(event, **facts):
            with said:
                sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
                sys.stdout.flush()


        def next_answer():
            global turn
            with turns:
                turn += 1
                return setup["answers"][min(turn, len(setup["answers"])) - 1]


        def secure(plain):
            if "certificate" not in setup:
                return plain
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(setup["certificate"], setup["key"])
            if "clientAuthority" in setup:
                # A proof that is missing ends the handshake in 1.2, and what follows it in 1.3.
                context.maximum_version = ssl.TLSVersion[setup["clientVersion"]]
                context.load_verify_locations(setup["clientAuthority"])
                context.verify_mode = ssl.CERT_REQUIRED
            return context.wrap_socket(plain, server_side=True)


        class Gone(Exception):
            pass


        class Connection:
            def __init__(self, plain, number):
                self.plain, self.socket, self.number, self.rest, self.ntlm = plain, plain, number, b"", 0

            def request(self):
                while b"\r\n\r\n" not in self.rest:
                    self.receive()
                head, self.rest = self.rest.split(b"\r\n\r\n", 1)
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = dict((k.strip().lower(), v.strip()) for k, v in (line.split(":", 1) for line in lines))
                length = int(headers.get("content-length", "0"))
                while len(self.rest) < length:
                    self.receive()
                body, self.rest = self.rest[:length], self.rest[length:]
                method, path, _ = first.split(" ")
                return {"method": method, "path": path, "headers": headers, "body": body.decode("latin-1")}

            def receive(self):
                piece = self.socket.recv(65536)
                if not piece:
                    raise Gone
                self.rest += piece

            def serve(self):
                say("connection", number=self.number)
                try:
                    if setup.get("silent"):
                        self.plain.recv(1)
                        time.sleep(3600)
                    self.socket = secure(self.plain)
                    if self.socket is not self.plain:
                        peer = self.socket.getpeercert() or {}
                        say("handshake", number=self.number, subject=str(peer.get("subject", "")))
                    while True:
                        request = self.request()
                        verdict = self.judge(request)
                        say("request", number=self.number, verdict=verdict or "yes", **request)
                        if verdict:
                            self.socket.sendall(("HTTP/1.1 401 No\r\nWWW-Authenticate: %s\r\nContent-Length: 7\r\n\r\nrefused"
                                                 % verdict).encode())
                            continue
                        for action in next_answer():
                            self.act(*action)
                except (Gone, OSError) as error:
                    say("closed", number=self.number, how=type(error).__name__)
                finally:
                    self.socket.close()

            # What comes back is the challenge; nothing when the request may pass.
            def judge(self, request):
                given, wanted = request["headers"].get("authorization", ""), setup.get("proof")
                if not wanted or wanted["way"] == "none":
                    return None
                user, password = wanted.get("user"), wanted.get("password")
                if wanted["way"] == "basic":
                    right = "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()
                    return None if given == right else 'Basic realm="r"'
                if wanted["way"] == "digest":
                    return None if self.digest(given, request, user, password) else 'Digest realm="r", nonce="n0nce", qop="auth"'
                if wanted["way"] == "ntlm":
                    return self.judge_ntlm(given, user)
                return wanted["way"]

            def digest(self, given, request, user, password):
                fields = dict((k, a or b) for k, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|([^, ]*))', given))
                if fields.get("username") != user:
                    return False
                h = lambda text: hashlib.md5(text.encode()).hexdigest()
                a1, a2 = h("%s:r:%s" % (user, password)), h("%s:%s" % (request["method"], fields["uri"]))
                return h(":".join([a1, "n0nce", fields["nc"], fields["cnonce"], "auth", a2])) == fields["response"]

            def judge_ntlm(self, given, user):
                message = base64.b64decode(given[5:]) if given.startswith("NTLM ") else b""
                kind = struct.unpack("<I", message[8:12])[0] if message[:8] == b"NTLMSSP\0" else 0
                if kind == 3:
                    length, _, offset = struct.unpack("<HHI", message[36:44])
                    name = message[offset:offset + length]
                    self.ntlm = 3 if user in (name.decode("utf-16-le", "replace"), name.decode("latin-1")) else 0
                if self.ntlm == 3:
                    return None
                if kind == 1:
                    challenge = b"NTLMSSP\0" + struct.pack("<IHHIIQ8xHHI", 2, 0, 0, 48, 0x00008201, 0x1122334455667788, 0, 0, 48)
                    return "NTLM " + base64.b64encode(challenge).decode()
                return "NTLM"

            def act(self, what, *given):
                if what == "send":
                    self.socket.sendall(given[0].replace("%PORT%", str(port)).encode("latin-1"))
                elif what == "repeat":
                    block, sent = given[0].encode("latin-1") * 64, 0
                    try:
                        while given[1] < 0 or sent < given[1]:
                            self.socket.sendall(block)
                            sent += len(block)
                    finally:
                        say("repeated", number=self.number, sent=sent)
                elif what == "gzip":
                    packed = gzip.compress(b"")[:0] + self.bomb(given[0].encode("latin-1"), given[1])
                    self.socket.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)
                elif what == "drip":
                    while True:
                        self.socket.sendall(given[0].encode("latin-1"))
                        time.sleep(given[1])
                elif what == "wait":
                    time.sleep(given[0])
                elif what == "stall":
                    self.socket.recv(1)
                    raise Gone
                elif what == "close":
                    raise Gone
                elif what == "reset":
                    self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    raise Gone

            def bomb(self, text, times):
                import zlib
                packer, packed = zlib.compressobj(9, zlib.DEFLATED, 31), b""
                for _ in range(times):
                    packed += packer.compress(text * 1024)
                return packed + packer.flush()


        listener = socket.create_server((setup["address"], setup.get("port", 0)), backlog=64)
        port = listener.getsockname()[1]
        say("ready", number=port)
        number = 0
        while True:
            plain, _ = listener.accept()
            number += 1
            threading.Thread(target=Connection(plain, number).serve, daemon=True).start()
        """#
}
