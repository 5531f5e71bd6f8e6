"""A web server on loopback for tests of fetching: each path answers as a test says, well or badly."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Answer = Callable[["Handler", int], None]

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
ETAG = '"one"'


class Handler(BaseHTTPRequestHandler):
    """Looks up how to answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Any

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.requests.append((self.path, dict(self.headers.items())))
            number = sum(1 for path, _ in self.server.requests if path == self.path)
        answer = self.server.answers.get(self.path) or self.server.answers.get("*")
        with contextlib.suppress(ConnectionError):
            if answer:
                answer(self, number)
            else:
                self.reply(b"not found", 404)

    def reply(self, body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Answer with a body, of the right length unless the headers say another."""
        self.start(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)
        if headers and headers.get("Content-Length", str(len(body))) != str(len(body)):
            self.close_connection = True

    def start(self, status: int, headers: Mapping[str, str]) -> None:
        """Send the head of an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def drop(self) -> None:
        """Break the connection off."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.wfile.flush()
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """The server.

    Attributes:
        answers: by path; `*` for all others. Each is given the handler, and the how manieth request of the path it is.
        requests: path and headers of each request.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.lock = threading.Lock()
        self.home = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        pass

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of each request of a path."""
        return [headers for one, headers in self.requests if one == path]


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Answer with a body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.reply(body, status, named)


def in_turn(*answers: Answer) -> Answer:
    """Answer differently each time; the last answer is that of all later ones."""
    return lambda handler, number: answers[min(number, len(answers)) - 1](handler, number)


def drops_after(body: bytes, size: int, **headers: str) -> Answer:
    """Break off after so many bytes of a body."""

    def answer(handler: Handler, _: int) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.start(200, {"Content-Length": str(len(body)), **named})
        handler.wfile.write(body[:size])
        handler.wfile.flush()
        time.sleep(0.05)  # what was sent is to arrive
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    return answer


def with_ranges(body: bytes, etag: str = ETAG) -> Answer:
    """Answer as a proper server does that knows ranges."""

    def answer(handler: Handler, _: int) -> None:
        wanted = handler.headers.get("Range", "")
        if wanted and handler.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").partition("-")[0])
            place = f"bytes {start}-{len(body) - 1}/{len(body)}"
            handler.reply(body[start:], 206, {"ETag": etag, "Content-Range": place})
        else:
            handler.reply(body, 200, {"ETag": etag})

    return answer


def leads_to(url: str) -> Answer:
    """Redirect."""
    return lambda handler, _: handler.reply(b"", 302, {"Location": url})


def drips(piece: bytes = b"x", every: float = 0.05, head: bytes = b"") -> Answer:
    """Send a body that never ends, a piece at a time."""

    def answer(handler: Handler, _: int) -> None:
        handler.start(200, {"Connection": "close"})
        handler.close_connection = True
        handler.wfile.write(head)
        while True:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(every)

    return answer


def stalls(seconds: float = 3.0) -> Answer:
    """Say nothing at all."""

    def answer(handler: Handler, _: int) -> None:
        time.sleep(seconds)
        handler.drop()

    return answer
