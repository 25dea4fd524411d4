"""The maintainer's own look at a bundle that holds: its verdicts once more, and for some, by a secret draw, one gate run again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.errors import CodedError
from gates.catalogue import Profile
from gates.cohort.bundle.sealed_bundle import SealedBundle
from gates.cohort.bundle_check import work_of
from gates.cohort.ledger import Receipt
from gates.cohort.pilot_derivation import NodeWork
from gates.cohort.recheck import compare_rerun, first_failures, has_seeds, rechecked, stated_figures, unable_rerun, unlike_rerun
from gates.cohort.rechecked import Recheck, Rerun
from gates.cohort.sampling import Draw, commitment, draw
from gates.judges import JUDGEMENTS, judge_artifact, limits_of
from gates.params.cohort import CohortParameters
from gates.params.limits.limits import Limits
from gates.verdicts.verdict import Verdict
from tasks.cohort.reruns import GATE_OF, Found, run_again, unlike_sources
from tasks.cohort.store import CohortFolder
from tasks.project.clock import moment_now
from tasks.project.locks import locked
from tasks.project.parameters import read_section

PATIENCE = timedelta(hours=24)
"""Well below the age at which a bundle is refused as stale: what our own side cannot do is no volunteer's fault."""

RunAgain = Callable[[Path, str, Profile, int], Found]


@dataclass(frozen=True, slots=True)
class Rechecker:
    """What a maintainer looks with: the project, its parameters and limits, the secret of the draw, and the time.

    A bundle whose gate the maintainer's own side cannot run again waits, until it is `PATIENCE` old: then it is taken without, marked `unable`.
    """

    root: Path
    params: CohortParameters
    limits: Limits
    secret: bytes
    run_again: RunAgain = run_again
    now: Callable[[], datetime] = moment_now

    @classmethod
    def of(cls, root: Path, folder: CohortFolder, now: Callable[[], datetime] = moment_now) -> "Rechecker":
        """The one of this project and this cohort.

        Errors: ParameterUnknownError (core.parameters.unknown), ParameterInvalidError (core.parameters.invalid),
        CohortDamagedError (tasks.cohort.damaged).
        """
        params, limits = read_section(root, "cohort", CohortParameters), read_section(root, "limits", Limits)
        with locked(folder.root):
            return cls(root, params, limits, folder.secret(), now=now)

    def __call__(self, bundle: SealedBundle, receipt: Receipt) -> Receipt:
        """The receipt with what the look came to.

        Errors: those of `work_of` and `unlike_sources`, for a bundle that is younger than `PATIENCE` those of `run_again`.
        """
        work, rerun = work_of(bundle), self.params.rerun
        drawn = draw(self.secret, bundle.id, rerun.rate, rerun.gates)
        return rechecked(
            receipt,
            Recheck(
                judged_by=self.params.judged_by,
                verdicts=first_failures(self._verdicts(work)),
                rate=rerun.rate,
                gates=rerun.gates,
                secret_commitment=commitment(self.secret),
                rerun=None if drawn is None else self._rerun(bundle, work, drawn),
            ),
        )

    def _verdicts(self, work: NodeWork) -> dict[str, Verdict]:
        if self.params.judged_by == "contract":
            return work.verdicts
        judged = {gate: artifact for gate, artifact in work.artifacts.items() if gate in JUDGEMENTS}
        return {gate: judge_artifact(gate, artifact, limits_of(self.limits, gate, work.profile)) for gate, artifact in judged.items()}

    def _rerun(self, bundle: SealedBundle, work: NodeWork, drawn: Draw) -> Rerun:
        most = self.params.rerun.max_difference
        try:
            found = self.run_again(self.root, drawn.gate, work.profile, drawn.number)
        except CodedError as error:
            if self.now() - bundle.manifest.created < PATIENCE:
                raise
            found = error
        if unlike := unlike_sources(self.root, GATE_OF[drawn.gate], work.profile, bundle):
            seed = None if isinstance(found, CodedError) else found.seed
            return unlike_rerun(drawn.gate, seed, f"it was run with another {', '.join(unlike)} than ours", most)
        if isinstance(found, CodedError):
            return unable_rerun(drawn.gate, found, most)
        artifact = work.artifacts[drawn.gate]
        if not has_seeds(drawn.gate, artifact, found.seeds):
            return unlike_rerun(drawn.gate, found.seed, "it does not state each of our seeds once and no other", most)
        stated = stated_figures(drawn.gate, artifact, found.seed)
        return compare_rerun(drawn.gate, found.seed, stated, found.figures, most)
