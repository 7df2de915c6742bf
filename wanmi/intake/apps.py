from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "wanmi.intake"
    default_auto_field = "django.db.models.BigAutoField"
