"""What letters and marks look like around a piece."""

from p2p.agent.assistant.programs.pieces import NUM_MARKS, Pieces, marks_of


def test_marks_see_lines_quotes_and_brackets() -> None:
    text = "Say 'hi'\n(x): y"
    spans = [(0, 3), (4, 5), (5, 7), (7, 8), (9, 10), (10, 11), (11, 12), (12, 13), (14, 15)]
    marks_LM = marks_of(Pieces(text, spans))
    assert marks_LM.shape == (9, NUM_MARKS)
    assert marks_LM[:, 7].tolist() == [0, 0, 1, 1, 0, 0, 0, 0, 0], "in quotes"
    assert marks_LM[:, 8].tolist() == [0, 0, 0, 0, 0, 1, 1, 0, 0], "in brackets"
    assert marks_LM[:, 1].tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0], "on a new line"
