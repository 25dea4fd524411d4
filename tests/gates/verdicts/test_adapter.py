import pytest

from gates.verdicts.adapter import judge_adapter
from tests.gates.mutations import OURS, put, sample


@pytest.mark.parametrize(
    "path",
    [
        *(f"communication_savings_percent.{mode}_vs_fp32_percent" for mode in ("int8", "sparse")),
        *(
            f"quality_drop_vs_centralized.{mode}_{metric}_drop"
            for mode in ("fp32", "int8", "sparse")
            for metric in ("accuracy", "macro_f1")
        ),
    ],
)
def test_a_stated_figure_that_does_not_follow_from_the_methods_fails(path):
    verdict = judge_adapter(put(sample("adapter"), path, 0.0), OURS.adapter)
    assert path in {row.metric for row in verdict.rows if not row.ok}
