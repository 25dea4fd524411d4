"""A checkout works anywhere: no path of one machine, no mirror of a package registry."""

import re
from pathlib import Path

# Joined here so that this file does not find itself.
PLACES = ["/wo" + "rk/", "/tmp/" + "dev", "/ro" + "ot/", "/opt/" + "wheels", "/opt/" + "pypi"]
REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js", "deb." + "debian.org", "npm" + "mirror"]
PATTERN = re.compile("|".join(map(re.escape, PLACES + REGISTRIES)))


def test_no_file_names_a_machine_path_or_a_registry(files: tuple[Path, ...], root: Path) -> None:
    found: dict[str, str] = {}
    for path in files:
        match = PATTERN.search(path.read_bytes().decode("utf-8", errors="ignore"))
        if match:
            found[str(path.relative_to(root))] = match.group()
    assert found == {}


def test_the_lock_has_hashes_and_no_address(root: Path) -> None:
    lock = (root / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index" not in lock
    blocks = re.split(r"\n(?=[a-z0-9])", lock)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert len(blocks) > 100


def test_the_lock_brings_no_cuda_and_nothing_that_needs_a_compiler(root: Path) -> None:
    names = re.findall(r"^([a-z0-9._-]+)==", (root / "requirements.lock").read_text(), flags=re.MULTILINE)
    assert [name for name in names if re.match(r"torch$|triton|nvidia|cuda|fastecdsa", name)] == []
