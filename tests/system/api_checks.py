"""What schemathesis checks of the local API besides its own laws; loaded by it through SCHEMATHESIS_HOOKS."""

import json

import schemathesis
from hypothesis import strategies

from core.errors import load_catalogue
from core.signing.keys import SigningKey

CATALOGUE = load_catalogue()
PEERS = [SigningKey.from_seed(bytes([number]) * 32).peer_id for number in range(4)]
schemathesis.openapi.format("peer-id", strategies.sampled_from(PEERS))


LONGEST_S = 2.0
"""A question may wait for ten minutes, as its asker wishes; a campaign does not."""


@schemathesis.hook
def map_body(context, body):
    """Valid waits are cut short; what is no number stays as it is, to be refused."""
    if isinstance(body, dict):
        for name in ("timeout_s", "attempt_timeout_s"):
            if isinstance(body.get(name), int | float) and not isinstance(body[name], bool) and LONGEST_S < body[name] <= 600:
                body = {**body, name: LONGEST_S}
    return body


@schemathesis.check
def every_error_has_its_code(ctx, response, case):
    """An answer that is no success names an error of the catalogue, with that error's status; none says that the agent broke."""
    if response.status_code < 400:
        return
    answer = json.loads(response.content)
    kind = CATALOGUE.get(answer["code"])
    assert kind is not None, f"{answer['code']} is in no catalogue"
    assert kind.http_status == response.status_code, f"{answer['code']} is {kind.http_status}, not {response.status_code}"
    assert response.status_code != 500, f"the agent failed: {answer}"
