from learning.adapter import WIDTH
from tasks.agents.assistant import router_training
from tasks.project.files import PROJECT_ROOT


def test_the_router_is_a_head_on_the_frozen_encoder() -> None:
    asked = router_training(PROJECT_ROOT)
    assert asked.plan.model.layer_sizes[0] == WIDTH
    assert asked.plan.model.adapter is None
    assert asked.plan.num_clients > 1
