from django.apps import AppConfig


class ResponsibilityConfig(AppConfig):
    name = "wanmi.responsibility"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wanmi.proceedings.procedures import register
        from wanmi.responsibility.requests import ASSIST, ENTRY, SEAL

        register(ASSIST, SEAL, ENTRY)
