"""Calling a stranger's address: never into the own network, never longer than a fixed time, never following on.

The guard sits where the connection is made: the name is resolved once, every address is looked at, and the connection
goes to the address that was looked at. So a name that changes its mind between check and call gains nothing, and a
redirect is not followed but told as an answer.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore

ALL_WITHIN_S = 20.0  # name, connection, request and answer together; less than the lease of a message
MOST_OF_ANSWER = 2_000  # bytes that are read
AGENT = "Wanmi"


class Forbidden(OSError):
    """The name leads into a private network."""


class NoAnswer(Exception):
    """Nobody answered; the text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    ms: int
    text: str  # its beginning
    headers: Mapping[str, str]  # names in lower case


def addresses_of(host: str, port: int, *, private: bool) -> list[str]:
    """The addresses of a name. Raises Forbidden where one of them is not public, unless ``private`` allows it."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise NoAnswer(f"no address is known for {host}") from error
    if not private and not all(_is_public(address) for address in found):
        raise Forbidden(f"{host} is not a public address")
    return sorted(found)


def _is_public(address: str) -> bool:
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo and number.teredo[1])
        if inner or number in _NAT64:
            return bool(inner) and _is_public(str(inner))
    return number.is_global and not number.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def call(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    private: bool = False,
    most: int = MOST_OF_ANSWER,
) -> Answer:
    """Send one request; of the answer ``most`` bytes are read. Raises NoAnswer, which never tells what was sent."""
    began = time.monotonic()
    backend = _Guarded(private, began + ALL_WITHIN_S)
    named = {"User-Agent": AGENT} | dict(headers)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=_trusted()) as pool,
            pool.stream(method, url, headers=list(named.items()), content=body) as response,
        ):
            text = _beginning(response.iter_stream(), most)
            told = {
                name.decode("ascii", "replace").lower(): value.decode("latin-1") for name, value in response.headers
            }
            return Answer(response.status, _ms(began), text, told)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise NoAnswer(f"no answer within {ALL_WITHIN_S:.0f} s") from error
    except Forbidden as error:
        raise NoAnswer(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}") from error


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that this machine trusts."""
    return ssl.create_default_context()


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1_000)


def _beginning(chunks: Iterable[bytes], most: int) -> str:
    text = b""
    for chunk in chunks:
        text += chunk
        if len(text) >= most:
            break
    return text[:most].decode("utf-8", "replace").replace("\0", "")


class _Guarded(httpcore.NetworkBackend):
    """Connects to addresses that were looked at, and lets the whole call take so long and no longer."""

    def __init__(self, private: bool, deadline: float) -> None:
        self._private, self._deadline = private, deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception | None = None
        for address in addresses_of(host, port, private=self._private):
            try:
                left = _left(self._deadline)
                return _Timed(self._real.connect_tcp(address, port, left, None, socket_options), self._deadline)
            except httpcore.ConnectError as error:
                failed = error
        raise failed or httpcore.ConnectError(f"no address is known for {host}")


class _Timed(httpcore.NetworkStream):
    """A connection on which nothing waits past the deadline, however slowly the other side drips."""

    def __init__(self, real: httpcore.NetworkStream, deadline: float) -> None:
        self._real, self._deadline = real, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._real.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._real.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._real.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._real.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._real.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
