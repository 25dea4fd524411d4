"""The table of device classes, and fleets drawn from it."""

import pytest

from learning.errors import DeviceUnknownError
from learning.heterogeneity.devices import DEVICES, draw_fleet, fleet_named


def test_every_class_is_usable_and_names_its_source():
    for name, device in DEVICES.items():
        assert device.name == name and device.source
        assert min(device.capacity, device.download_bytes_per_s, device.upload_bytes_per_s, device.latency_s) > 0


def test_the_calibrated_machine_has_capacity_one():
    assert DEVICES["desktop"].capacity == 1.0


def test_a_fleet_is_in_the_order_of_its_names():
    assert [device.name for device in fleet_named(["phone", "server", "phone"])] == ["phone", "server", "phone"]


def test_a_drawn_fleet_is_a_function_of_seed_and_client():
    shares = {"phone": 0.6, "laptop": 0.3, "server": 0.1}
    long = draw_fleet(shares, 400, 3)
    assert draw_fleet(dict(reversed(shares.items())), 50, 3) == long[:50] != draw_fleet(shares, 50, 4)
    for name, share in shares.items():
        assert sum(device.name == name for device in long) / 400 == pytest.approx(share, abs=0.08)


@pytest.mark.parametrize("shares", [{}, {"phone": 0.0}, {"phone": -1.0, "laptop": 2.0}, {"phone": float("nan")}, {"toaster": 1.0}])
def test_what_is_no_mixture_of_known_devices_is_refused(shares):
    with pytest.raises(DeviceUnknownError):
        draw_fleet(shares, 3, 0)
