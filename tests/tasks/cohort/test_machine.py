"""A machine is told by what its kernel says of it."""

from pathlib import Path

import pytest

from tasks.cohort.machine import detect_gpus, detect_machine


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def device(number: int, vendor: str, kind: str = "0x030000") -> dict[str, str]:
    place = f"sys/bus/pci/devices/0000:0{number}:00.0"
    return {f"{place}/vendor": f"{vendor}\n", f"{place}/class": f"{kind}\n"}


INFORMATION = {"proc/driver/nvidia/gpus/0000:01:00.0/information": "Model: \t\t NVIDIA H200\nIRQ:   \t\t 56\n"}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, ()),
        (device(1, "0x8086"), ()),
        ({**device(1, "0x10de", "0x030200"), **INFORMATION}, ("NVIDIA H200",)),
        (INFORMATION, ("NVIDIA H200",)),
        (device(1, "0x10de"), ("NVIDIA, no driver",)),
        ({**device(1, "0x1002"), **device(2, "0x10de", "0x040300")}, ("AMD",)),
    ],
    ids=["none", "integrated", "with-driver", "container", "without-driver", "amd-and-a-sound-card"],
)
def test_graphics_processors_are_found_where_the_kernel_names_them(files: dict[str, str], found: tuple[str, ...], tmp_path: Path):
    assert detect_gpus(tree(tmp_path, files)) == found


def test_the_machine_is_told_in_numbers():
    cores, memory_gib = detect_machine()
    assert cores >= 1 and memory_gib > 0
