"""A load generator in a process of its own: ``python bench/load.py port address cookie clients seconds`` prints JSON.

Standard library only. Every client keeps its connection, asks again as soon as it has the answer, and reads it all.
"""

import http.client
import json
import sys
import threading
import time


def client(port: int, address: str, cookie: str, until: float, times: list[float], sizes: set[int]) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip, br", "Accept-Language": "ko"}
    while (began := time.perf_counter()) < until:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}")
        times.append(time.perf_counter() - began)
        sizes.add(len(body))


def main(port: int, address: str, cookie: str, clients: int, seconds: float) -> None:
    times: list[float] = []
    sizes: set[int] = set()
    began = time.perf_counter()
    arguments = (port, address, cookie, began + seconds, times, sizes)
    threads = [threading.Thread(target=client, args=arguments) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - began
    if not times:
        sys.exit(f"{address} was never answered with 200")
    times.sort()
    milliseconds = {"median": times[len(times) // 2] * 1000, "p95": times[int(len(times) * 0.95)] * 1000}
    print(json.dumps(milliseconds | {"bytes": max(sizes), "requests": len(times), "per_second": len(times) / lasted}))


main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
