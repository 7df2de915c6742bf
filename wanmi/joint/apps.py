from django.apps import AppConfig


class JointConfig(AppConfig):
    name = "wanmi.joint"
    default_auto_field = "django.db.models.BigAutoField"
