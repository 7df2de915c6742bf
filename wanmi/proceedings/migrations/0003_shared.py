from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Older runs are shared by `wanmi journal rebuild --write`."""

    dependencies = [("proceedings", "0002_papers"), ("workforce", "0003_committees")]

    operations = [
        migrations.AddField(
            model_name="proceeding",
            name="shared_with",
            field=models.ManyToManyField(related_name="+", to="workforce.organisation"),
        ),
    ]
