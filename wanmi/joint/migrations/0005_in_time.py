from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever owes an answer is in time or not, as whoever is to come is."""

    dependencies = [
        ('joint', '0004_copied'),
    ]

    operations = [
        migrations.RenameField(
            model_name='part',
            old_name='arrived_in_time',
            new_name='in_time',
        ),
        migrations.AddField(
            model_name='part',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
