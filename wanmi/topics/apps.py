from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "wanmi.topics"

    def ready(self) -> None:
        from wanmi.proceedings.procedures import register
        from wanmi.topics.meaning import TOPIC

        register(TOPIC)
