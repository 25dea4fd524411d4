"""The writer in NumPy is the network that was trained in torch."""

import numpy as np
import torch

from learning.models.pointer_network import make_network
from learning.pointers import LAST, NUMBER, TEXT, WORD
from p2p.agent.assistant.programs.pieces import NUM_MARKS
from p2p.agent.assistant.programs.transformer import Writer


def test_the_network_scores_as_the_writer_does() -> None:
    network = make_network(40, 768, NUM_MARKS, seed=1).eval()
    drawn = np.random.default_rng(1)
    states_LE, marks_LM = drawn.normal(size=(7, 768)).astype(np.float32), drawn.integers(0, 2, (7, NUM_MARKS)).astype(np.float32)
    actions = [(WORD, 0), (WORD, 7), (TEXT, 2), (LAST, 4), (NUMBER, 5), (LAST, 5), (WORD, 2)]
    kinds, numbers = torch.tensor([actions]).unbind(-1)
    with torch.inference_mode():
        words_TV, pieces_T3L = (
            scores[0].numpy()
            for scores in network(
                torch.from_numpy(states_LE)[None], torch.from_numpy(marks_LM)[None], torch.ones(1, 7, dtype=torch.bool), kinds, numbers
            )
        )
    writer = Writer({name: tensor.numpy() for name, tensor in network.state_dict().items()}, states_LE, marks_LM)
    for place, action in enumerate(actions):
        words_BV, pieces_B3L = writer.step([action], np.array([0]))
        np.testing.assert_allclose(words_BV[0], words_TV[place], atol=2e-4)
        np.testing.assert_allclose(pieces_B3L[0], pieces_T3L[place], atol=2e-4)
