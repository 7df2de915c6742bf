from django.apps import AppConfig


class FirmsConfig(AppConfig):
    name = "wanmi.firms"

    def ready(self) -> None:
        from wanmi.firms.registering import PROCEDURE
        from wanmi.proceedings.procedures import register

        register(PROCEDURE)
