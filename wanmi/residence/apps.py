from django.apps import AppConfig


class ResidenceConfig(AppConfig):
    name = "wanmi.residence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wanmi.proceedings.procedures import register
        from wanmi.residence import permits, stays

        register(stays.PROCEDURE, permits.PROCEDURE)
