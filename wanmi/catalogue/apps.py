from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "wanmi.catalogue"
    default_auto_field = "django.db.models.BigAutoField"
