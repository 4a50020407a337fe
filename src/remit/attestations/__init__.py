"""AWS's part, proven or not: the evidence that is held, and what it proves.

`load` reads what `remit aws refresh` kept, `Prover` gives the verdicts, `owed` says what AWS
currently owes or asks.
"""

from remit.attestations.model import (
    Attestation,
    AttestationError,
    Evidence,
    Held,
    Programme,
    Scope,
    programmes,
)
from remit.attestations.names import parents
from remit.attestations.owed import Direction, Owed, owed
from remit.attestations.proving import Proof, ProofState, Prover, prove
from remit.attestations.records import HOME, Refresh, held, load

__all__ = [
    "HOME",
    "Attestation",
    "AttestationError",
    "Direction",
    "Evidence",
    "Held",
    "Owed",
    "Programme",
    "Proof",
    "ProofState",
    "Prover",
    "Refresh",
    "Scope",
    "held",
    "load",
    "owed",
    "parents",
    "programmes",
    "prove",
]
