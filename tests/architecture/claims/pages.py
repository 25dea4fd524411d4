"""The numbers of the other documents, by document: each is read from the code, the parameters, the deployments or the lock."""

import re
import tomllib
from fractions import Fraction
from inspect import signature

import yaml
from safetensors import safe_open
from zeroconf.const import _MDNS_PORT

from benchmarks import adapter as adapter_trials
from benchmarks import digits, diloco, engines, fairness, text_costs, text_runs, transport_client, transport_peer
from benchmarks.engine_workload import make_plan
from benchmarks.transport import BOTH
from cli import volunteer
from cli.demo import demo
from flows.service.arrivals import POLL_S
from gates.artifacts.generality import Tasks
from gates.cases.half import Cases
from gates.cohort.bundle.archive import CAPS
from gates.cohort.minimum_node import MIN_CORES, SOLD_MEMORY_GB
from gates.cohort.network_tiers import LEAST_MBIT
from gates.cohort.pilot_report import NUM_DAYS, UNFOUND
from gates.cohort.sampling import caught_probability
from gates.definition import NUM_ROWS
from gates.external_intake import MIN_PASSED
from gates.goals import GOALS, sub_goals
from gates.params.limits.cohort import MACHINE_COMPARISON_FLOORS
from gates.readiness import MIN_REPRODUCED_RUNS, OUTCOMES
from gates.release import RELEASED
from learning.adapter import NUM_ENCODER_PARAMETERS, NUM_LAYERS
from learning.aggregation.weighted_mean import MAX_EXAMPLES
from learning.plan import Strategy, TrainingPlan
from p2p import compat, host, services
from p2p.agent.assistant.language.rounding import Rounding
from p2p.agent.assistant.tools.reckoning import STRANGE
from p2p.agent.demo.story import DISCOVERY_PATIENCE_S
from p2p.agent.remote import errors as remote
from p2p.agent.settings import AgentSettings
from p2p.transport.yamux import MAX_UNREAD_BYTES, MAX_UNREAD_BYTES_AT_FIRST
from tasks.computing.seeds import AT_A_TIME
from tasks.project.all_parameters import load_project
from tests.architecture.conftest import ROOT
from tests.architecture.document_numbers import Claim, part_of, said
from tests.architecture.test_mirror import MAX_UNTESTED_LINES
from tests.architecture.test_sizes import MAX_FILE_LINES, MAX_FUNCTION_LINES
from tests.system.cohort_rehearsal import PEOPLE, SILENT_AFTER_H

PROJECT = load_project(ROOT)
PARAMS = yaml.safe_load((ROOT / "params.yaml").read_text())
LIMITS = PROJECT.limits
MIB = 2**20
FIRST, BEYOND = (
    int(number) for number in re.findall(r"3\.(\d+)", tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"])
)
PYTHONS = [f"3.{number}" for number in range(FIRST, BEYOND)]
NUM_LOCKED = len(re.findall(r"^[a-z0-9][^ ]*==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
DOWNLOADS_MB = [int(size) for size in re.findall(r"(?:torch|packages).*\(about (\d+) MB\)", (ROOT / "scripts/bootstrap.py").read_text())]
SCHEDULES = {
    deployment["name"]: deployment["schedules"][0]["cron"].split()
    for deployment in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    if "schedules" in deployment
}
DAYS = {"0": "Sundays", "1": "Mondays", "*": ""}
NUM_AGENTS = PROJECT.smoke.num_agents + 1
NUM_FAMILIES = len(Cases.model_fields) - 1
NUM_TASKS = len(Tasks.model_fields)
NUM_PARTS = len(list(sub_goals()))
INBOUND = part_of(compat.new_swarm, "max_connections")
MANIFEST, MACHINES = LIMITS.cohort_manifest, LIMITS.machine_comparison
RERUN = PROJECT.cohort.rerun
assert (MACHINES.min_snapshots, MACHINES.max_score_range, MACHINES.max_score_std) == (
    MACHINE_COMPARISON_FLOORS.min_snapshots,
    MACHINE_COMPARISON_FLOORS.max_score_range,
    MACHINE_COMPARISON_FLOORS.max_score_std,
)


def at(deployment: str) -> str:
    """When a deployment runs, as the page has it."""
    minute, hour, _, _, day = SCHEDULES[deployment]
    return f"{DAYS[day]} {int(hour):02}:{int(minute):02}".strip()


def num_networks(file: str) -> int:
    """The networks whose arrays a file of the assistant holds side by side."""
    with safe_open(ROOT / "p2p/agent/assistant" / file, "np") as tensors:
        return tensors.get_slice(next(iter(tensors.keys()))).get_shape()[0]


def batches(plan: TrainingPlan) -> tuple[int, int | None]:
    """The size of a client's batches, and how often it goes through its examples."""
    return plan.local.batch_size, plan.local.epochs


def met(num_false: int, num_bundles: int) -> Claim:
    """A row of the threat model's table."""
    probability = caught_probability(RERUN.rate, num_false, len(RERUN.gates), num_bundles)
    return said("| {} | {} | {} | {} | {} |", RERUN.rate, num_false, len(RERUN.gates), num_bundles, f"{probability:.3f}")


SHARED, ENGINES = digits.shared_plan(0, 1, "fp32", Strategy(name="fedavg")), make_plan("mlp", engines.NUM_ROUNDS)
NUM_DIGITS = 10_000
AT_ONCE = [int(name.removeprefix("ask_")) for name in BOTH if name.startswith("ask_")]
ADAPTER = PROJECT.adapter.of("reduced")
LORA_TRIALS = next(method for method in text_runs.METHODS if method.adapter)
FULL = PARAMS["generality"]["full"]["public"]
INTENTS = {name: PARAMS["calibration"][name]["models"][-1]["model"]["layer_sizes"][-1] for name in ("reduced", "full")}

PAGES: dict[str, tuple[Claim, ...]] = {
    "README.md": (
        said("{} real agents", NUM_AGENTS),
        said("Python {} to {} on", PYTHONS[0], PYTHONS[-1]),
        said("{} participant agents", PROJECT.smoke.num_agents),
        said("a few seconds: {} agents", signature(demo).parameters["num_agents"].default),
        said("allow UDP {}", _MDNS_PORT),
        said("{} agents ready", NUM_AGENTS),
        said("{} rounds,", PROJECT.smoke.num_rounds),
        said("of {} agents in time for {} s,", PROJECT.smoke.num_agents, PROJECT.smoke.fairness.deadline_s),
    ),
    "CONTRIBUTING.md": (
        said("under {} lines, a function under {}, a module over {}", MAX_FILE_LINES + 1, MAX_FUNCTION_LINES + 1, MAX_UNTESTED_LINES),
        said("Python {} to {} or", PYTHONS[0], PYTHONS[-1]),
    ),
    "docs/COMING_GOALS.md": (said("the {} goals", len(GOALS)),),
    "docs/MVP_CRITERIA.md": (
        said("Main track goals: {}/{} complete, required sub-goals {}/{}", len(GOALS), len(GOALS), NUM_PARTS, NUM_PARTS),
        said("the {} fairness gates", sum(part.condition == "require_fairness" for part in sub_goals())),
    ),
    "docs/MVP_DEFINITION_OF_DONE.md": (
        said("{} commands.", NUM_ROWS),
        said("it serves {} unlike tasks", NUM_TASKS),
        said("{} artifacts exist", len(RELEASED)),
        said("the {} metrics files", sum(name.endswith("_metrics.json") for name in RELEASED)),
    ),
    "docs/MVP_USER_VALUE_PLAN.md": (
        said("{} outcomes,", len(OUTCOMES)),
        said("one network for {} unlike tasks", NUM_TASKS),
        said("over at least {} seeds", MIN_REPRODUCED_RUNS),
        said("all {} sub-goals", NUM_PARTS),
    ),
    "docs/NEXT_STEPS.md": (
        said("{} sub-goals on", NUM_PARTS),
        said("Each of the {} sub-goals", NUM_PARTS),
        said("one of the {} volunteers", len(PEOPLE)),
        said("Its {} days, and the hours", NUM_DAYS),
        said("a turn: {} bundles in all", sum(person.is_there(day) for person in PEOPLE for day in range(1, NUM_DAYS + 1))),
        said("is {} there in place of the {} of", SILENT_AFTER_H, PROJECT.cohort.silent_after_h),
        said("all {} rows", NUM_ROWS),
        said("at least {} externally submitted nodes", MIN_PASSED),
        said("at least {} nodes, {} of them passed, {} regions,", MANIFEST.min_nodes, MANIFEST.min_passed, MANIFEST.min_distinct_regions),
        said("{} hardware tiers, {} network tiers,", MANIFEST.min_distinct_hardware_tiers, MANIFEST.min_distinct_network_tiers),
        said("at most a {} of", Fraction(str(MANIFEST.max_unknown_region_ratio))),
        said("| {} nodes that have passed | {} people", MANIFEST.min_passed, MANIFEST.min_passed),
        said("({} cores, {} GB,", MIN_CORES, SOLD_MEMORY_GB),
        said(", {}/{} Mbps)", *map(int, LEAST_MBIT)),
        said("| {} regions and {} tiers of each kind", MANIFEST.min_distinct_regions, MANIFEST.min_distinct_hardware_tiers),
        said("| {} days | the same", NUM_DAYS),
        said("has {} days, with a folder", NUM_DAYS),
        said("at least {} passed nodes", MIN_PASSED),
        said("The {} days are", NUM_DAYS),
    ),
    "docs/assistant.md": (
        said("to {} decimals or as asked", len(str(Rounding().step.denominator)) - 1),
        said("counts a {}", Fraction(str(STRANGE))),
        said("(`programs/`, {} networks", num_networks("programs/parser.safetensors")),
        said("(`relating/`, {} networks", num_networks("relating/relations.safetensors")),
    ),
    "docs/benchmarks.md": (
        said("of which {} are shared out over {} clients", digits.NUM_TRAINED, ENGINES.num_clients),
        said("Dirichlet({}), {} clients a round,", digits.ALPHA, ENGINES.clients_per_round),
        said("batches of {}, {} epochs, a learning rate of {},", *batches(ENGINES), ENGINES.local.learning_rate),
        said("{} rounds ({} for the CNN)", engines.NUM_ROUNDS, engines.CNN_ROUNDS),
    ),
    "docs/data-and-remotes.md": (
        said("all others get {},", remote.RemoteTokenWrongError.http_status),
        said("(else {}), up to the quota (else {})", remote.RemoteObjectAlteredError.http_status, remote.RemoteQuotaError.http_status),
        said("takes nothing ({})", remote.RemoteReadOnlyError.http_status),
    ),
    "docs/how-it-works.md": (
        said("{} agents start", NUM_AGENTS),
        said("{} processes at a time", AT_A_TIME),
        said("under {} deadlines", len(PROJECT.utility_fairness.of("reduced").deadline_quantiles)),
        said("{} families, each", NUM_FAMILIES),
        said("at most {} points", round(100 * LIMITS.generality.max_paraphrase_drop)),
        said("{} more tasks need", NUM_TASKS - NUM_FAMILIES),
        said("the same {} tasks at {} seeds", NUM_TASKS, len(PROJECT.reproducibility.seeds)),
        said("gives its tasks {} seconds", AgentSettings.model_fields["stop_grace_s"].default),
        said("brings nothing within {} seconds", DISCOVERY_PATIENCE_S),
        said("goal tree: {} goals, {} parts,", len(GOALS), NUM_PARTS),
        said("and {}-day report", NUM_DAYS),
    ),
    "docs/learning.md": (
        said("{} to train on and {} held out", digits.NUM_TRAINED, NUM_DIGITS - digits.NUM_TRAINED),
        said("with {} hidden units ({} parameters)", SHARED.model.layer_sizes[1], SHARED.model.num_parameters),
        said("{} clients, Dirichlet({}), {} a round,", SHARED.num_clients, digits.ALPHA, SHARED.clients_per_round),
        said("batches of {}, {} epochs.", *batches(SHARED)),
        said("of {}, gives the best mean", sum(one.name == "fedavg" for one in fairness.STRATEGIES)),
        said("{} workers, batches of {} each", diloco.NUM_WORKERS, diloco.BATCH_SIZE),
        said("on batches of {},", diloco.NUM_WORKERS * diloco.BATCH_SIZE),
    ),
    "docs/prefect.md": (
        said("each day of the {}-day report", NUM_DAYS),
        said("`sweep/nightly` | {} UTC", at("nightly")),
        said("`sweep/weekly` | {} UTC", at("weekly")),
        said("`weekly/report` | {} UTC", at("report")),
        said("every {} seconds", POLL_S),
    ),
    "docs/quickstart.md": (
        said("Python {}, {} or {} on", *PYTHONS),
        said("has {} agents train", NUM_AGENTS),
        said("let UDP {}", _MDNS_PORT),
    ),
    "docs/releasing.md": (
        said("the {} rows", NUM_ROWS),
        said("all {} rows", NUM_ROWS),
        said("the {} artifacts", len(RELEASED)),
        said("at least {} machines", MACHINES.min_snapshots),
        said("differs by more than {} between machines", MACHINES.max_score_range),
        said("deviates by more than {} over its seeds", MACHINES.max_score_std),
        said("Main track goals: {}/{} complete, required sub-goals {}/{}", len(GOALS), len(GOALS), NUM_PARTS, NUM_PARTS),
    ),
    "docs/setup.md": (
        said("About {} MB are downloaded for torch and about {} MB", *DOWNLOADS_MB),
        said("the {} locked distributions", NUM_LOCKED),
        said("Python {}, {} and {} on", *PYTHONS),
    ),
    "docs/text.md": (
        said("a share of {} of the validation texts", FULL["max_false_alarms"]),
        said("rank {} on", LORA_TRIALS.adapter.rank if LORA_TRIALS.adapter else 0),
        said(
            "({} intents), banking77 ({}) and MetaTool ({} tools)",
            INTENTS["full"],
            FULL["banking"]["num_classes"],
            FULL["tool_selection"]["num_classes"],
        ),
        said("{} rounds, of which the adapter's first {} train", text_runs.NUM_ROUNDS, LORA_TRIALS.warmup_rounds),
        said("The same with {} rounds", text_runs.LONG_ROUNDS),
        said("its own {} trials for each", *{len(method.trials) for method in text_runs.LONG_METHODS}),
        said("; {} trials for each method", len(LORA_TRIALS.trials)),
        said("{} other seeds", len(text_runs.SEEDS)),
        said("{} texts in batches of {}", text_costs.NUM_TEXTS, text_costs.BATCH_SIZE),
        said("all {} layers", NUM_LAYERS),
        said("the encoder's {} parameters", NUM_ENCODER_PARAMETERS),
        said("{} intents: {} clients, Dirichlet({}),", INTENTS["reduced"], ADAPTER.num_clients, ADAPTER.dirichlet_alpha),
        said(
            "{} rounds, of which the last {} train",
            ADAPTER.federated.num_rounds,
            ADAPTER.federated.num_rounds - ADAPTER.federated.warmup_rounds,
        ),
        said("{} for each method, judged", len(ADAPTER.tried.head_only_rates)),
        said("over the last {} rounds of {} seeds", adapter_trials.NUM_JUDGED, len(adapter_trials.SEEDS)),
    ),
    "docs/threat-model.md": (
        said("{} MiB packed and {} MiB unpacked", CAPS.packed_bytes / MIB, CAPS.unpacked_bytes / MIB),
        said(
            "With {} addresses of its own",
            INBOUND * host.MAX_CONNECTIONS / compat.MAX_UPGRADES_PER_IP,
        ),
        said("each for {} seconds ({} connections of one address", compat.UPGRADE_TIMEOUT_S, compat.MAX_UPGRADES_PER_IP),
        said("a {} of the places being kept", 1 - INBOUND),
        said("{} MiB of unread bytes", MAX_UNREAD_BYTES_AT_FIRST / MIB),
        said("at most {} connections of all strangers", host.MAX_LINKS_OF_STRANGERS),
        said("may have {} MiB", MAX_UNREAD_BYTES / MIB),
        said("its {} of the places", part_of(services.Service, "self.max_inbound")),
        said("up to {}, and so its own weight", {2**31 - 1: "2³¹ − 1"}.get(MAX_EXAMPLES, "")),
        *(met(num_false, num_bundles) for num_false, num_bundles in ((3, 1), (3, 14), (1, 14), (0, 14))),
        said("an incident of severity {},", UNFOUND[0].removeprefix("SEV-")),
    ),
    "docs/transport.md": (
        said("Requests are {} bytes", len(transport_client.MESSAGE)),
        said("; {} at a time come from {} agents, since", max(AT_ONCE), transport_peer.NUM_CLIENTS),
        said("a {} of a service's places", part_of(services.Service, "self.max_inbound")),
    ),
    "docs/volunteer.md": (
        said("tried again for {} seconds", signature(volunteer.push).parameters["timeout_s"].default),
        said("with {} cores, {} GB of memory,", MIN_CORES, SOLD_MEMORY_GB),
        said("a line of {}/{} Mbit/s", *map(int, LEAST_MBIT)),
        said("Python {}, {} or {}.", *PYTHONS),
    ),
}
