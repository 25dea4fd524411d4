from datetime import date

from p2p.agent.assistant.tools.toolbox import Context, use_tool

TODAY = date(2026, 5, 5)


def test_a_result_is_what_it_means_afterwards() -> None:
    found = use_tool("how many letters has 'umbrella'", TODAY, Context())
    assert found is not None
    step, context = found
    assert (step.tool, step.result) == ("text", "8")
    assert (context.kind, context.number, context.text) == ("number", 8, "umbrella")


def test_an_amount_keeps_its_unit_through_a_calculation() -> None:
    _, context = use_tool("2.5 hours in minutes", TODAY, Context()) or ((), Context())
    _, context = use_tool("less 45", TODAY, context) or ((), Context())
    found = use_tool("and those minutes as seconds?", TODAY, context)
    assert found is not None
    assert found[0].result == "6300"


def test_what_no_tool_understands_is_left_alone() -> None:
    assert use_tool("shuffle my workout playlist", TODAY, Context()) is None
