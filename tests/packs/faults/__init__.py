"""What can be wrong in a pack: how the tiny pack is spoilt, where that must be found, and what must be expected."""

from __future__ import annotations

from tests.packs.faults.codes import CODES
from tests.packs.faults.files import FILES
from tests.packs.faults.rules import RULES
from tests.packs.faults.spoiling import Faults

FAULTS: Faults = {**CODES, **RULES, **FILES}
