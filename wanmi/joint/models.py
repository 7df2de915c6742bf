"""Joint obligations: who calls, whom, for what, by when, what was promised and what was done.

All but the rule books is a projection of the journal.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models import Q

from wanmi.acts.pictures import KeptPicture

Row = TypeVar("Row", bound=models.Model)


class RuleBook(models.Model):
    """A rule book as a pack wrote it, with its processes; proved before it was stored and never changed.

    An obligation keeps the book under which it was opened. A pack that says something else adds a row.
    """

    key = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)  # SHA-256 of the texts
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # first day on which nothing is opened under it
    is_listed = models.BooleanField(default=True)  # whether the pack still names it
    file = models.CharField(max_length=200)
    text = models.TextField()
    processes = models.JSONField(default=dict)  # name -> TOML

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "digest"], name="joint_rules_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


def with_rules(rows: models.QuerySet[Row], path: str = "rules") -> models.QuerySet[Row]:
    """The rows with their rule books, but without the long texts, which are read once (rules.store)."""
    return rows.select_related(path).defer(f"{path}__text", f"{path}__processes")


class Standing(models.Model):
    """Where an obligation or a part stands.

    ``snapshot`` is what the engine reads. ``sweep_at`` is the next deadline of which the clockwork has not told yet;
    it is empty once nothing runs any more.
    """

    state = models.CharField(max_length=30)
    is_open = models.BooleanField(default=True)
    desk = models.ForeignKey("workforce.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    desk_role = models.CharField(max_length=30, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)  # of the desk's clock
    sweep_at = models.DateTimeField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)  # a running deadline lies past the known calendar
    version = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Obligation(Standing):
    """One whistle, invitation, request or matter; a companion of a case, or standing alone on a place."""

    number = models.CharField(max_length=30, unique=True)
    # without an index of its own: joint_rules begins with it
    rules = models.ForeignKey(RuleBook, models.PROTECT, related_name="obligations", db_index=False)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="obligations")
    caller = models.ForeignKey("workforce.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    holder = models.ForeignKey("workforce.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    copied = models.ForeignKey(
        "workforce.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    place = models.CharField(max_length=25)
    matter = models.CharField(max_length=200, blank=True)  # what is the same in those that are the same: repeats
    text = models.TextField(blank=True)  # what it is about; empty once it was erased

    class Meta:
        indexes = [
            # queries.desk(): what lies with an organisation, the nearest deadline first
            models.Index(fields=["desk", "due_at", "id"], name="joint_desk", condition=Q(is_open=True)),
            # queries.called_by(): what an organisation has called, newest first
            models.Index(fields=["caller", "-id"], name="joint_caller"),
            # commitments.commitments_of(): what an organisation has called under some books
            models.Index(fields=["rules", "caller", "-id"], name="joint_rules"),
            # copies.copies_at(): what an organisation reads along, newest first
            models.Index(
                fields=["copied", "-id"], name="joint_copied", condition=Q(is_open=True, copied__isnull=False)
            ),
            # clockwork.sweep(): whose deadline has passed; whatever has ended or was told is not in it
            models.Index(fields=["sweep_at", "id"], name="joint_sweep", condition=Q(sweep_at__isnull=False)),
            # repeats.propose_if_repeated(): how often the same came lately
            models.Index(fields=["matter", "opened_at"], name="joint_matter", condition=~Q(matter="")),
            # clockwork.recompute()
            models.Index(fields=["id"], name="joint_open", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return self.number


class Onlooker(models.Model):
    """Somebody who may look at an obligation: ``who`` is an organisation, or a ground that posts watch over.

    Its book and kind stand here too, so that each list is one run of an index (joint.onlookers).
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="onlookers", db_index=False)
    who = models.CharField(max_length=101)  # the code of an organisation, or @ and that of a division
    book = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)

    class Meta:
        # onlookers.visible(): whether one may look at an obligation, and who may
        constraints = [models.UniqueConstraint(fields=["obligation", "who"], name="joint_onlooker_once")]
        indexes = [
            # onlookers.listed(): all that one may look at, of a book and of a kind
            models.Index(fields=["who", "obligation"], name="joint_onlooker_all"),
            models.Index(fields=["who", "book", "obligation"], name="joint_onlooker_book"),
            models.Index(fields=["who", "kind", "obligation"], name="joint_onlooker_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.obligation_id}"


FAULT = Q(is_refused=True) | Q(in_time=False)  # what of a part speaks against its department


class Part(Standing):
    """What one called organisation owes, with clocks of its own."""

    # without an index of its own: joint_part_serial begins with it
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="parts", db_index=False)
    serial = models.PositiveSmallIntegerField()
    # without an index of its own: joint_part_year begins with it
    organisation = models.ForeignKey("workforce.Organisation", models.PROTECT, related_name="+", db_index=False)
    is_lead = models.BooleanField(default=False)
    promised_on = models.DateField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # in writing, where that is what it owes
    in_time = models.BooleanField(null=True, blank=True)  # unknown until it came or answered, or missed its deadline
    is_refused = models.BooleanField(default=False)
    is_solved = models.BooleanField(null=True, blank=True)  # unknown until it has ended; empty where it was released
    rating = models.FloatField(null=True, blank=True)  # by the caller, 0 to 1

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "serial"], name="joint_part_serial"),
            models.UniqueConstraint(fields=["obligation", "organisation"], name="joint_part_once"),
        ]
        indexes = [
            # queries.desk(): what lies with an organisation, the nearest deadline first
            models.Index(fields=["desk", "due_at", "id"], name="joint_part_desk", condition=Q(is_open=True)),
            # clockwork.sweep(): whose deadline has passed; whatever has ended or was told is not in it
            models.Index(fields=["sweep_at", "id"], name="joint_part_sweep", condition=Q(sweep_at__isnull=False)),
            # scoring.year(): what an organisation was called to in a period
            models.Index(fields=["organisation", "opened_at", "id"], name="joint_part_year"),
            # queries.yearly_file(): what speaks against one department, a page of a year by key
            models.Index(fields=["organisation", "id"], name="joint_part_fault", condition=FAULT),
            # queries.yearly_files(): how much speaks against each of them in a year
            models.Index(fields=["opened_at", "organisation"], name="joint_part_faults", condition=FAULT),
            # commitments.commitments_of(): what a department has promised, newest first
            models.Index(
                fields=["organisation", "-id"], name="joint_part_promise", condition=Q(promised_on__isnull=False)
            ),
            # clockwork.recompute()
            models.Index(fields=["id"], name="joint_part_open", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the journal."""
        return f"{self.obligation.number}-{self.serial}"

    @property
    def is_silent(self) -> bool:
        """Whether the deadline has passed, and nobody has come or answered."""
        return self.in_time is False and self.arrived_at is None and self.answered_at is None

    @property
    def is_unrated(self) -> bool:
        """Whether it is solved, and the caller has not said yet how well."""
        return self.is_solved is True and self.rating is None


class Tally(models.Model):
    """What an obligation counts in the figures of a period; written with each act, under books that have rates.

    It is narrow, so that a month of a big city is one GROUP BY and no snapshot is read. It holds what is known of each;
    what that means for a rate is said where the rate is (joint.rates, linkage.rates).
    """

    obligation = models.OneToOneField(Obligation, models.CASCADE, primary_key=True, related_name="tally")
    rules = models.ForeignKey(RuleBook, models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(
        "workforce.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    place = models.CharField(max_length=25)
    opened_at = models.DateTimeField()
    is_open = models.BooleanField()
    item = models.CharField(max_length=40, blank=True)  # what is demanded, a code of the book
    tag = models.CharField(max_length=40, blank=True)  # its class, such as one of 七有五性
    is_excluded = models.BooleanField()
    is_contacted = models.BooleanField()
    response_due = models.DateTimeField(null=True, blank=True)  # while the clock of the response runs
    in_time = models.BooleanField(null=True, blank=True)  # once that clock has stopped for good
    visited = models.BooleanField(null=True, blank=True)  # unknown before a return visit was tried
    is_solved = models.BooleanField()
    rating = models.CharField(max_length=20, blank=True)
    answered_at = models.CharField(max_length=30, blank=True)  # the level that answered
    has_climbed = models.BooleanField()
    is_reopened = models.BooleanField()

    class Meta:
        indexes = [
            # joint.standings.rates_by_holder(), linkage.rates.rates_by(): the rates of a period
            models.Index(fields=["opened_at"], name="joint_tally_period"),
            # joint.standings.behind(): the tickets behind a rate of one first receiver
            models.Index(fields=["holder", "opened_at"], name="joint_tally_holder"),
            # topics.numbers.months(): the demands of some items, month by month
            models.Index(fields=["item", "opened_at"], name="joint_tally_item", condition=~Q(item="")),
        ]

    def __str__(self) -> str:
        return str(self.obligation_id)


class Evidence(KeptPicture):
    """A picture that an act on an obligation or on one of its parts carried."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="evidence")
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="evidence")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="joint_evidence_digest")]  # pictures.forget()


class Series(models.Model):
    """The last number given in one series (one row a rule book and day)."""

    prefix = models.CharField(max_length=24, primary_key=True)
    last = models.PositiveIntegerField(default=0)
