from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "wanmi.public"
    label = "public"
