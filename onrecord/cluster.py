"""A Dask cluster: the same shards, read on other machines. Loaded when it is asked for: `distributed` is an extra.

Every machine has onrecord installed, and the same model; the pages travel to it and the readings back, so that it
needs none of the files. A shard whose machine is lost is read on another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from threading import Lock
from types import TracebackType
from typing import Self

import msgspec
from distributed import Client, Future, KilledWorker
from distributed.comm.core import CommClosedError

from onrecord import __version__
from onrecord.errors import ClusterError
from onrecord.records import Outcome
from onrecord.shards import Shard, Task
from onrecord.workers import Crew, Greeting, Recipe, in_order, read_shard

SECONDS = 10
"""How long to wait for the scheduler, and for the first of its workers."""

SIZE = 16
"""Pages a shard: sending one costs the time of a page or less."""

AHEAD = 3

_MAKING = Lock()
_PAGES = msgspec.msgpack.Decoder(tuple[Task, ...])
_OUTCOMES = msgspec.msgpack.Decoder(tuple[Outcome, ...])


class Cluster:
    """The workers of the scheduler at an address like "tcp://host:8786".

    Raises: ClusterError if it is not there or has no worker; what making a reader raises on the first worker.
    """

    size = SIZE

    def __init__(self, address: str, recipe: Recipe | None = None) -> None:
        self._recipe, self._address = recipe or Recipe(), address
        try:
            self._client = Client(address, timeout=SECONDS, set_as_default=False)
            self._client.wait_for_workers(1, timeout=SECONDS)
            greeting: Greeting = self._client.submit(greet, self._recipe, pure=False).result()
        except (OSError, TimeoutError, ValueError, CommClosedError) as error:
            raise ClusterError(
                f"{address}: no cluster answers there ({error}); start `dask scheduler` and `dask worker {address}`"
            ) from error
        except ImportError as error:
            raise ClusterError(
                f"{address}: its workers lack {error.name}; install onrecord {__version__} there"
            ) from error
        except KilledWorker as error:
            raise self._lost(error) from error
        self.model, self.ontology = greeting.model, greeting.ontology

    def each(self, work: Iterable[Shard], terms: str) -> Iterator[tuple[Outcome, ...]]:
        """What came of each shard, in their order. Raises: ClusterError if the cluster goes away."""
        threads = sum(self._client.nthreads().values())
        try:
            for packed in in_order(work, lambda shard: self._sent(shard, terms), AHEAD * max(1, threads)):
                yield _OUTCOMES.decode(packed)
        except (KilledWorker, CommClosedError, OSError) as error:
            raise self._lost(error) from error

    def close(self) -> None:
        """Leave the cluster; it goes on without us."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sent(self, shard: Shard, terms: str) -> Future:
        return self._client.submit(read_packed, msgspec.msgpack.encode(shard), self._recipe, terms, pure=False)

    def _lost(self, error: Exception) -> ClusterError:
        return ClusterError(
            f"{self._address}: the cluster lost its workers ({error}); see their logs, then run the same command again"
        )


def greet(recipe: Recipe) -> Greeting:
    """What a worker of the cluster reads with. Raises: as `Worker`."""
    crew = _crew(recipe)
    return Greeting(crew.model, crew.ontology)


def read_packed(shard: bytes, recipe: Recipe, terms: str) -> bytes:
    """`read_shard` on a worker of the cluster, with processes of its own that a page can't hold up."""
    return msgspec.msgpack.encode(read_shard(_PAGES.decode(shard), _crew(recipe).answer, terms))


def _crew(recipe: Recipe) -> Crew:
    """The reading processes of this machine, as many as it has threads at work; they end with it."""
    with _MAKING:
        return _made(recipe)


@cache
def _made(recipe: Recipe) -> Crew:
    return Crew(recipe)
