"""Nobody is spoken to but public addresses, and the one connected to is the one that was judged (figure 4d)."""

import socket
import threading

import pytest

from core import outbound
from core.outbound import OutboundError, is_public, post
from tests.core.certificates import self_signed

INSIDE = [
    "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::",
]  # fmt: skip
OUTSIDE = "93.184.216.34"


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_refused(monkeypatch, address):
    resolving_to(monkeypatch, address)
    with pytest.raises(OutboundError, match="outside"):
        post("https://receiver.example/", b"", {}, proxy="")


def test_a_name_with_one_address_inside_is_refused(monkeypatch):
    resolving_to(monkeypatch, OUTSIDE, "127.0.0.1")
    with pytest.raises(OutboundError, match="outside"):
        post("https://receiver.example/", b"", {}, proxy="")


def test_a_public_address_is_public():
    assert is_public(OUTSIDE) and is_public("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "url", ["http://receiver.example/", "file:///etc/passwd", "https://a:b@receiver.example/", "https://[", "https://", "gopher://x/"]
)
def test_other_schemes_and_passwords_are_refused(url):
    with pytest.raises(OutboundError):
        post(url, b"", {}, proxy="")


def resolving_to(monkeypatch, *addresses):
    """Let names resolve to these, and return how often one was asked for."""
    asked, known = [], socket.getaddrinfo

    def resolve(host, port, *given, **options):
        if host in addresses:
            return known(host, port, *given, **options)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(outbound.socket, "getaddrinfo", resolve)
    return asked


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    """A server for localhost that answers what it is told to, and keeps what it was sent; its address counts as public."""
    context, trusted = self_signed(tmp_path)
    monkeypatch.setattr(outbound, "is_public", lambda address: address == "127.0.0.1")
    make = outbound.ssl.create_default_context
    monkeypatch.setattr(outbound.ssl, "create_default_context", lambda: make(cafile=trusted))
    server = Receiver(context)
    yield server
    server.close()


class Receiver:
    def __init__(self, context):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.context, self.got, self.answer = context, [], b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def port(self):
        return self.listening.getsockname()[1]

    def _serve(self):
        while True:
            try:
                raw, _address = self.listening.accept()
                with self.context.wrap_socket(raw, server_side=True) as connection:
                    self.got.append(_whole(connection))
                    connection.sendall(self.answer)
            except OSError:
                if self.listening.fileno() < 0:
                    return

    def close(self):
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join(5)


def _whole(connection):
    """Read a request to the end of its body `{}`: who closes before that drops the answer, too."""
    got = b""
    while not got.endswith(b"{}"):
        if not (piece := connection.recv(65536)):
            break
        got += piece
    return got


def send(receiver, name="localhost"):
    return post(f"https://{name}:{receiver.port}/pay?x=1", b"{}", {"Content-Type": "application/json"}, proxy="")


def test_a_body_is_sent_and_answered(receiver):
    answer = send(receiver)
    assert (answer.status, answer.body) == (200, b"ok") and receiver.got[0].startswith(b"POST /pay?x=1 ")


def test_a_redirect_is_not_followed(receiver):
    receiver.answer = b"HTTP/1.1 302 Found\r\nLocation: https://localhost/\r\nContent-Length: 0\r\n\r\n"
    assert send(receiver).status == 302 and len(receiver.got) == 1


def test_an_answer_without_end_is_refused(receiver, monkeypatch):
    monkeypatch.setattr(outbound, "MOST", 10)
    receiver.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n" + b"x" * 100
    with pytest.raises(OutboundError):
        send(receiver)


def test_a_dropped_answer_is_an_error(receiver):
    receiver.answer = b""
    with pytest.raises(OutboundError):
        send(receiver)


def test_a_certificate_of_another_name_is_refused(receiver, monkeypatch):
    resolving_to(monkeypatch, "127.0.0.1")
    with pytest.raises(OutboundError, match="certificate"):
        send(receiver, "other.example")


def test_a_name_is_resolved_once_so_that_no_second_answer_leads_inside(receiver, monkeypatch):
    asked = resolving_to(monkeypatch, "127.0.0.1")
    send(receiver)
    assert asked.count("localhost") == 1


def test_a_proxy_is_asked_for_the_judged_address(receiver, monkeypatch):
    asked = []

    class Tunnel(outbound.http.client.HTTPConnection):
        def connect(self):
            asked.append((self.host, self.port, self._tunnel_host, self._tunnel_port))
            self.sock = socket.create_connection(("127.0.0.1", receiver.port))

    monkeypatch.setattr(outbound.http.client, "HTTPConnection", Tunnel)
    answer = post(f"https://localhost:{receiver.port}/", b"{}", {}, proxy="proxy.example:3128")
    assert answer.body == b"ok" and asked == [("proxy.example", 3128, "127.0.0.1", receiver.port)]
