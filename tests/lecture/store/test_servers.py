"""Servers: alive while they hold their lock, and found dead by one other at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lecture.store.servers import Server, found_dead
from tests.conftest import ROOT


def test_a_server_is_alive_until_it_leaves(tmp_path: Path) -> None:
    server = Server(tmp_path)
    with found_dead(tmp_path, server.name) as dead:
        assert not dead
    assert len(list(tmp_path.iterdir())) == 1
    server.leave()
    assert not list(tmp_path.iterdir())
    with found_dead(tmp_path, server.name) as dead:
        assert dead
    assert not list(tmp_path.iterdir())


def test_no_two_servers_have_one_name(tmp_path: Path) -> None:
    servers = [Server(tmp_path) for _ in range(20)]
    assert len({server.name for server in servers}) == 20
    for server in servers:
        server.leave()


def test_a_dead_server_is_found_by_one_other_at_a_time(tmp_path: Path) -> None:
    with found_dead(tmp_path, "a") as first, found_dead(tmp_path, "a") as second:
        assert (first, second) == (True, False)
    with found_dead(tmp_path, "a") as again:
        assert again


def test_a_server_that_is_killed_is_dead(tmp_path: Path) -> None:
    lives = (
        "import sys; from pathlib import Path; from lecture.store.servers import Server\n"
        "server = Server(Path(sys.argv[1])); print(server.name, flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", lives, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    with process:
        assert process.stdout
        name = process.stdout.readline().decode().strip()
        with found_dead(tmp_path, name) as dead:
            assert not dead
        process.kill()
    with found_dead(tmp_path, name) as dead:
        assert dead
