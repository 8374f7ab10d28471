"""How long pages of the workbench take on a record, beside datasette on the same file.

``python benchmarks/workbench.py RECORD`` (``benchmarks/store.py`` makes a large one): for each page
the first answer, the median of the next ones and the processor time of the server for each; then
answers a second of one list with four visitors at once. Pages are asked for over HTTP.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from dragoman.store.paged import PagedRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMES, VISITORS, ANSWERS = 7, 4, 40
TABLES = ("latest_reports", "latest_statements", "latest_events", "latest_positions")


def pages_of(record: Path) -> dict[str, str]:
    """The pages that are asked for, among them those of the two actors with most rows."""
    with PagedRecord(record) as opened:
        (one, other), _ = opened.parts(limit=2)
        report = opened.newest(1).rows[0]["report"]
    a, b = quote(one.id), quote(other.id)
    return {
        "front page": "/", "reports": "/reports", "reader": f"/report/{report}",
        "statements": "/statements", "denied": "/statements?answered=deny", "events": "/events",
        "events of the commonest actor": f"/events?actor={a}",
        "events between the commonest two": f"/events?actor={a}&with={b}",
        "events of a type, since a year": "/events?type=ASSAULT&since=2015",
        "events, page 200": "/events?page=200",
        "positions against": "/positions?sign=-1", "actors": "/actors",
        "commonest actor": f"/actor/{a}", "commonest two": f"/between/{a}/{b}",
        "network": "/network", "search": "/search?q=president", "stories": "/stories",
        "reviews": "/reviews", "audit": "/audit", "add": "/add",
    }  # fmt: skip


@contextmanager
def running(*command: str) -> Iterator[tuple[str, int]]:
    """A server on a free port: its address, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            while True:
                try:
                    httpx.get(address, timeout=300)
                    break
                except httpx.ConnectError:
                    time.sleep(0.2)
            yield address, process.pid
        finally:
            process.kill()


def ticks_of(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(address: str, process: int, pages: dict[str, str]) -> None:
    """Prints a line for each page."""
    with httpx.Client(base_url=address, timeout=300) as client:
        for name, path in pages.items():
            if name == "network":
                begun = time.perf_counter()
                client.get("/network.json").raise_for_status()  # the page itself would not wait
                print(f"  network, counted in {time.perf_counter() - begun:.1f} s beside the pages")
            first, *later = [once(client, path, process) for _ in range(TIMES)]
            wall = statistics.median(wall for wall, _ in later)
            busy = statistics.mean(busy for _, busy in later)
            print(f"  {name:<34} {first[0]:>8.0f} {wall:>8.0f} {busy:>8.0f}")


def once(client: httpx.Client, path: str, process: int) -> tuple[float, float]:
    """Milliseconds that an answer took, and those the server was busy."""
    busy, begun = ticks_of(process), time.perf_counter()
    client.get(path).raise_for_status()
    return 1000 * (time.perf_counter() - begun), 1000 * (ticks_of(process) - busy)


def a_second(address: str, path: str) -> float:
    """Answers a second with several visitors at once."""
    with (
        httpx.Client(base_url=address, timeout=300) as client,
        ThreadPoolExecutor(VISITORS) as pool,
    ):
        begun = time.perf_counter()
        list(pool.map(lambda _: client.get(path).raise_for_status(), range(ANSWERS)))
        return ANSWERS / (time.perf_counter() - begun)


def main() -> None:
    """Measures both programs on the record that is named."""
    record = Path(sys.argv[1])
    print(f"{'page, milliseconds':<36} {'first':>8} {'median':>8} {'busy':>8}")
    command = (sys.executable, "-m", "dragoman", "serve", "--read-only", "--record", str(record))
    with running(*command) as (address, process):
        print("dragoman serve")
        measure(address, process, pages_of(record))
        print(f"  events: {a_second(address, '/events'):.1f} answers a second")
    options = ("--setting", "sql_time_limit_ms", "60000", "--immutable")
    with running(sys.executable, "-m", "datasette", *options, str(record)) as (address, process):
        print("datasette")
        tables = {name: f"/{record.stem}/{name}?_size=50&_nocount=1&_nofacet=1" for name in TABLES}
        measure(address, process, tables)
        path = f"{tables['latest_events']}"
        print(f"  latest_events: {a_second(address, path):.1f} answers a second")


if __name__ == "__main__":
    main()
