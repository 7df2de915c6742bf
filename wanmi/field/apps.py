from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "wanmi.field"
    default_auto_field = "django.db.models.BigAutoField"
