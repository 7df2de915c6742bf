import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0005_attachments_as_kept'),
        ('workforce', '0002_duty'),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=20)),
                ('place', models.CharField(max_length=25)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('snapshot', models.JSONField(default=dict)),
                ('duplicate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='cases.case')),
                ('main', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged_here', to='cases.case')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='workforce.post')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'suggested')), fields=['-id'], name='merge_waiting')],
                'constraints': [models.UniqueConstraint(fields=('duplicate', 'main'), name='merge_once'), models.UniqueConstraint(condition=models.Q(('state', 'merged')), fields=('duplicate',), name='merge_into_one')],
            },
        ),
    ]
