"""The scale of a city, and what is recorded of a worker: rows are added, never changed, so each day can be told."""

from __future__ import annotations

from django.db import models


class ScaleRow(models.Model):
    """A row of a scale: a post with its band, steps for an education or certificate, or the pay of a grade."""

    class Kind(models.TextChoices):
        POST = "post"
        EDUCATION = "education"
        CERTIFICATE = "certificate"
        PAY = "pay"

    version = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which it no longer holds
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=30)  # of the post, education or certificate; the grade, for pay
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    value = models.PositiveIntegerField()  # base grade, steps, or yuan a month
    cap = models.PositiveIntegerField(default=0)  # of posts
    years_a_step = models.PositiveIntegerField(default=0)  # of posts
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind", "code"], name="scale_row_once")]


class Worker(models.Model):
    """A community worker, on the ground of the street that pays him."""

    staff = models.OneToOneField("workforce.Staff", models.PROTECT, related_name="career")
    region = models.CharField(max_length=12)
    begun = models.DateField()  # first day of the work that counts


class Record(models.Model):
    """The post, an education or a certificate, from a day on."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="records")
    field = models.CharField(max_length=12, choices=ScaleRow.Kind)
    code = models.CharField(max_length=30)
    since = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worker", "field", "code", "since"], name="career_record_once")]
