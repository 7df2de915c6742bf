from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    name = "wanmi.assemblies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wanmi.assemblies.meetings import ASSEMBLY, DISCLOSURE
        from wanmi.proceedings.procedures import register

        register(ASSEMBLY, DISCLOSURE)
