from pathlib import Path

from django.apps import AppConfig

HERE = Path(__file__).parent


class ConsultationsConfig(AppConfig):
    name = "wanmi.consultations"

    def ready(self) -> None:
        from wanmi.proceedings.procedures import Procedure, register

        register(Procedure("plan", HERE / "plan.toml"), Procedure("personnel_opinion", HERE / "personnel_opinion.toml"))
