"""Who reads and where it is kept, as the command line is told it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from onrecord.errors import UsageError
from onrecord.ledger import Ledger
from onrecord.plover import codebook
from onrecord.workers import READER, SECONDS, Pool, Recipe, Workers

if TYPE_CHECKING:
    from onrecord.parts import Parts


def crew(workers: int, cluster: str | None, recipe: Recipe) -> AbstractContextManager[Workers]:
    """So many workers here, or those of the cluster at an address.

    Raises: UsageError if both are asked for, or what a cluster takes is not installed; else as `Pool` and `Cluster`.
    """
    if cluster is None:
        return Pool(workers, recipe)
    if workers > 1:
        raise UsageError("--workers: is for this machine; a cluster has its own, leave it out or leave out --cluster")
    try:
        module = import_module("onrecord.cluster")
    except ModuleNotFoundError as error:
        raise UsageError(f"--cluster: needs {error.name}; install it with: pip install 'onrecord[cluster]'") from error
    return cast(AbstractContextManager[Workers], module.Cluster(cluster, recipe))


def recipe_of(ontology: Path | None = None, seconds: float = SECONDS, into: str | None = None) -> Recipe:
    """How the workers make their readers: what a ledger knows of its outlets' furniture, they know.

    Raises: OntologyError or LedgerError, before a process is started in vain.
    """
    if ontology:
        codebook(ontology)
    return Recipe(READER, ontology=str(ontology.absolute()) if ontology else None, seconds=seconds,
                  furniture=_furniture(into))  # fmt: skip


def _furniture(into: str | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if into is None or is_folder(into) or not Path(into).exists():
        return ()
    with Ledger(into) as ledger:
        return tuple((outlet, tuple(sorted(lines))) for outlet, lines in sorted(ledger.furniture().items()))


def keeper_of(into: str) -> Parts | Ledger:
    """The ledger, or the folder of parts. Raises: LedgerError."""
    if is_folder(into):
        return cast("Parts", import_module("onrecord.parts").Parts(into))
    return Ledger(into)


def is_folder(into: str) -> bool:
    """Whether it is the name of a folder: of one that is there, or with a slash at its end."""
    return into.endswith("/") or Path(into).is_dir()
