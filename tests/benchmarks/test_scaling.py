"""The limits are judged by what was measured."""

from benchmarks.scaling import scaling_tests, table

FOUND = {
    "round_10": {"peak_bytes": 100.0 * 2**20, "seconds": 0.1, "clients_per_s": 100.0},
    "round_100": {"peak_bytes": 104.0 * 2**20, "seconds": 0.2, "clients_per_s": 500.0},
    "round_1000": {"peak_bytes": 109.0 * 2**20, "seconds": 1.0, "clients_per_s": 1000.0},
    "round_10000": {"peak_bytes": 300.0 * 2**20, "seconds": 10.0, "clients_per_s": 1000.0},
    "together": {"seconds": 20.0},
    "apart": {"seconds": 19.0},
}


def verdicts(**changes: dict[str, float]) -> list[object]:
    return [test["is_met"] for test in scaling_tests(FOUND | changes)]


def test_every_limit_can_be_met_and_missed():
    assert verdicts() == [True] * 4
    assert verdicts(round_100={"peak_bytes": 111.0 * 2**20}) == [False, True, True, True]
    assert verdicts(round_10000={"peak_bytes": 2.0**31}) == [True, False, True, True]
    assert verdicts(apart={"seconds": 17.9}) == [True, True, False, True]
    assert verdicts(together={"seconds": 9.0}) == [True, True, True, False]


def test_table_names_each_round_size_and_what_was_missed():
    text = table(FOUND | {"apart": {"seconds": 17.0}})
    assert "| 10,000 | 300 | 10 | 1,000 |" in text and "| 85.0% (missed) |" in text
