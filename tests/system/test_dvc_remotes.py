"""`dvc push` and `dvc pull` by DVC itself: to a folder, and to the remote that this project serves."""

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.system.git_checkout import Checkout, make_checkout
from tests.system.served_remote import ServedRemote, served, start_remote

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout in which the pipeline has run, its lock file committed."""
    made = make_checkout(tmp_path_factory.mktemp("run") / "checkout")
    made.dvc("repro", "--quiet")
    made.commit()
    return made


@pytest.fixture
def checkout(run: Checkout, tmp_path: Path) -> Checkout:
    """One of its own for each test."""
    return run.copy(tmp_path / "checkout")


def use(checkout: Checkout, remote: ServedRemote) -> None:
    """Do what the remote said when it started."""
    for command in remote.commands:
        checkout.run("sh", "-c", command)


def outputs(checkout: Checkout) -> dict[str, str]:
    return {name: (checkout.root / name).read_text() for name in ("data/digits/all.txt", "reports/smoke_summary.json")}


def forget(checkout: Checkout) -> None:
    for name in ("data", "reports", ".dvc/cache"):
        shutil.rmtree(checkout.root / name)


def cached(checkout: Checkout) -> dict[str, bytes]:
    """What a complete push leaves in a remote."""
    cache = checkout.root / ".dvc" / "cache"
    return {f"/{path.relative_to(cache)}": path.read_bytes() for path in (cache / "files").rglob("*") if path.is_file()}


def test_a_clone_pulls_from_a_folder_what_was_pushed_there(checkout: Checkout, tmp_path: Path) -> None:
    add = ("remote", "add", "--local", "--default", "folder", str(tmp_path / "remote"))
    checkout.dvc(*add)
    checkout.dvc("push")
    clone = checkout.clone(tmp_path / "clone")
    clone.dvc(*add)
    clone.dvc("pull", "dvc.yaml")
    assert outputs(clone) == outputs(checkout)
    assert "up to date" in clone.dvc("status", "dvc.yaml")
    assert clone.changed() == checkout.changed() == []


def test_a_clone_pulls_from_the_served_remote_what_was_pushed_there(checkout: Checkout, tmp_path: Path) -> None:
    with served(tmp_path / "remote") as remote:
        use(checkout, remote)
        checkout.dvc("push")
        assert remote.objects() == cached(checkout)
        assert "Everything is up to date" in checkout.dvc("push")
        clone = checkout.clone(tmp_path / "clone")
        use(clone, remote)
        clone.dvc("pull", "dvc.yaml")
        assert outputs(clone) == outputs(checkout)
        forget(clone)
        clone.dvc("pull", "dvc.yaml")
        assert outputs(clone) == outputs(checkout)
    assert clone.changed() == checkout.changed() == []
    assert remote.token not in checkout.git("grep", "--no-index", "-h", "", "--", ".dvc/config")


def test_a_wrong_token_pushes_nothing_and_pulls_nothing(checkout: Checkout, tmp_path: Path) -> None:
    with served(tmp_path / "remote") as remote:
        use(checkout, remote)
        checkout.dvc("remote", "modify", "--local", "p2p", "password", "wrong")
        pushed = checkout.tried("dvc", "push")
        assert pushed.returncode != 0
        assert "401" in pushed.stderr
        assert remote.objects() == {}
        forget(checkout)
        assert checkout.tried("dvc", "pull", "dvc.yaml").returncode != 0
        assert [path for path in (checkout.root / "data").rglob("*") if path.is_file()] == []


def test_a_push_beyond_the_quota_says_so(checkout: Checkout, tmp_path: Path) -> None:
    with served(tmp_path / "remote", "--quota", "100B") as remote:
        use(checkout, remote)
        pushed = checkout.tried("dvc", "push")
        assert pushed.returncode != 0
        assert "507" in pushed.stderr
        assert sum(map(len, remote.objects().values())) <= 100


def test_a_file_that_dvc_did_not_see_altered_is_not_taken(checkout: Checkout, tmp_path: Path) -> None:
    with served(tmp_path / "remote") as remote:
        use(checkout, remote)
        name, content = next((name, content) for name, content in cached(checkout).items() if b'"run_id"' in content)
        path = checkout.root / ".dvc" / "cache" / name[1:]
        # DVC trusts a file of the same size, time and inode.
        before = path.stat()
        path.chmod(0o644)
        path.write_bytes(content[::-1])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        path.chmod(0o444)
        pushed = checkout.tried("dvc", "push")
        assert pushed.returncode != 0
        assert "422" in pushed.stderr
        assert name not in remote.objects()


def test_after_a_remote_was_killed_in_mid_push_the_next_push_completes(checkout: Checkout, tmp_path: Path) -> None:
    outdated = {name for name in cached(checkout) if name.endswith(".dir")}
    for index in range(200):
        (checkout.root / "data" / "digits" / f"{index}.txt").write_text(f"{index}\n" * 20000)
    checkout.dvc("commit", "--force", "--quiet", "dvc.yaml")
    complete = {name: content for name, content in cached(checkout).items() if name not in outdated}
    remote = start_remote(tmp_path / "remote")
    use(checkout, remote)
    pushing = checkout.started("dvc", "push", "--jobs", "2")
    end = time.monotonic() + 60
    while len(remote.names()) < 20:
        assert time.monotonic() < end
        assert pushing.poll() is None
        time.sleep(0.01)
    remote.process.kill()
    pushing.communicate(timeout=120)
    assert pushing.returncode != 0
    arrived = {name for name in remote.objects() if name.startswith("/files/")}
    assert 0 < len(arrived) < len(complete)
    again = start_remote(tmp_path / "remote", port=int(remote.url.rsplit(":", 1)[1]))
    try:
        checkout.dvc("push")
        assert again.objects() == complete
    finally:
        again.process.terminate()
        again.process.communicate(timeout=60)
