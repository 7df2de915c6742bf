import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0005_attachments_as_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('source', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('failed', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40)),
                ('number', models.CharField(max_length=100)),
                ('told', models.CharField(max_length=64)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ending', models.CharField(blank=True, max_length=30)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(fields=['number'], name='record_number'), models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['source', 'id'], name='record_ended')],
                'constraints': [models.UniqueConstraint(fields=('source', 'number'), name='record_once')],
            },
        ),
    ]
