from django.apps import AppConfig

from wanmi.appraisal.cubes.following import Cubes
from wanmi.lake.followers import FOLLOWERS


class AppraisalConfig(AppConfig):
    name = "wanmi.appraisal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        FOLLOWERS.append(Cubes())
