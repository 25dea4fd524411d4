"""The goal tree is the contract's, id by id."""

from gates.catalogue import GATES
from gates.goals import GOALS, STRICT, Requirements, every_part, sub_goals
from gates.judges import JUDGEMENTS

TREE = {
    ("g1_cpu_federated_foundation", "CPU-First Federated Foundation"): [
        ("sg1_baseline_gate", "baseline_metrics.json", "always"),
        ("sg2_classification_gate", "classification_metrics.json", "always"),
        ("sg3_adapter_gate", "adapter_intent_metrics.json", "always"),
    ],
    ("g2_generality_reproducibility", "Generality and Reproducibility"): [
        ("sg1_generality_gate", "generality_metrics.json", "always"),
        ("sg2_repro_gate", "reproducibility_metrics.json", "always"),
    ],
    ("g3_accessibility_ops", "Accessibility and Operational Reliability"): [
        ("sg1_benchmark_gate", "benchmark_metrics.json", "always"),
        ("sg2_smoke_ok", "smoke_summary.json", "require_smoke_summary"),
    ],
    ("g4_decentralization_fairness", "Decentralization Fairness Resilience"): [
        ("sg1_fairness_gate", "fairness_metrics.json", "require_fairness"),
        ("sg2_utility_fairness_gate", "utility_fairness_metrics.json", "require_fairness"),
    ],
}


def test_the_tree_has_the_contracts_ids_titles_artifacts_and_conditions():
    found = {(goal.id, goal.title): [(part.id, part.artifact, part.condition) for part in goal.sub_goals] for goal in GOALS}
    assert found == TREE
    assert all(goal.description for goal in GOALS)


def test_four_goals_have_nine_parts_and_strictly_all_are_required():
    assert (len(GOALS), len(list(sub_goals()))) == (4, 9)
    assert all(STRICT.include(part.condition) for part in sub_goals())


def test_without_flags_six_parts_are_required_and_each_flag_adds_its_own():
    def required(requirements: Requirements) -> int:
        return sum(requirements.include(part.condition) for part in sub_goals())

    assert [required(Requirements()), required(Requirements(smoke_summary=True)), required(Requirements(fairness=True))] == [6, 7, 8]


def test_every_part_has_a_judge_and_names_the_artifact_of_its_gate():
    assert {part.gate for part in sub_goals()} <= set(JUDGEMENTS)
    assert {gate.name for gate in GATES.values() if gate.artifact not in {part.artifact for part in sub_goals()}} == {"calibration"}
    assert all(GATES[part.artifact].name == part.gate for part in sub_goals() if part.artifact in GATES)


def test_every_gate_of_the_catalogue_is_a_part():
    assert {gate.artifact for gate in GATES.values()} <= {part.artifact for part in every_part()}
