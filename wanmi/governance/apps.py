from pathlib import Path

from django.apps import AppConfig

HERE = Path(__file__).parent


class GovernanceConfig(AppConfig):
    name = "wanmi.governance"

    def ready(self) -> None:
        from wanmi.governance.committees import listed_tasks, no_committee
        from wanmi.joint.rules import guards
        from wanmi.proceedings.procedures import Procedure, register
        from wanmi.proceedings.proposals import GOVERNANCE

        guards.register("no_committee", no_committee)
        guards.register("listed_tasks", listed_tasks)
        register(Procedure(GOVERNANCE, HERE / "governance.toml"))
