from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "wanmi.boards"
    default_auto_field = "django.db.models.BigAutoField"
