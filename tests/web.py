"""A web server on this machine that answers as a test tells it to, and notes what it was asked."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Web:
    """Answers by path: ``pages[path]`` is (status, headers, body), or a function of the request.

    A body that is a list is sent piece by piece; a number in it is a pause in seconds.
    """

    def __init__(self, context=None):
        self.pages = {}
        self.requests = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                web.requests.append((self.path, dict(self.headers)))
                answer = web.pages.get(self.path, (404, {}, b""))
                status, headers, body = answer(self) if callable(answer) else answer
                self.send_response(status)
                pieces = body if isinstance(body, list) else [body]
                if not isinstance(body, list):
                    self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                try:
                    for piece in pieces:
                        if isinstance(piece, bytes):
                            self.wfile.write(piece)
                            self.wfile.flush()
                        else:
                            time.sleep(piece)
                except OSError:
                    return  # the other side has had enough

            def log_message(self, *_words):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.scheme = "https" if context else "http"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def place(self):
        return f"127.0.0.1:{self.server.server_port}"

    def url(self, path="/"):
        return f"{self.scheme}://{self.place}{path}"

    def asked(self, *, robots=False):
        """The paths that were asked for, in order."""
        return [path for path, _ in self.requests if robots or path != "/robots.txt"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
