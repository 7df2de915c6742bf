from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField("preference", "phone", models.CharField(blank=True, default="", max_length=20), False)
    ]
