"""Driver of a Ray cluster: sends shards out, and sends back each once."""

from __future__ import annotations

import logging
import os
import pickle
import re
import secrets
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from multiprocessing.connection import Connection
from typing import Any

import ray
from ray import exceptions
from ray._raylet import (  # type: ignore[attr-defined] # its types leave them out
    AuthenticationTokenLoader,
    GcsClient,
)
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from cadre.errors import CadreError
from cadre.explorer.ray_words import Done, Failed, Order, Refused, lost
from cadre.explorer.runner import Played, Shard, Work

AHEAD = 2
"""Tasks out for each CPU: one is played, one waits at its door."""
LOOK = 0.2
"""Seconds between two looks at whether the runner is still there."""
COUNT = 2.0
"""Seconds between two counts of the cluster's CPUs."""
COLOUR = re.compile(r"\x1b\[[\d;]*m")
HEAD = "node:__internal_head__"
GONE = (
    exceptions.NodeDiedError,
    exceptions.ObjectLostError,
    exceptions.OutOfMemoryError,
    exceptions.TaskUnschedulableError,
    exceptions.WorkerCrashedError,
)
"""What Ray says of a task whose worker or node is gone for good."""

Kit = tuple[tuple[str, str], ...]
Ref = ray.ObjectRef[Any]
_held: dict[str, Work] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A shard that was played.

    Attributes:
        node: The node it was played on.
        kit: What it was played with.
        played: What it came to.
    """

    node: str
    kit: Kit
    played: Played


@cache
def kit() -> Kit:
    """What decides the bits, as (name, version)."""
    found = []
    for name in ("numpy", "numba"):
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            found.append((name, "none"))
    python = ".".join(str(part) for part in sys.version_info[:2])
    ours = sys.modules["cadre"].__version__  # by name: `cadre` stands above this storey
    return (("Cadre", ours), ("Python", python), *found)


def play(held: list[ray.ObjectRef[Any]], shard: Shard) -> Answer:
    """Play a shard on a worker; the work comes in a list, so that it is fetched once a worker."""
    os.environ["NUMBA_NUM_THREADS"] = "1"  # before numba is loaded by the work
    name = held[0].hex()
    if name not in _held:
        _held.clear()
        _held[name] = pickle.loads(ray.get(held[0]))  # noqa: S301 - from our own driver
    node = ray.get_runtime_context().get_node_id()
    return Answer(node=node, kit=kit(), played=_held[name](shard))


class Drive:
    """One run on a cluster that we are connected to.

    The bits of a node are trusted once it has played the first shard as the others did: until
    then its answers are kept back, and if it dies before, its shards are played again elsewhere.
    """

    def __init__(self, order: Order) -> None:
        self.order = order
        self.held = [ray.put(order.work)]
        self.queue = deque(order.shards[1:])
        self.out: dict[Ref, Shard] = {}
        self.trials: dict[Ref, str] = {}
        self.first: Played | None = None
        self.met: dict[str, str] = {}
        self.trusted: set[str] = set()
        self.back: dict[str, list[Played]] = {}
        self.cpus = 0
        self.counted = -COUNT
        self.alive = time.monotonic()

    def played(self, away: Callable[[], bool]) -> Iterator[Played]:
        """Each shard once, until `away` says that nobody waits for more."""
        while (self.first is None or self.queue or self.out or self.back) and not away():
            self._count()
            while self.queue and len(self.out) + len(self.trials) < AHEAD * self.cpus:
                shard = self.queue.popleft()
                self.out[self._sent(shard)] = shard
            busy = [*self.trials, *self.out]
            if not busy:
                time.sleep(LOOK)
                continue
            for ref in ray.wait(busy, num_returns=1, timeout=LOOK)[0]:
                yield from self._trial(ref) if ref in self.trials else self._answer(ref)

    def cancel(self) -> None:
        """Leave no task behind."""
        for ref in (*self.trials, *self.out):
            ray.cancel(ref, force=True)

    def _count(self) -> None:
        """Look now and then how many CPUs there are, and try the nodes that are new."""
        now = time.monotonic()
        if now < self.counted + COUNT:
            return
        self.counted = now
        seen: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
        nodes = [node for node in seen if node["Alive"]]
        players = [node for node in nodes if node["Resources"].get("CPU", 0) >= 1]
        self.cpus = sum(int(node["Resources"]["CPU"]) for node in players)
        if self.cpus:
            self.alive = now
        elif now > self.alive + self.order.patience:
            raise lost(self.order.address)
        new = [node for node in nodes if node["NodeID"] not in self.met]
        self.met |= {node["NodeID"]: node["NodeManagerAddress"] for node in new}
        inspect(new, self.order.patience)
        for node in new:
            if node in players:
                self.trials[self._sent(self.order.shards[0], node["NodeID"])] = node["NodeID"]

    def _sent(self, shard: Shard, node: str | None = None) -> Ref:
        """A task that plays `shard`, on `node` if one is named."""
        task = ray.remote(play).options(
            num_cpus=1,
            max_retries=self.order.retries,
            scheduling_strategy="DEFAULT" if node is None else _only(node),
            name=f"cadre shard {shard.number}",
        )
        ref: Ref = task.remote(self.held, shard)
        return ref

    def _trial(self, ref: Ref) -> Iterator[Played]:
        """The first shard, as a node played it; with what was kept back of that node."""
        node = self.trials.pop(ref)
        try:
            answer = self._got(ref, self.order.shards[0])
        except (exceptions.NodeDiedError, exceptions.TaskUnschedulableError):
            again = [played.shard for played in self.back.pop(node, [])]
            self.queue.extendleft(again)
            return
        if self.first is None:
            self.first = answer.played
            yield answer.played
        elif not self.first.same(answer.played):
            raise CadreError(
                f"node {self.met[node]}",
                f"it gives other bits for shard {self.first.shard.number} than the others",
                "the same bits on every node",
                "Leave the node out, or give it the processor and the packages of the others.",
            )
        self.trusted.add(node)
        yield from self.back.pop(node, [])

    def _answer(self, ref: Ref) -> Iterator[Played]:
        """What a task came to, if its node is trusted."""
        shard = self.out.pop(ref)
        try:
            answer = self._got(ref, shard)
        except GONE as error:
            raise CadreError(
                f"shard {shard.number}",
                f"its worker died {self.order.retries + 1} times ({type(error).__name__})",
                "workers that live until a shard is played",
                "See the memory and the logs of the nodes, then run the same command again: what "
                "was played is kept.",
            ) from error
        if answer.node in self.trusted:
            yield answer.played
        elif answer.node in self.met and answer.node not in self.trials.values():
            self.queue.appendleft(shard)  # its node died before it could be tried
        else:
            self.back.setdefault(answer.node, []).append(answer.played)

    def _got(self, ref: Ref, shard: Shard) -> Answer:
        answer: Answer = ray.get(ref)
        if answer.kit != kit():
            raise _stranger(f"node {self.met.get(answer.node, answer.node)}", answer.kit)
        assert answer.played.shard == shard  # noqa: S101 - or combinations would change places
        return answer


def inspect(nodes: list[dict[str, Any]], patience: float) -> None:
    """Refuse nodes that play with something else than we do, and a head that tells of its use.

    A node that doesn't answer within `patience` (seconds) is passed over: its answers tell too.
    """

    # Within a function, so that it goes to the node whole: there may be no Cadre to look it up in.
    def look() -> dict[str, Any]:
        import os  # noqa: PLC0415 - as above

        try:
            from cadre.explorer.ray_driver import kit  # noqa: PLC0415 - as above
        except ImportError as error:
            return {"kit": (("Cadre", f"none ({error})"),), "silent": True}
        return {"kit": kit(), "silent": os.environ.get("RAY_USAGE_STATS_ENABLED") == "0"}

    task = ray.remote(look)
    asked = {
        task.options(
            num_cpus=0, max_retries=1, scheduling_strategy=_only(node["NodeID"])
        ).remote(): node
        for node in nodes
        if HEAD in node["Resources"] or node["Resources"].get("CPU", 0) >= 1
    }
    done, _ = ray.wait([*asked], num_returns=len(asked), timeout=patience) if asked else ([], [])
    for ref in done:
        place = f"node {asked[ref]['NodeManagerAddress']}"
        try:
            seen = ray.get(ref)
        except GONE:
            continue
        if seen["kit"] != kit():
            raise _stranger(place, seen["kit"])
        if HEAD in asked[ref]["Resources"] and not seen["silent"]:
            raise CadreError(
                place,
                "the head sends statistics of its use to the makers of Ray",
                "a head that tells nobody",
                "Start it with RAY_USAGE_STATS_ENABLED=0 set.",
            )


def _stranger(place: str, theirs: Kit) -> CadreError:
    """The refusal of a node that plays with something else."""
    return CadreError(
        place,
        f"it has {_listed(theirs)}",
        f"what is here: {_listed(kit())}",
        "Install the same versions on every node.",
    )


def _listed(kit: Kit) -> str:
    return ", ".join(f"{name} {number}" for name, number in kit)


def _only(node: str) -> NodeAffinitySchedulingStrategy:
    return NodeAffinitySchedulingStrategy(node, soft=False)


def admitted(address: str) -> None:
    """Make sure that the head lets us in, and a stranger not.

    Raises:
        CadreError: Our token is wrong, or any is right.
    """
    ours = os.environ["RAY_AUTH_TOKEN"]
    if _enters(address, secrets.token_hex(32)):
        raise CadreError(
            address,
            "the cluster asks for no token",
            "a cluster that lets in only who has its token",
            "Start the head and the nodes with RAY_AUTH_MODE=token and a token.",
        )
    if not _enters(address, ours):
        raise CadreError(
            address,
            "the cluster refuses our token",
            "the token that the head was started with",
            "Set RAY_AUTH_TOKEN, or the file that RAY_AUTH_TOKEN_PATH names, as on the head.",
        )


def _enters(address: str, token: str) -> bool:
    """Whether the head lets in who shows `token`, which stays set."""
    os.environ["RAY_AUTH_TOKEN"] = token
    AuthenticationTokenLoader.instance().reset_cache()
    try:
        GcsClient(address=address)
    except exceptions.AuthenticationError:
        return False
    except exceptions.RayError as error:
        raise lost(address) from error
    return True


def connect(address: str) -> None:
    """Join the cluster as a program of this machine.

    Raises:
        CadreError: It isn't to be had from here, or its dashboard is open to all.
    """
    try:
        context: Any = ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, RuntimeError, ValueError) as error:
        raise CadreError(
            address,
            f"the cluster can't be joined ({' '.join(str(error).split())[:300]})",
            "a node of the cluster on this machine, with the same Ray and Python",
            "Run `ray start --address ... --num-cpus 0` on this machine first.",
        ) from error
    if public(context.address_info["webui_url"] or ""):
        raise CadreError(
            address,
            f"its dashboard listens on {context.address_info['webui_url']}, which others reach",
            "no dashboard, or one on 127.0.0.1",
            "Start the head with --include-dashboard=false.",
        )


def public(place: str) -> bool:
    """Whether others than this machine reach a dashboard at `place`; "" is none."""
    host = place.rpartition("://")[2].rpartition(":")[0].strip("[]")
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host not in {"", "localhost"}


def driven(order: Order, away: Callable[[], bool], say: Callable[[object], None]) -> None:
    """Say each played shard, and `Done` at last; no task is left behind."""
    admitted(order.address)
    connect(order.address)
    drive = Drive(order)
    try:
        for played in drive.played(away):
            say(played)
        say(Done())
    finally:
        drive.cancel()


def main() -> None:
    """Do what the order at the other end of our line says, until it is hung up."""
    line = Connection(int(sys.argv[1]))
    order: Order = line.recv()
    with suppress(OSError):  # hung up: nobody waits for a word
        try:
            driven(order, line.poll, line.send)
        except CadreError as error:
            line.send(refused(error))
        except exceptions.RayTaskError as error:
            met = error.cause
            own = isinstance(met, CadreError)
            line.send(refused(met) if own else Failed(trace=COLOUR.sub("", str(error))))
        except exceptions.RayError:
            line.send(refused(lost(order.address)))
    ray.shutdown()


def refused(error: CadreError) -> Refused:
    """The parts of `error`."""
    return Refused(
        place=error.place, problem=error.problem, allowed=error.allowed, remedy=error.remedy
    )
