"""Where chunks are computed: in this process, by workers on this machine, or by a cluster."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dacaidc_xl.errors import InputError, OutputError
from dacaidc_xl.long_runs.chunks import Chunk
from dacaidc_xl.long_runs.work import Done, Refusal, work

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

Tasks = Sequence[tuple[int, Chunk]]

CHUNKS_A_WORKER = 2
"""Chunks that a worker has at hand, so that it never waits for the next one."""
WAIT_FOR_WORKERS_S = 60
RETRIES = 2
"""Times that a chunk is given out anew where a worker fails at it."""
WORKER_ENVIRONMENT = {"OMP_NUM_THREADS": 1, "MKL_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1}
"""Environment of workers on this machine: one core each. Dask's own MALLOC_TRIM_THRESHOLD_, which
gives memory back at once, makes the blocks of an hourly run take twice the time."""
LEAVE_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""What workers run first: Ctrl-C is for the run, which then stops them."""
SMALL_RUN_CHUNKS = 4
"""A run of so few chunks is done before workers have started."""


class Executor(Protocol):
    """Computes chunks somewhere."""

    def run(self, tasks: Tasks) -> Generator[Done, None, None]:
        """Give what comes of each chunk, in any order; closing it stops the work."""


@dataclass(frozen=True, slots=True)
class InProcess:
    """Computes one chunk after the other in this process."""

    def run(self, tasks: Tasks) -> Generator[Done, None, None]:
        """Give what comes of each chunk, in order."""
        for number, chunk in tasks:
            yield work(number, chunk)


@dataclass(frozen=True, slots=True)
class DaskWorkers:
    """Computes chunks on Dask workers.

    Attributes
    ----------
    address : str or None
        Address of a running scheduler, whose workers have the same version of this package;
        None starts workers on this machine, which nobody else can reach.
    workers : int
        Workers on this machine.
    wait_s : float
        How long a scheduler may be without a worker at the start [s].

    Notes
    -----
    Workers that die are replaced, or their chunks go to others. A chunk on which worker after
    worker dies is refused, and stops no other. Workers of a cluster compute one chunk at a time,
    whatever their threads: start them with ``--nthreads 1``, and where their nanny sets
    ``MALLOC_TRIM_THRESHOLD_``, as Dask's does by default, without it.
    """

    address: str | None = None
    workers: int = 1
    wait_s: float = WAIT_FOR_WORKERS_S

    def run(self, tasks: Tasks) -> Generator[Done, None, None]:
        """Give what comes of each chunk, as it comes.

        Raises
        ------
        InputError
            No scheduler answers at the address, or it has no workers.
        OutputError
            Dask is not installed.
        """
        try:
            import distributed  # noqa: F401
        except ImportError as error:
            raise OutputError(
                "workers need Dask: pip install 'dacaidc_xl[scale]', or run in this process"
            ) from error
        suspects: list[tuple[int, Chunk]] = []
        with ExitStack() as stack:
            client = self._client(stack)
            for task, done in _results(client, tasks):
                if done is None:
                    suspects.append(task)
                else:
                    yield done
            # A worker that dies takes the chunks that wait for it along: alone, each shows
            # whether it was the cause.
            for suspect in suspects:
                for (number, chunk), done in _results(client, [suspect]):
                    yield done or Done(number, {}, (), _killed(chunk), {})

    def _client(self, stack: ExitStack) -> Client:
        from distributed import Client

        if self.address is None:
            cluster = stack.enter_context(local_cluster(self.workers))
            return stack.enter_context(Client(cluster))
        try:
            client = stack.enter_context(Client(self.address, timeout=self.wait_s))
        except (OSError, ValueError) as error:
            expected = f"the address of a running Dask scheduler ({error})"
            raise InputError("scheduler", self.address, expected) from error
        try:
            client.wait_for_workers(1, timeout=self.wait_s)
        except TimeoutError as error:
            expected = "a Dask scheduler that has workers"
            raise InputError("scheduler", self.address, expected) from error
        return client


def _killed(chunk: Chunk) -> Refusal:
    expected = "a worker that lives: where memory is short, choose a smaller chunk"
    return Refusal(chunk.label, "worker killed", expected, None)


def _results(client: Client, tasks: Tasks) -> Iterator[tuple[tuple[int, Chunk], Done | None]]:
    """Give what comes of each chunk, as it comes; None where workers died of it."""
    from distributed import KilledWorker, as_completed

    waiting = iter(tasks)
    given: dict[object, tuple[int, Chunk]] = {}
    results = as_completed([], loop=client.loop)

    def hand_out() -> None:
        """Keep the workers busy, and no more results on the way than that takes."""
        at_hand = CHUNKS_A_WORKER * max(sum(client.nthreads().values()), 1)
        while len(given) < at_hand and (task := next(waiting, None)) is not None:
            future = client.submit(work, *task, pure=False, retries=RETRIES)
            given[future.key] = task
            results.add(future)

    hand_out()
    for future in results:
        task, done = given.pop(future.key), None
        with suppress(KilledWorker):
            done = future.result()
        future.release()
        hand_out()
        yield task, done


def local_cluster(workers: int, private: bool = True) -> LocalCluster:
    """Start workers on this machine.

    Parameters
    ----------
    workers : int
        How many processes, of one thread each.
    private : bool
        Whether only the client that is made of it can reach them, by a key of their own;
        otherwise whoever can open a connection on this machine.

    Returns
    -------
    LocalCluster
        To be used as a context: it is closed behind it.
    """
    import dask
    from distributed import LocalCluster

    with dask.config.set({"distributed.nanny.pre-spawn-environ": WORKER_ENVIRONMENT}):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            security=private or None,
            preload=LEAVE_CTRL_C,
            silence_logs=logging.CRITICAL,
        )


def default_executor(
    chunks: int, workers: int | None = None, address: str | None = None
) -> Executor:
    """Choose where chunks are computed.

    Parameters
    ----------
    chunks : int
        How many there are to compute.
    workers : int, optional
        Workers on this machine; by default one a core, and none for a small run or where Dask
        is not installed.
    address : str, optional
        Address of a Dask scheduler to use instead.

    Returns
    -------
    Executor

    Raises
    ------
    InputError
        Fewer than one worker, or workers and an address.

    Examples
    --------
    >>> default_executor(1)
    InProcess()
    >>> default_executor(100, address="tcp://10.0.0.1:8786").address
    'tcp://10.0.0.1:8786'
    """
    if address is not None:
        if workers is not None:
            raise InputError("workers", workers, "no number where a scheduler is given")
        return DaskWorkers(address)
    if workers is None:
        if chunks <= SMALL_RUN_CHUNKS:
            return InProcess()
        try:
            import distributed  # noqa: F401
            from dask.system import CPU_COUNT
        except ImportError:
            return InProcess()
        workers = int(CPU_COUNT)
    if workers < 1:
        raise InputError("workers", workers, "a whole number of at least 1")
    return InProcess() if workers == 1 else DaskWorkers(None, min(workers, max(chunks, 1)))
