"""The encoder gives the published embeddings, whatever else is encoded with a text, and what its last layer reads."""

import numpy as np
import pytest
import torch
from torch import nn

from core.errors import CodedError
from learning.adapter import INNER_WIDTH, LAYER_SHAPES, MAX_TOKENS, NUM_HEADS, NUM_LAYERS, WIDTH
from learning.models.frozen_layer import FeedForward, Packing
from learning.models.minilm import EncodedTexts, MiniLm

TEXTS = (
    "This is an example sentence",
    "how do i say thank you in french",
    "Wake me",
    "Each sentence is converted",
    "wake me up at nine am on friday",
)


def to_float(bits: np.ndarray) -> np.ndarray:
    return (bits.astype(np.uint32) << 16).view(np.float32)


@pytest.fixture(scope="module")
def encoder() -> MiniLm:
    return MiniLm(precision="float32")


@pytest.fixture(scope="module")
def encoded(encoder: MiniLm) -> EncodedTexts:
    return encoder.encode(TEXTS)


def last_layer(encoder: MiniLm) -> nn.TransformerEncoderLayer:
    """Torch's own layer with the encoder's weights."""
    module = nn.TransformerEncoderLayer(WIDTH, NUM_HEADS, INNER_WIDTH, 0.0, "gelu", 1e-12, batch_first=True).eval()
    names = {
        "self_attn.out_proj.": "attention.output.dense.", "norm1.": "attention.output.LayerNorm.",
        "linear1.": "intermediate.dense.", "linear2.": "output.dense.", "norm2.": "output.LayerNorm.",
    }  # fmt: skip
    last, kinds = encoder._last, ("weight", "bias")
    together = {kind: torch.cat([last[f"attention.self.{name}.{kind}"] for name in ("query", "key", "value")]) for kind in kinds}
    module.load_state_dict(
        {f"self_attn.in_proj_{kind}": together[kind] for kind in kinds}
        | {f"{name}{kind}": last[f"{theirs}{kind}"] for name, theirs in names.items() for kind in kinds}
    )
    return module


def test_an_embedding_is_the_published_one(encoded: EncodedTexts) -> None:
    """The first values of the model card's first sentence, normalised."""
    features = encoded.features_NH[0]
    assert np.allclose((features / np.linalg.norm(features))[:5], [0.06765693, 0.06349596, 0.0487131, 0.07930499, 0.03744809], atol=3e-4)


def test_the_last_layers_frozen_part_is_of_the_shapes_that_an_adapter_expects(encoder: MiniLm) -> None:
    assert {name: array.shape for name, array in encoder.last_layer.items()} == LAYER_SHAPES


def test_the_frozen_part_over_what_attention_left_gives_the_features(encoder: MiniLm, encoded: EncodedTexts) -> None:
    layer = FeedForward(encoder.last_layer)
    sums_TH = torch.from_numpy(layer.made(encoded.attended_TH)[:, INNER_WIDTH:].copy())
    features_NH = layer.forward(sums_TH, Packing.of(torch.from_numpy(encoded.lengths_N))).means_BH.numpy()
    assert np.allclose(features_NH, encoded.features_NH, atol=0.01)
    assert not np.array_equal(encoded.attended_TH, encoded.activations_TH)


def test_the_last_layer_over_its_inputs_gives_the_features(encoder: MiniLm, encoded: EncodedTexts) -> None:
    module, end = last_layer(encoder), np.cumsum(encoded.lengths_N)
    for index, (start, stop) in enumerate(zip(end - encoded.lengths_N, end, strict=True)):
        with torch.no_grad():
            outputs = module(torch.from_numpy(to_float(encoded.activations_TH[start:stop]))[None])[0]
        assert np.allclose(outputs.mean(0), encoded.features_NH[index], atol=1e-5)


def test_a_text_is_encoded_alike_in_any_company(encoder: MiniLm, encoded: EncodedTexts) -> None:
    for index, text in enumerate(TEXTS):
        alone = encoder.encode([text])
        assert np.allclose(alone.features_NH[0], encoded.features_NH[index], atol=0.02)


def test_bfloat16_comes_near(encoder: MiniLm) -> None:
    """The last text is the furthest of 1,500 of CLINC150's, of which one in a hundred lies below 0.9999."""
    texts = (*TEXTS, "thank you so much")
    near_NH, exact_NH = MiniLm().encode(texts).features_NH, encoder.encode(texts).features_NH
    cosines_N = (near_NH * exact_NH).sum(1) / np.linalg.norm(near_NH, axis=1) / np.linalg.norm(exact_NH, axis=1)
    assert (cosines_N[:-1] > 0.9999).all() and cosines_N[-1] > 0.9997


def test_a_long_text_is_cut_off_and_no_text_is_empty(encoder: MiniLm) -> None:
    lengths = [len(tokens) for tokens in encoder.tokenise(["word " * 500, ""])]
    assert lengths == [MAX_TOKENS, 2]
    assert len(encoder._layers) == NUM_LAYERS - 1


def test_padding_changes_nothing_but_the_last_bits(encoder: MiniLm, encoded: EncodedTexts) -> None:
    tokens = [torch.tensor(one) for one in encoder.tokenise(TEXTS)]
    padded = encoder.attended_padded(nn.utils.rnn.pad_sequence(tokens, batch_first=True), torch.tensor([len(one) for one in tokens]))
    packed = np.concatenate([rows[: len(one)] for rows, one in zip(padded.numpy(), tokens, strict=True)])
    assert np.allclose(packed, to_float(encoded.attended_TH), atol=0.05)


def test_progress_ends_with_all_texts(encoder: MiniLm) -> None:
    told = []
    encoder.encode(TEXTS, lambda done, total: told.append((done, total)))
    assert told[-1] == (len(TEXTS), len(TEXTS))


def test_another_folder_is_refused(tmp_path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(CodedError) as caught:
        MiniLm(tmp_path)
    assert caught.value.code == "learning.encoder.malformed"


def test_tokens_lie_in_their_text_and_are_what_the_last_layer_reads(encoder: MiniLm, encoded: EncodedTexts) -> None:
    text, length = TEXTS[0], int(encoded.lengths_N[0])
    states_LE, spans = encoder.token_states(text)
    assert [text[begin:end] for begin, end in spans] == text.split() and encoder.token_spans(text) == spans
    np.testing.assert_array_equal(states_LE[:, :WIDTH], to_float(encoded.activations_TH[1 : length - 1]))
    np.testing.assert_array_equal(encoder.token_states(text, encoded.activations_TH[:length])[0], states_LE)
    assert len(encoder.token_states("word " * 500)[1]) == MAX_TOKENS - 2
