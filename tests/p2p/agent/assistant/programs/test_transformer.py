"""The writer in NumPy is the network that was trained in torch."""

import numpy as np
import torch

from learning.models.pointer_network import make_network
from learning.pointers import LAST, NUMBER, TEXT, WORD
from p2p.agent.assistant.layers import turned
from p2p.agent.assistant.programs.pieces import NUM_MARKS
from p2p.agent.assistant.programs.transformer import TABLES, Writer


def test_each_network_scores_as_the_writer_does() -> None:
    networks = [make_network(40, 768, NUM_MARKS, seed).eval() for seed in (1, 2)]
    drawn = np.random.default_rng(1)
    states_LE, marks_LM = drawn.normal(size=(7, 768)).astype(np.float32), drawn.integers(0, 2, (7, NUM_MARKS)).astype(np.float32)
    actions = [(WORD, 0), (WORD, 7), (TEXT, 2), (LAST, 4), (NUMBER, 5), (LAST, 5), (WORD, 2)]
    kinds, numbers = torch.tensor([actions]).unbind(-1)
    is_piece = torch.ones(1, 7, dtype=torch.bool)
    with torch.inference_mode():
        scored = [
            network(torch.from_numpy(states_LE)[None], torch.from_numpy(marks_LM)[None], is_piece, kinds, numbers) for network in networks
        ]
    names = networks[0].state_dict()
    weights = {name: np.stack([network.state_dict()[name].numpy() for network in networks]) for name in names}
    writer = Writer(turned(weights, TABLES), states_LE, marks_LM)
    for place, action in enumerate(actions):
        words_NBV, pieces_NB3L = writer.step([action], np.array([0]))
        for one, (words_BTV, pieces_BT3L) in enumerate(scored):
            np.testing.assert_allclose(words_NBV[one, 0], words_BTV[0, place].numpy(), atol=2e-4)
            np.testing.assert_allclose(pieces_NB3L[one, 0], pieces_BT3L[0, place].numpy(), atol=2e-4)


def test_programs_that_are_written_side_by_side_are_kept_apart() -> None:
    network = make_network(40, 768, NUM_MARKS, 3).eval()
    weights = turned({name: tensor.numpy()[None] for name, tensor in network.state_dict().items()}, TABLES)
    drawn = np.random.default_rng(2)
    states_LE, marks_LM = drawn.normal(size=(5, 768)).astype(np.float32), np.zeros((5, NUM_MARKS), dtype=np.float32)
    beams = Writer(weights, states_LE, marks_LM)
    beams.step([(WORD, 0)], np.array([0]))
    beams.step([(WORD, 7), (WORD, 9)], np.array([0, 0]))
    words_NBV, _ = beams.step([(WORD, 1), (WORD, 2), (WORD, 1)], np.array([1, 1, 0]))
    for place, written in enumerate([(0, 9, 1), (0, 9, 2), (0, 7, 1)]):
        alone = Writer(weights, states_LE, marks_LM)
        for word in written:
            scores = alone.step([(WORD, word)], np.array([0]))[0]
        np.testing.assert_allclose(words_NBV[:, place], scores[:, 0], atol=2e-4)
