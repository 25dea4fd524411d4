from core.errors import CATALOGUE


def test_codes_of_this_package_begin_with_its_name():
    for code, kind in CATALOGUE.items():
        if kind.__module__ == "p2p.errors":
            assert code.startswith("p2p.")
