"""Organisations, their posts, and the staff appointed to them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """A centre, street, department or committee of residents."""

    class Kind(models.TextChoices):
        SUPERVISION = "supervision_centre"
        COMMAND = "command_centre"
        STREET = "street"
        DEPARTMENT = "department"
        COMMUNITY = "community"  # a residents' or villagers' committee

    code = models.CharField(max_length=40, primary_key=True)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.CharField(max_length=12)  # place code of the ground it works on
    until = models.DateField(null=True, blank=True)  # first day on which it no longer exists

    def __str__(self) -> str:
        return self.name_zh


class Post(models.Model):
    """A desk in an organisation: its kind is a word of the process definition, its region says where it may act.

    Work is addressed to posts, never to people.
    """

    code = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    region = models.CharField(max_length=15)
    until = models.DateField(null=True, blank=True)  # first day on which no work is addressed to it

    class Meta:
        indexes = [models.Index(fields=["kind", "organisation"], name="post_kind_org")]  # addressing.post_for()

    def __str__(self) -> str:
        return self.code


class Staff(AbstractUser):
    """Someone who signs in. What he may do comes from his appointments alone."""

    display_name = models.CharField(max_length=50)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.display_name


class Appointment(models.Model):
    """A staff member holds a post from a day on."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # first day on which he no longer holds it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "post"], condition=Q(until=None), name="appointment_once"),
        ]


class Duty(models.Model):
    """A post walks a duty grid from a day on: whose ground it is."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="duties")
    duty_grid = models.ForeignKey("territory.DutyGrid", models.PROTECT, related_name="duties")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)  # first day on which it is no longer its ground

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "duty_grid"], condition=Q(until=None), name="duty_once"),
        ]


class AccessToken(models.Model):
    """Lets a program act in one appointment; only the digest of the token is kept."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the token, hex
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
