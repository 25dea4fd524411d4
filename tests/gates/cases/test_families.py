"""A case holds what it is judged by, and nothing else."""

import pytest
from pydantic import BaseModel, ValidationError

from gates.cases.families import ChainCase, ConversationCase, InstructionCase, ToolCase

STEP = {"tool": "units", "result": "5"}


@pytest.mark.parametrize(
    ("model", "raw"),
    [
        (ToolCase, {"id": "a", "text": "x", "tool": "oracle", "result": "1"}),
        (ToolCase, {"id": "a", "text": "x", "tool": "units", "result": "1", "hint": "y"}),
        (ToolCase, {"id": "a", "text": "  ", "tool": "units", "result": "1"}),
        (ToolCase, {"id": "A b", "text": "x", "tool": "units", "result": "1"}),
        (ToolCase, {"id": "a", "text": "x", "tool": "dates", "result": "1", "today": "soon"}),
        (ChainCase, {"id": "a", "text": "x", "steps": [STEP]}),
        (ConversationCase, {"id": "a", "turns": [{"text": "x"}]}),
        (InstructionCase, {"id": "a", "text": "x", "reply": "y", "format": "yaml"}),
    ],
)
def test_what_is_no_case_is_refused(model: type[BaseModel], raw: dict[str, object]):
    with pytest.raises(ValidationError):
        model.model_validate(raw)


def test_a_chain_has_two_steps_or_more():
    assert len(ChainCase.model_validate({"id": "a", "text": "x", "steps": [STEP, STEP]}).steps) == 2
