"""Measures what visitors and operators wait for; ``make bench`` prints a table and JSON.

Load generator and server share the machine, so compare figures of one run with each other only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

import orjson

from tests.bench import measurements
from tests.bench.choosing import choosing
from tests.bench.desk import desk
from tests.bench.report import Figure, as_documents, origin, print_table
from tests.services.postgresql import PostgreSQL, find_postgresql
from tests.services.processes import ROOT

NUMBERS = [1, 100, 10_000]
ON_POSTGRESQL = [100]
Step = Callable[[], Iterator[Figure]]


def main() -> None:
    """Measure everything that was asked for and tell it twice."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter and rougher: less than a minute")
    parser.add_argument("--only", choices=sorted(steps(True)), action="append", help="measure only this; repeatable")
    arguments = parser.parse_args()
    where = origin()
    figures: list[Figure] = []
    for name, step in steps(arguments.quick).items():
        if not arguments.only or name in arguments.only:
            sys.stderr.write(f"measuring: {name}\n")
            for figure in step():
                sys.stderr.write(f"  {figure.figure}, {figure.setting}: {dict(figure.values)}\n")
                figures.append(figure)
    print_table(figures, where)
    documents = orjson.dumps(as_documents(figures, where), option=orjson.OPT_INDENT_2)
    sys.stdout.write(documents.decode() + "\n")
    if not arguments.only and not arguments.quick:
        target = ROOT / "instance" / "benchmarks.json"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(documents)


def steps(is_quick: bool) -> dict[str, Step]:
    """Everything that can be measured, by name."""
    seconds = 2.0 if is_quick else 10.0
    return {
        "choosing": lambda: choosing([10, *NUMBERS[1:]], batches=5 if is_quick else 50),
        "pages": lambda: measurements.page_views("SQLite", None, NUMBERS, seconds),
        "postgresql": lambda: on_postgresql(seconds),
        "claims": lambda: measurements.claims(100 if is_quick else 1_000),
        "messages": lambda: measurements.messages(1_000, rounds=5 if is_quick else 30),
        "bytes": measurements.embed_files,
        "launcher": lambda: measurements.launcher(3 if is_quick else 20),
        "statistics": lambda: on_both_databases(100_000 if is_quick else 1_000_000, 2 if is_quick else 5),
        "desk": lambda: desk(1_000, 10_000, 3 if is_quick else 10),
        "farewell": lambda: measurements.farewell(500),
    }


def on_both_databases(showings: int, times: int) -> Iterator[Figure]:
    """Figures about a long history, on SQLite, and on PostgreSQL where it is installed."""
    yield from measurements.statistics("SQLite", None, showings, times)
    programs = find_postgresql()
    if programs is None:
        return
    server = PostgreSQL(programs, is_durable=True)
    try:
        server.start()
        yield from measurements.statistics("PostgreSQL", server.url(server.create_database()), showings, times)
    finally:
        server.remove()


def on_postgresql(seconds: float) -> Iterator[Figure]:
    """The same page views on PostgreSQL, where it is installed."""
    programs = find_postgresql()
    if programs is None:
        return
    server = PostgreSQL(programs, is_durable=True)
    try:
        server.start()
        yield from measurements.page_views("PostgreSQL", server.url(server.create_database()), ON_POSTGRESQL, seconds)
    finally:
        server.remove()


if __name__ == "__main__":
    main()
