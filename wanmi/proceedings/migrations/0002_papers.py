from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two rooms may not call their pictures alike."""

    dependencies = [("proceedings", "0001_initial")]

    operations = [
        migrations.RenameModel("Evidence", "Paper"),
        migrations.AlterField(
            model_name="paper",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="journal.entry"
            ),
        ),
    ]
