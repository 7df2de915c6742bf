from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

from wanmi.secret import kept_secret


def test_it_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "secret"
    secret = kept_secret(path)
    assert len(secret) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_secret(path) == secret
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_processes_that_start_at_once_agree(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: kept_secret(tmp_path / "secret"), range(64)))
    assert len(secrets) == 1
