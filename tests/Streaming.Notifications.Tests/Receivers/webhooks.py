"""A receiver of webhooks that shares no code with the sender: Python's own web server, and the signature by the specification alone
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).

Arguments: port, secret (whsec_...). Prints a JSON line for each request. The path says how it answers:
/ok 200, /gone 410, /fail/N 500 the first N times and then 200, /redirect 302 to /ok, /hang never.
"""
import base64, hashlib, hmac, http.server, json, sys, time

port, secret = int(sys.argv[1]), sys.argv[2]
key = base64.b64decode(secret.removeprefix("whsec_"))
asked = {}


def is_signed(headers, body):
    try:
        identity, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        if abs(time.time() - int(stamp)) > 300:
            return False
        expected = base64.b64encode(hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(part, f"v1,{expected}") for part in headers["webhook-signature"].split(" "))
    except (KeyError, TypeError, AttributeError, ValueError):
        return False


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        asked[self.path] = asked.get(self.path, 0) + 1
        told = {"path": self.path, "id": self.headers.get("webhook-id"), "signed": is_signed(self.headers, body), "body": body.decode()}
        print(json.dumps(told), flush=True)
        if self.path == "/hang":
            time.sleep(60)
        status = 200
        if self.path == "/gone":
            status = 410
        if self.path == "/redirect":
            status = 302
        if self.path.startswith("/fail/") and asked[self.path] <= int(self.path.split("/")[2]):
            status = 500
        self.send_response(status)
        if status == 302:
            self.send_header("location", "/ok")
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
