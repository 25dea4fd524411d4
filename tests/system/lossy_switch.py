"""An Ethernet switch in user space that loses frames: one TAP device in each network namespace, forwarded between by this process.

`python lossy_switch.py --loss 0.2 --seed 7 PID ADDRESS PID ADDRESS …` for kernels without a network emulator; ends when stdin does.
"""

import argparse
import ctypes
import fcntl
import os
import random
import select
import struct
import subprocess

CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TAP_NO_PI = 0x1002
MAX_FRAME_BYTES = 65536


def enter(pid: int) -> None:
    """Move the calling thread into the network namespace of the process `pid`."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if libc.setns(descriptor, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(descriptor)


def open_tap(address: str) -> int:
    """A TAP device named eth0 in the present namespace, up, with `address`; it goes with its descriptor."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", b"eth0", IFF_TAP_NO_PI))
    subprocess.run(["ip", "address", "add", f"{address}/24", "dev", "eth0"], check=True)
    subprocess.run(["ip", "link", "set", "eth0", "up"], check=True)
    return descriptor


def is_multicast(frame: bytes) -> bool:
    """Whether a frame is an IPv4 multicast; address resolution, which is a broadcast, is none."""
    return frame[:3] == b"\x01\x00\x5e"


def switch(taps: list[int], loss: float, generator: random.Random, *, has_multicast: bool) -> None:
    """Forward every frame to all other devices, each with probability 1 - `loss`, until stdin ends."""
    while True:
        ready, _, _ = select.select([0, *taps], [], [])
        if 0 in ready and not os.read(0, 4096):
            return
        for source in set(ready) - {0}:
            frame = os.read(source, MAX_FRAME_BYTES)
            if is_multicast(frame) and not has_multicast:
                continue
            for target in taps:
                if target != source and generator.random() >= loss:
                    forward(frame, target)


def forward(frame: bytes, target: int) -> None:
    """Hand over a frame; a device that takes none for the moment loses it, as Ethernet does."""
    try:
        os.write(target, frame)
    except OSError:
        return


def main() -> None:
    """Make the devices, say that they are ready, and switch."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--loss", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--no-multicast", action="store_true")
    parser.add_argument("ports", nargs="+")
    arguments = parser.parse_args()
    taps = []
    for pid, address in zip(arguments.ports[::2], arguments.ports[1::2], strict=True):
        enter(int(pid))
        taps.append(open_tap(address))
    print("ready", flush=True)
    switch(taps, arguments.loss, random.Random(arguments.seed), has_multicast=not arguments.no_multicast)


if __name__ == "__main__":
    main()
