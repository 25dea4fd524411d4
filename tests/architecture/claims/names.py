"""What has a number and says no figure: standards, references, numbering, turns of phrase; and what another test follows to the letter."""

FENCED = r"```.*?```"
TABLE = r"^\| {} \|.*?(?=\n\n|\Z)"

HELD = (
    ("README.md", r"```\n\[smoke\].*?```", "tests/system/test_smoke.py"),
    ("docs/quickstart.md", FENCED, "tests/system/test_quickstart.py"),
    ("docs/volunteer.md", FENCED, "tests/system/test_volunteer_document.py"),
    ("docs/assistant.md", FENCED, "tests/system/test_assistant_document.py"),
    ("docs/data-and-remotes.md", FENCED, "tests/system/test_data_document.py"),
    ("docs/releasing.md", FENCED, "tests/system/test_releasing_document.py"),
    ("docs/protocol.md", FENCED, "tests/p2p/wire/test_protocol_document.py"),
    ("docs/protocol.md", TABLE.format("field"), "tests/p2p/wire/test_protocol_document.py"),
    ("docs/protocol.md", TABLE.format("what \\| at most"), "tests/p2p/wire/test_protocol_document.py"),
    ("docs/protocol.md", TABLE.format("code \\| what it says"), "tests/p2p/wire/test_protocol_document.py"),
)
"""Of a document: what is left out, and the test that reads it."""

STANDARDS = (
    r"\bRFC \d+",
    r"\bet al\. \d{4}",
    r"\b\d+-bit\b",
    r"\b127\.0\.0\.1\b",
    r"\bexits 0\b|\bexit code is 0\b|\bthe same: 0 is a pass",
    r"MNIST's 10,000\s+test digits",
)
REFERENCES = (
    r"\bsections? \d+",
    r"\bdecision \d+",
    r"\brows? \d\d(?: to \d\d)?",
    r"^\| \d+ \|",
    r"\bterminal \d",
    r"\b20\d\d-\d\d-\d\d\b",
)
FORMATS = (
    r"since 1970",
    r"\b7 bits a byte",
    r"\bid 0\b",
    r"\bat most 63\s+characters|\bat most 255 bytes",
    r"every 10 s, and answers its own questions",
    r"±\(2⁵³ − 1\)",
    r"`offset` 0",
    r"\b0 … classes − 1\b",
    r"eight bytes, little-endian, with the length|a multiple of 8;",
    r"scales (?:finite and )?≥ 0",
    r"where the parameter's bit is 1|⌈P / 8⌉",
    r"\b1 for minus|the second 1 for|\b0 of 0\b",
    r"the byte 1; the 32 bytes of the public key of `peer`; the 64 bytes of the signature",
    r"1 − \(1 − r·f/k\)ⁿ|1/s in f",
)
"""Of standards and of this project's formats: what a test of the code decodes."""
SPECIFIED = (
    r"\b10 GB of disk\b",
    r"^\| 300 inbound connections|a reader that stalls for six seconds|^\| a thousand connects and disconnects",
)
"""What a node has to have and nothing looks at, and the faults of the specification's list, whose tests have these numbers in them."""
PHRASES = (
    r"two terminals or two machines|between two terminals|two machines",
    r"two agents on one machine need two homes|conversation between two agents|now the two know",
    r"\bhalf (?:done|a handshake|taken, or taken twice)\b|\bhalf to even\b|never twice at once|send a message twice|have a request run twice",
    r"between two peers|its two ends|the two answers|the two of a block|two tasks with the input `null`|each file twice|with `topk2b` two\b",
    r"two at once do the work once|two contents of one name|bring the two files that each leaves|the two tiers",
    r"a pool of two|two workers are compared with two processes that share nothing and do half",
    r"hundreds of connections|seconds of two cores|twice the windows|twice over|worst tenth",
    r'"and of 400\?"',
)
NAMES = (*STANDARDS, *REFERENCES, *FORMATS, *SPECIFIED, *PHRASES)
