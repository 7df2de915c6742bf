from pathlib import Path

from django.apps import AppConfig

HERE = Path(__file__).parent


class GovernanceConfig(AppConfig):
    name = "wanmi.governance"

    def ready(self) -> None:
        from wanmi.proceedings.procedures import Procedure, register
        from wanmi.proceedings.proposals import GOVERNANCE

        register(Procedure(GOVERNANCE, HERE / "governance.toml"))
