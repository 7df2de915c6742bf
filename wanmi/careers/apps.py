from django.apps import AppConfig


class CareersConfig(AppConfig):
    name = "wanmi.careers"
    default_auto_field = "django.db.models.BigAutoField"
