"""A cluster gives the same bits, each shard once, whoever dies; an unguarded one is refused."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from cryptography import x509

from benchmarks.reference import reference
from cadre import __version__
from cadre.errors import CadreError
from cadre.explorer import ray as runner_module
from cadre.explorer.designs import grid
from cadre.explorer.finding import uncertainties
from cadre.explorer.local import LocalRunner
from cadre.explorer.measures import measures
from cadre.explorer.playing import Playing
from cadre.explorer.ray import RayRunner, ray_runner
from cadre.explorer.ray_guard import guard_of, meet
from cadre.explorer.runner import Played, Shard, Work
from tests.explorer.ray_cluster import HOST, ROOT, Cluster, certificates, free_port
from tests.explorer.ray_work import Breaking, Fickle, Hanging, Sums

pytest.importorskip("ray", reason="the extra ray isn't installed")
# One cluster for all, in this order: the last ones kill its nodes.
pytestmark = pytest.mark.xdist_group("ray")

TOKEN = "4d" * 32
PATIENCE = 6.0


def shards(count: int, size: int = 4) -> list[Shard]:
    return [Shard(number=k, begin=k * size, end=(k + 1) * size) for k in range(count)]


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two nodes; in a folder of a short name, since the names of sockets may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="ray"))
    settings = {
        **certificates(folder / "keys"),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": TOKEN,
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    one = Cluster(folder, settings)
    try:
        until(lambda: reached(one.address), 60)
        one.wait(one.node(3))
        one.wait(one.head)
        yield one
    finally:
        one.end()
        shutil.rmtree(folder)


@pytest.fixture
def guarded(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings of the cluster, as those of this process."""
    for name, value in cluster.settings.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Settings that would do, with no cluster; and no token of this user's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = {**certificates(tmp_path / "keys"), "RAY_AUTH_MODE": "token"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("RAY_AUTH_TOKEN", TOKEN)
    monkeypatch.delenv("RAY_AUTH_TOKEN_PATH", raising=False)
    return monkeypatch


def runner(cluster: Cluster, retries: int = 3) -> RayRunner:
    return RayRunner(address=cluster.address, retries=retries, patience=PATIENCE)


def play(cluster: Cluster, work: Work, count: int, retries: int = 3) -> list[Played]:
    return list(runner(cluster, retries).run(work, shards(count), never))


def assert_whole(got: list[Played], count: int) -> None:
    """Each shard is there once, with the bits of a loop in this process."""
    assert sorted(one.shard.number for one in got) == list(range(count))
    plain = Sums()
    assert [one.shard.number for one in got if not one.same(plain(one.shard))] == []


def refusal(cluster: Cluster, work: Work | None = None, retries: int = 3) -> str:
    with pytest.raises(CadreError) as raised:
        play(cluster, work or Sums(), 12, retries)
    return str(raised.value)


def marked(marks: Path) -> list[tuple[int, int, str, int]]:
    """What shards left as they began: number, process, raylet, time (ns); the latest last."""
    parts = [one.name.split("-") for one in marks.iterdir()]
    found = [(int(one[0]), int(one[1]), one[2], int(one[3])) for one in parts]
    return sorted(found, key=lambda one: one[3])


# What is refused before anything is sent


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("RAY_AUTH_MODE", "", "RAY_AUTH_MODE isn't token"),
        ("RAY_AUTH_MODE", "disabled", "RAY_AUTH_MODE isn't token"),
        ("RAY_AUTH_TOKEN", " ", "there is no token"),
        ("RAY_USE_TLS", "0", "RAY_USE_TLS isn't 1"),
        ("RAY_TLS_SERVER_KEY", "", "RAY_TLS_SERVER_KEY isn't set"),
        ("RAY_TLS_CA_CERT", "nowhere.crt", "nowhere.crt can't be used"),
    ],
)
def test_without_a_token_or_tls_nothing_is_sent(
    keys: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """Whoever reaches an open cluster runs what they like on it, and reads the dossier."""
    keys.setenv(name, value)
    with pytest.raises(CadreError, match=told) as raised:
        list(ray_runner("127.0.0.1:1").run(Sums(), shards(1), never))
    assert "manual" in str(raised.value)


def test_a_key_that_is_not_the_certificates_is_told(
    keys: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = certificates(tmp_path / "other")
    keys.setenv("RAY_TLS_SERVER_KEY", other["RAY_TLS_SERVER_KEY"])
    with pytest.raises(CadreError, match=r"RAY_TLS_SERVER_CERT: .* can't be used"):
        guard_of()


def test_the_token_is_read_from_the_file_that_is_named(
    keys: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A token in a file doesn't show in the list of processes."""
    keys.delenv("RAY_AUTH_TOKEN")
    keys.setenv("RAY_AUTH_TOKEN_PATH", str(tmp_path / "token"))
    with pytest.raises(CadreError, match="RAY_AUTH_TOKEN_PATH"):
        guard_of()
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    assert guard_of().token == TOKEN


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("address", ["", "auto", "local", "ray://127.0.0.1:10001", "127.0.0.1"])
def test_no_cluster_is_started_by_itself(address: str) -> None:
    """Ray starts one without asking where it finds none, open to all of the machine."""
    with pytest.raises(CadreError, match="no cluster is started by itself"):
        list(ray_runner(address).run(Sums(), shards(1), never))


@pytest.mark.usefixtures("keys")
def test_nobody_at_the_address_is_told() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{one.getsockname()[1]}"
        with pytest.raises(CadreError, match="no cluster answers"):
            list(ray_runner(address).run(Sums(), shards(1), never))


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_head_that_speaks_no_tls_is_told(answer: bytes) -> None:
    """Otherwise the token would go out in the clear."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            one, _ = server.accept()
            with one:
                one.recv(4096)
                one.sendall(answer)

        talk = threading.Thread(target=serve)
        talk.start()
        with pytest.raises(CadreError, match="TLS failed"):
            meet(guard_of(), f"127.0.0.1:{server.getsockname()[1]}", 5)
        talk.join()


def test_a_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "find_spec", lambda _: None)
    with pytest.raises(CadreError, match=r"pip install 'cadre-planner\[ray\]'"):
        list(ray_runner("127.0.0.1:1").run(Sums(), shards(1), never))


# On two nodes


@pytest.mark.usefixtures("guarded")
def test_two_nodes_give_the_bits_of_this_process(cluster: Cluster, tmp_path: Path) -> None:
    """Otherwise an answer would depend on who was asked."""
    got = play(cluster, Sums(seconds=0.02, marks=tmp_path), 60)
    assert_whole(got, 60)
    assert {raylet for _, _, raylet, _ in marked(tmp_path)} == {
        node.raylet() for node in cluster.nodes
    }


@pytest.mark.usefixtures("guarded")
def test_a_mission_explored_on_two_nodes_gives_the_bits_of_threads(cluster: Cluster) -> None:
    """The real work, pickled: what is worked out of a mission is worked out anew on each node."""
    mission, plan = reference()
    work = Playing(
        missions=(mission,),
        plans=(plan,),
        design=grid(uncertainties(mission)[:3], levels=2),
        measures=measures(mission),
        futures=200,
        seed=3,
    )
    pieces = shards(4, size=2)
    here = {one.shard: one for one in LocalRunner(threads=2).run(work, pieces, never)}
    there = list(runner(cluster).run(work, pieces, never))
    assert len(there) == len(here) == 4
    assert all(one.same(here[one.shard]) for one in there)
    assert all(np.isfinite(one.means).any() for one in there)


@pytest.mark.usefixtures("guarded")
def test_a_worker_that_is_killed_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """Its shard is played again, and counts once."""
    marks, hung = watched(tmp_path, lambda pid: os.kill(pid, signal.SIGKILL))
    assert_whole(play(cluster, Hanging(marks=marks), 20), 20)
    assert [number for number, _, _, _ in marked(marks)].count(hung()) == 2


def watched(folder: Path, end: Callable[[int], None]) -> tuple[Path, Callable[[], int]]:
    """Ends what plays the shard that hangs; a folder for marks, and what tells the shard."""
    (folder / "marks").mkdir()
    place = folder / "hangs"

    def watch() -> None:
        until(place.exists, 60)
        end(int(place.read_text(encoding="utf-8").split()[1]))

    threading.Thread(target=watch, daemon=True).start()
    return folder / "marks", lambda: int(place.read_text(encoding="utf-8").split()[0])


@pytest.mark.usefixtures("guarded")
def test_whoever_stops_leaves_no_task(cluster: Cluster, tmp_path: Path) -> None:
    """A cluster that plays on for nobody is lost for the next who asks."""
    got: list[Played] = []
    began = time.monotonic()
    for one in runner(cluster).run(
        Sums(seconds=1.0, marks=tmp_path), shards(200), lambda: len(got) >= 2
    ):
        got.append(one)
        began = time.monotonic()
    assert len(got) == 2
    # Played to its end, it would take more than a minute.
    assert time.monotonic() - began < 30
    until(lambda: tasks(cluster) == [])
    assert len(marked(tmp_path)) <= 8


def tasks(cluster: Cluster) -> list[str]:
    """The tasks that workers play, as the names of their processes."""
    found = []
    for pid in (pid for node in cluster.nodes for pid in node.pids()):
        try:
            name = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "cadre shard" in name:
            found.append(name)
    return found


def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.usefixtures("guarded")
def test_a_node_that_gives_other_bits_is_refused(cluster: Cluster) -> None:
    """A processor or a library that rounds otherwise shows in no version."""
    told = refusal(cluster, Fickle(raylet=cluster.nodes[1].raylet()))
    assert "it gives other bits for shard 0" in told


@pytest.mark.usefixtures("guarded")
def test_a_shard_that_fails_tells_its_traceback(cluster: Cluster) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError: shard without weeks"):
        play(cluster, Breaking(number=3, deadly=False), 8)


@pytest.mark.usefixtures("guarded")
def test_a_shard_that_kills_its_workers_is_given_up(cluster: Cluster) -> None:
    """It would go round for ever."""
    assert "shard 3: its worker died 2 times" in refusal(
        cluster, Breaking(number=3, deadly=True), retries=1
    )


def test_a_wrong_token_is_refused(cluster: Cluster, guarded: pytest.MonkeyPatch) -> None:
    guarded.setenv("RAY_AUTH_TOKEN", "5e" * 32)
    assert "the cluster refuses our token" in refusal(cluster)


def test_an_authority_that_the_cluster_does_not_know_is_refused(
    cluster: Cluster, guarded: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On either side: theirs isn't ours, ours isn't theirs."""
    other = certificates(tmp_path / "other")
    guarded.setenv("RAY_TLS_CA_CERT", other["RAY_TLS_CA_CERT"])
    assert "TLS failed" in refusal(cluster)
    guarded.undo()
    for name, value in {**cluster.settings, **other}.items():
        guarded.setenv(name, value)
    guarded.setenv("RAY_TLS_CA_CERT", cluster.settings["RAY_TLS_CA_CERT"])
    assert "TLS failed" in refusal(cluster)


@pytest.mark.usefixtures("guarded")
def test_a_cluster_that_takes_any_token_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    """Our token would be right, and so would everybody's."""
    port = free_port("127.0.0.1")
    words = [
        word.replace(cluster.address.rpartition(":")[2], str(port)) for word in cluster.head.store()
    ]
    session = str(next((cluster.folder / "r").glob("session_2*")))
    open_to_all = {
        name: value for name, value in cluster.settings.items() if "RAY_AUTH" not in name
    }
    (tmp_path / "logs").mkdir()
    store = subprocess.Popen(
        [word.replace(session, str(tmp_path)) for word in words],
        env={**os.environ, **open_to_all, "RAY_AUTH_MODE": "disabled"},
    )
    try:
        until(lambda: reached(f"127.0.0.1:{port}"), 20)
        with pytest.raises(CadreError, match="the cluster asks for no token"):
            list(RayRunner(address=f"127.0.0.1:{port}").run(Sums(), shards(1), never))
    finally:
        store.kill()
        store.wait()


def reached(address: str) -> bool:
    host, _, port = address.partition(":")
    with socket.socket() as one:
        return one.connect_ex((host, int(port))) == 0


def test_nodes_with_another_cadre_are_refused(
    cluster: Cluster, guarded: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An answer carries one version; two would have made it."""
    other = tmp_path / "cadre"
    other.mkdir()
    for one in (ROOT / "src" / "cadre").iterdir():
        (other / one.name).symlink_to(one)
    (other / "__init__.py").unlink()
    (other / "__init__.py").write_text('__version__ = "0.0.1"\n', encoding="utf-8")
    guarded.syspath_prepend(str(tmp_path))
    told = refusal(cluster)
    assert f"node {HOST.format(2)}: it has Cadre {__version__}" in told or (
        f"node {HOST.format(3)}: it has Cadre {__version__}" in told
    )
    assert "what is here: Cadre 0.0.1" in told


@pytest.mark.usefixtures("guarded")
def test_a_node_that_dies_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """What it played counts once, what it was playing is played elsewhere."""
    node = cluster.nodes[1]
    marks, hung = watched(tmp_path, lambda _: node.kill())
    got = play(cluster, Hanging(marks=marks, raylet=node.raylet()), 30)
    assert_whole(got, 30)
    assert [number for number, _, _, _ in marked(marks)].count(hung()) == 2


@pytest.mark.usefixtures("guarded")
def test_a_cluster_that_is_lost_is_told_and_leaves_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    """Who explores keeps what was played, and goes on with it another day."""
    playing = runner(cluster).run(Sums(seconds=0.2, marks=tmp_path), shards(100), never)
    got = [next(playing) for _ in range(5)]
    cluster.end()
    began = time.monotonic()
    with pytest.raises(CadreError, match="the cluster was lost"):
        got.extend(playing)
    assert time.monotonic() - began < 5 * PATIENCE
    assert len({one.shard.number for one in got}) == len(got) >= 5
    until(lambda: left(cluster.folder) == "")


def left(folder: Path) -> str:
    """The processes that name `folder` or our driver."""
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    named = (str(folder), "cadre.explorer.ray_driver")
    return "\n".join(line for line in listed.stdout.splitlines() if any(x in line for x in named))


def test_the_commands_of_the_manual_make_what_guards_a_cluster(
    keys: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever types them must not find out on six machines that one of them is wrong."""
    page = (ROOT / "docs/manual/ray.md").read_text(encoding="utf-8")
    block = next(part for part in page.split("```sh\n")[1:] if "openssl" in part)
    commands = block.partition("```")[0]
    subprocess.run(["bash", "-ec", commands], cwd=tmp_path, check=True, capture_output=True)
    for name, file in [("CERT", "10.0.0.6.crt"), ("KEY", "10.0.0.6.key")]:
        keys.setenv(f"RAY_TLS_SERVER_{name}", str(tmp_path / file))
    keys.setenv("RAY_TLS_CA_CERT", str(tmp_path / "ca.crt"))
    keys.delenv("RAY_AUTH_TOKEN")
    keys.setenv("RAY_AUTH_TOKEN_PATH", str(tmp_path / "token"))
    guard = guard_of()
    assert len(guard.token) == 64
    one = x509.load_pem_x509_certificate(guard.certificate.read_bytes())
    one.verify_directly_issued_by(x509.load_pem_x509_certificate(guard.authority.read_bytes()))
    names = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name) for name in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.6"]
