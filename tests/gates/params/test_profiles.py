from core.parameters import Parameters, parse_parameters
from gates.params.profiles import ByProfile


class Part(Parameters):
    seeds: tuple[int, ...]


class Section(Parameters):
    gate: ByProfile[Part]


def test_each_profile_has_its_part():
    section = parse_parameters(Section, {"gate": {"reduced": {"seeds": [0]}, "full": {"seeds": [0, 1]}}})
    assert section.gate.of("reduced").seeds == (0,)
    assert section.gate.of("full").seeds == (0, 1)
