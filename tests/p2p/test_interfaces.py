import ipaddress

import pytest

from core.signing.keys import SigningKey
from p2p import compat
from p2p.errors import AddressUnusableError
from p2p.interfaces import listen_on, local_ips


def listening(run, interfaces, port=0):
    addresses = []

    async def check():
        swarm = compat.new_swarm(SigningKey.generate().seed, 4)
        async with compat.background_trio_service(swarm):
            try:
                addresses.extend(await listen_on(swarm, interfaces, port))
            except AddressUnusableError as error:
                addresses.append(error)

    run(check)
    if isinstance(addresses[0], AddressUnusableError):
        raise addresses[0]
    return addresses


def test_each_interface_has_an_address_of_its_own(run):
    one, two = listening(run, ["127.0.0.1", "127.0.0.2"])
    assert one.startswith("/ip4/127.0.0.1/tcp/")
    assert two.startswith("/ip4/127.0.0.2/tcp/")


def test_the_addresses_of_this_machine_are_concrete():
    assert local_ips()
    for ip in local_ips():
        assert not ipaddress.ip_address(ip).is_unspecified


@pytest.mark.parametrize("interface", ["192.0.2.1", "nowhere", ""])
def test_an_interface_that_is_not_there_is_refused(run, interface):
    with pytest.raises(AddressUnusableError):
        listening(run, ["127.0.0.1", interface])
