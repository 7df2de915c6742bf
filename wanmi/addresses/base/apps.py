from django.apps import AppConfig


class AddressesConfig(AppConfig):
    name = "wanmi.addresses.base"
    label = "addresses"
    default_auto_field = "django.db.models.BigAutoField"
