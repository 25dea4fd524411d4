"""The numbers of docs/protocol.md outside of the tables and blocks that `tests/p2p/wire/test_protocol_document.py` holds."""

import json
import re
from base64 import b64encode
from inspect import getsource, signature

import numpy as np
from zeroconf.const import _MDNS_ADDR, _MDNS_PORT

from core.signing.keys import SigningKey
from learning.adapter import INNER_WIDTH, WIDTH, Adapter
from learning.codecs import codec, int8, rice, sign
from learning.codecs.registry import _VALUE_BITS, codec_named, decode_update
from learning.convolutions import STRIDE
from learning.plan import MAX_BATCH_ACTIVATIONS, MAX_PARAMETERS, MAX_STEP_EXAMPLES, MAX_STEPS, LocalTraining, ModelSpec, Strategy
from learning.server import MAX_LOSS
from p2p import discovery, host, negotiation, services, stream
from p2p.agent.execution.executions import GRACE_S
from p2p.protocols import blob, hello, join, ping, statements, train
from p2p.protocols.capability import Limits
from p2p.transport import connection, records, yamux
from p2p.wire import bundle, framing, invitation, messages, signing
from p2p.wire.blob import MAX_BLOB_MESSAGE_BYTES
from p2p.wire.train import MODEL_HEADER_BYTES
from tests.architecture.conftest import ROOT
from tests.architecture.document_numbers import part_of, said
from tests.p2p.wire.protocol_document import SEEDS, hexadecimal

MIB = 2**20
SGD, STRATEGY = LocalTraining(num_steps=1, batch_size=1, learning_rate=1.0), Strategy(name="fedavg")
LORA = ModelSpec(kind="lora", layer_sizes=(WIDTH, 2), adapter=Adapter(rank=1))
CONFIG = host.HostConfig("")
JS_LIBP2P = json.loads((ROOT / "docs/examples/js-peer/package.json").read_text())["dependencies"]["libp2p"].rpartition(".")[0]
ANSWER = hexadecimal("mdns answer")
FP32, INT8 = (decode_update(hexadecimal(f"update {name}"), 3, name).tolist() for name in ("fp32", "int8"))
VERSIONS = {name: codec_named(name).version for name in ("fp32", "fp16", "int8", "sign", "topk-1pct", "topk2b-1pct")}


LN_2 = re.findall(r"(?:sums|sizes)_B \* (\d+)", getsource(rice._widths))
REMEMBERED = signature(signing.ReplayWindow).parameters["capacity"].default


def written(value: float) -> str:
    """A float as the page has it: eight digits, and a minus of its own."""
    return f"{value:.8g}".replace("-", "−")


def number_at(offset: int, size: int) -> int:
    """An integer of the packet that the page takes apart."""
    return int.from_bytes(ANSWER[offset : offset + size], "big")


STACK = (
    said("({} characters)", len(SigningKey.from_seed(SEEDS["requester"]).peer_id)),
    said("js-libp2p {}.", JS_LIBP2P),
    said("more than {} connections", host.MAX_LINKS_PER_PEER),
    said("sends one every {} s", CONFIG.heartbeat_s),
    said("has come for {} s", CONFIG.heartbeat_s * CONFIG.heartbeat_misses),
    said("Windows begin at {} bytes", yamux.INITIAL_WINDOW_BYTES),
    said("side to {} MiB", yamux.MAX_WINDOW_BYTES / MIB),
    said("frames of up to {} bytes", yamux.MAX_FRAME_BYTES),
    said("Noise messages of at most {}.", records.MAX_PLAINTEXT_BYTES),
    said("does not close within {} s", stream._CLOSE_GRACE_S),
    said("takes nothing for {} s", connection.WRITE_STALL_S),
    said("More than {} MiB unread", yamux.MAX_UNREAD_BYTES / MIB),
    said("closes it; {} MiB for a peer", yamux.MAX_UNREAD_BYTES_AT_FIRST / MIB),
)
DISCOVERY = (
    said("on {}:{}", _MDNS_ADDR, _MDNS_PORT),
    said("than {}, or wants it", _MDNS_PORT),
    said("after {}, {} and {} s, and every {} s", *discovery.QUERY_TIMES_S[1:], discovery.QUERY_INTERVAL_S),
    said("no question, {} answers", number_at(6, 2)),
    said("PTR, class IN, {} s, {} bytes", number_at(33, 4), number_at(37, 2)),
    said("a label of {} characters, then the name at offset {}", number_at(39, 1), number_at(81, 1)),
    said(
        "the name at offset {}; TXT, class IN with the cache-flush bit, {} s, {} bytes",
        number_at(83, 1),
        number_at(88, 4),
        number_at(92, 2),
    ),
    said("{} bytes: `dnsaddr=", number_at(94, 1)),
    said("{} bytes: `p2p-agents-network=", number_at(95 + number_at(94, 1), 1)),
    said("takes at most {} addresses of a peer and {} bytes of a record", discovery._MAX_ADDRESSES, discovery._MAX_TXT_BYTES),
    said("again within {} s", discovery._ANNOUNCE_AGAIN_AFTER_S),
)
MESSAGES = (
    said("{} bytes there and back", ping.SIZE_BYTES),
    said("after {} wrong guesses or a line of more than {} bytes", negotiation._MAX_TRIES, negotiation._MAX_LINE_BYTES),
    said("lowest first, at most {} bytes", framing.MAX_VARINT_BYTES),
    said("nesting deeper than {}", messages.MAX_DEPTH),
    said("At most {} values", messages.MAX_VALUES),
    said("padding ({} characters)", len(b64encode(bytes(64)))),
    *(said(f"| {who} | `{seed.hex()[:2]}` × {{}} |", len(seed)) for who, seed in SEEDS.items()),
    said("the connection ends {} s later", host.GREETING_TIMEOUT_S),
    said(
        "nobody has greeted ends after {} s. Cap: {} bytes; each wait: {} s.",
        host.GREETING_TIMEOUT_S,
        hello._MAX_BYTES,
        host.GREETING_TIMEOUT_S,
    ),
    said("still ends after {} s", host.GREETING_TIMEOUT_S),
    said("{} random bits", 4 * len(messages.new_nonce())),
    said("`issued_at` + {}", signing.MAX_LIFETIME_MS),
    said("now + {};", signing.MAX_CLOCK_SKEW_MS),
    said("now ≤ `expires_at` + {}", signing.MAX_CLOCK_SKEW_MS),
    said("until `expires_at` + {}", signing.MAX_CLOCK_SKEW_MS),
    said("remembers {}, of which one sender may take {}", REMEMBERED, part_of(signing.ReplayWindow, "self._capacity")),
    said("Clocks may differ by {} s", signing.MAX_CLOCK_SKEW_MS / 1000),
    said("kept ({} s,", Limits().keep_s),
    said("`expires_at` and {} s", GRACE_S),
)
BLOBS_AND_PLACES = (
    said("after {} times the size", blob.MAX_SERVINGS),
    said("an agent tries {} times", blob.MAX_ATTEMPTS),
    said("capped at {} bytes; each wait for bytes is {} s", MAX_BLOB_MESSAGE_BYTES, blob.READ_TIMEOUT_S),
    said("holds at most {} GiB of one peer", blob.DEFAULT_QUOTA_BYTES / 2**30),
    said("a {} of a protocol's places", part_of(services.Service, "self.max_inbound")),
    said("Cap: {} bytes; the request arrives within {} s", join.MAX_BYTES, join.READ_TIMEOUT_S),
    said("at most {} bytes inflated", invitation._MAX_FIELDS_BYTES),
    said("the first {} bytes of", invitation._CHECKSUM_BYTES),
    said("At most {} characters.", invitation.MAX_CODE_LENGTH),
    said("Cap: {} bytes; they arrive within {} s", statements.MAX_BYTES, statements.READ_TIMEOUT_S),
    said("the next min({}, `size_bytes`", bundle.PIECE_BYTES),
)
PLANS = (
    said("valid for {} s.", train.MESSAGE_LIFETIME_MS / 1000),
    said("in nats and at most {},", int(MAX_LOSS)),
    said("at most {} parameters", MAX_PARAMETERS),
    said("its `layer_sizes` are {}", WIDTH),
    said("its features {},", LORA.num_features),
    said("the output product, {} to {},", INNER_WIDTH, WIDTH),
    said("with stride {},", STRIDE),
    said("is at most {}: the sum", MAX_BATCH_ACTIVATIONS),
    said("is at most {}, and the minibatches {}.", MAX_STEP_EXAMPLES, MAX_STEPS),
    said(
        "has `momentum` ({}); `adamw` has `beta1` ({}), `beta2` ({}), `epsilon` ({})",
        SGD.momentum,
        SGD.beta1,
        SGD.beta2,
        f"{SGD.epsilon:g}".replace("e-0", "e-"),
    ),
    said("and `weight_decay` ({}),", SGD.weight_decay),
    said("`proximal_mu` ({}) adds", SGD.proximal_mu),
    said("`diloco` `momentum` ({})", STRATEGY.momentum),
    said("`beta1` ({}), `beta2` ({}) and `tau` ({}),", STRATEGY.beta1, STRATEGY.beta2, STRATEGY.tau),
    said("`qffl` `q` ({}), `afl` `mixture_learning_rate` ({}).", STRATEGY.q, STRATEGY.mixture_learning_rate),
    said("`server_learning_rate` ({}) is", STRATEGY.server_learning_rate),
)
UPDATES = (
    said("(F32, [{}, rank]", INNER_WIDTH),
    said("[rank, {}])", WIDTH),
    said("at most {} bytes a parameter and {} bytes long", np.dtype(np.float32).itemsize, MODEL_HEADER_BYTES),
    said("header has at most {} bytes", codec.MAX_HEADER_BYTES - 8),
    said("| `fp32` | {} |", VERSIONS["fp32"]),
    said("| `fp16` | {} |", VERSIONS["fp16"]),
    said("`int8-p99` | {} | `scales` F32 [⌈P / {}⌉]", VERSIONS["int8"], int8.BLOCK),
    said("level × the scale of its block of {}; levels are −{} … {}", int8.BLOCK, int8._LEVELS, int8._LEVELS),
    said("| `sign` | {} | `scales` F16 [⌈P / {}⌉]", VERSIONS["sign"], sign.BLOCK),
    said("± the scale of its block of {}:", sign.BLOCK),
    said("`topk-10pct` | {} |", VERSIONS["topk-1pct"]),
    said("`topk2b-…pct` | {} | `scales` F16 [B, {} or {}]", VERSIONS["topk2b-1pct"], _VALUE_BITS["topk1b"], _VALUE_BITS["topk2b"]),
    said("one of the {} or {} magnitudes", _VALUE_BITS["topk1b"], _VALUE_BITS["topk2b"]),
    said("B = ⌈K / {}⌉", rice.BLOCK),
    said("⌊{} × the sum of its gaps / ({} × their number)⌋", *LN_2),
    said("the {} `topk` families", len(_VALUE_BITS)),
    said("The update [{}, {}, {}] in fp32, and in int8 as [{}, {}, {}]:", *map(written, (*FP32, *INT8))),
)
PROTOCOL = (*STACK, *DISCOVERY, *MESSAGES, *BLOBS_AND_PLACES, *PLANS, *UPDATES)
