"""Which addresses are connected to: public ones, looked at after the name was resolved and before each connection.

A name is resolved once for each connection, and the connection goes to the very number that was looked at. So a name
that gives a public number to the one who looks and a private one to the one who connects (DNS rebinding) has no moment
in which to do so.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Final

import httpx

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


class ForbiddenAddressError(Exception):
    """A name leads to addresses that are not public, and to no other."""


def is_public(number: str) -> bool:
    """Tell whether an IP address is one of the public internet (IANA: Special-Purpose Address Registries).

    Args:
        number: as `192.0.2.1` or `2001:db8::1`. An IPv4 address within an IPv6 one is what decides.
    """
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if within is not None:
            return is_public(str(within))
        if int(address) >> 32 == 0:  # `::127.0.0.1`
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or "%" in number)


async def resolve(host: str, port: int, *, private: bool) -> list[str]:
    """Give the IP addresses of a host that may be connected to, in the resolver's order.

    Args:
        host: a name or number.
        port: of the service.
        private: also those that are not public.

    Raises:
        ForbiddenAddressError: if it has none but such.
        OSError: if it has none.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [number for number in numbers if private or is_public(number)]
    if not allowed:
        raise ForbiddenAddressError(f"{host} is at {numbers[0]}, which is no public address")
    return allowed


class CheckedTransport(httpx.AsyncBaseTransport):
    """Sends requests to addresses that were looked at, without cookies, credentials, proxies and redirects."""

    def __init__(self, *, private: bool, connections: int) -> None:
        """Begin without any connection.

        Args:
            private: also connect to addresses that are not public.
            connections: at most so many at a time to each host.
        """
        self._private = private
        self._limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._context = httpx.create_ssl_context()
        # One pool for each host: hosts at one number must not share connections, whose certificates are for one name.
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Its headers name the host; what is connected to is a number.

        Raises:
            ForbiddenAddressError: if the host has no public address.
            httpx.TransportError: if nobody answers, or wrongly.
        """
        url, host = request.url, request.url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            numbers = await resolve(host, port, private=self._private)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{host} has no address") from error
        pool = self._pools.get(host)
        if pool is None:
            pool = httpx.AsyncHTTPTransport(verify=self._context, trust_env=False, limits=self._limits)
            self._pools[host] = pool
        request.extensions = {**request.extensions, "sni_hostname": host}
        for number in numbers:
            request.url = url.copy_with(host=number)
            try:
                return await pool.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == numbers[-1]:
                    raise
        raise httpx.ConnectError(f"{host} does not answer")

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()
