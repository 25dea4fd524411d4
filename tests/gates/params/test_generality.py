from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

PUBLIC = load_project(PROJECT_ROOT).generality.full.public


def test_a_head_has_an_input_for_each_feature_and_every_client_in_every_round():
    assert PUBLIC is not None
    for head in PUBLIC.heads.values():
        plan = head.plan_at(7)
        assert plan.model.layer_sizes == (384, head.num_classes)
        assert (plan.seed, plan.codec, plan.clients_per_round) == (7, "int8", head.num_clients)
