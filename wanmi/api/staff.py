"""Organisations, posts, people, who holds which post, who walks which duty grid, and access tokens."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from wanmi.api.paging import Paging, Rows, keyset
from wanmi.api.problems import Missing
from wanmi.api.reading import Day, Number, holder
from wanmi.cases.queries import Page
from wanmi.territory.models import DutyGrid
from wanmi.workforce import services, tokens
from wanmi.workforce.api_auth import TokenOrSession
from wanmi.workforce.models import AccessToken, Appointment, Duty, Organisation, Post, Staff
from wanmi.workforce.queries import city_today, held_on, open_posts

router = Router(tags=["staff"])
KEEPING = TokenOrSession("security_admin")
GIVING = TokenOrSession("system_admin", "shift_leader")
READING = TokenOrSession()


class OrganisationOut(Schema):
    code: str
    name_zh: str
    name_en: str
    kind: str
    region: str


class PostOut(Schema):
    code: str
    kind: str
    organisation: str
    region: str

    @staticmethod
    def resolve_organisation(post: Post) -> str:
        return post.organisation_id


class StaffOut(Schema):
    username: str
    display_name: str
    is_active: bool


class AppointmentOut(Schema):
    id: int
    staff: str
    post: str
    since: date
    until: date | None = Field(description="First day on which the post is no longer held")

    @staticmethod
    def resolve_staff(held: Appointment) -> str:
        return held.staff.username

    @staticmethod
    def resolve_post(held: Appointment) -> str:
        return held.post_id


class AppointIn(Schema):
    staff: str = Field(max_length=150, description="User name")
    post: str = Field(max_length=60)
    since: Day


class EndAppointmentIn(Schema):
    until: Day = Field(description="First day without it")


class DutyOut(Schema):
    id: int
    post: str
    duty_grid: str
    since: date
    until: date | None

    @staticmethod
    def resolve_post(duty: Duty) -> str:
        return duty.post_id

    @staticmethod
    def resolve_duty_grid(duty: Duty) -> str:
        return duty.duty_grid_id


class DutyIn(Schema):
    post: str = Field(max_length=60)
    duty_grid: str = Field(max_length=40)
    since: Day


class TokenOut(Schema):
    id: str = Field(description="Beginning of the token's digest")
    appointment: int
    label: str
    created_at: datetime
    expires_at: datetime

    @staticmethod
    def resolve_id(token: AccessToken) -> str:
        return token.digest[:24]

    @staticmethod
    def resolve_appointment(token: AccessToken) -> int:
        return token.appointment_id


class TokenIn(Schema):
    appointment: Number
    label: str = Field(min_length=1, max_length=100, description="What the token is for")
    days: int = Field(90, ge=1, le=366)


class NewToken(Schema):
    """``token`` is shown this once; only its digest is kept."""

    token: str
    about: TokenOut


@router.get("/organisations", auth=READING, response=Rows[OrganisationOut])
def organisations(request: HttpRequest, paging: Query[Paging]) -> Page[Organisation]:
    """Centres, streets and departments that exist."""
    return keyset(Organisation.objects.filter(until=None), paging)


@router.get("/posts", auth=READING, response=Rows[PostOut])
def posts(request: HttpRequest, paging: Query[Paging]) -> Page[Post]:
    """The posts to which work is addressed."""
    return keyset(open_posts(), paging)


@router.get("/staff", auth=KEEPING, response=Rows[StaffOut])
def staff(request: HttpRequest, paging: Query[Paging]) -> Page[Staff]:
    return keyset(Staff.objects.all(), paging, "username")


@router.get("/appointments", auth=KEEPING, response=Rows[AppointmentOut])
def appointments(request: HttpRequest, paging: Query[Paging]) -> Page[Appointment]:
    """Who holds which post today."""
    held = Appointment.objects.filter(held_on(city_today())).select_related("staff")
    return keyset(held, paging)


@router.post("/appointments", auth=KEEPING, response={201: AppointmentOut})
def appoint(request: HttpRequest, body: AppointIn) -> Status[Appointment]:
    """Let somebody hold a post from a day on."""
    person = Staff.objects.filter(username=body.staff, is_active=True).first()
    if person is None:
        raise Missing
    return Status(201, services.appoint(person, _post(body.post), body.since, holder(request)))


@router.post("/appointments/{pk}/end", auth=KEEPING, response=AppointmentOut)
def end_appointment(request: HttpRequest, pk: int, body: EndAppointmentIn) -> Appointment:
    services.end_appointment(_appointment(pk), body.until, holder(request))
    return _appointment(pk)


@router.get("/duties", auth=READING, response=Rows[DutyOut])
def duties(request: HttpRequest, paging: Query[Paging]) -> Page[Duty]:
    """Which post walks which duty grid today."""
    return keyset(Duty.objects.filter(held_on(city_today())), paging)


@router.post("/duties", auth=GIVING, response={201: DutyOut})
def assign_duty(request: HttpRequest, body: DutyIn) -> Status[Duty]:
    """Let a collector's post walk a duty grid from a day on."""
    if not DutyGrid.objects.filter(pk=body.duty_grid).exists():
        raise Missing
    return Status(201, services.assign_duty(_post(body.post), body.duty_grid, body.since, holder(request)))


@router.post("/duties/{pk}/end", auth=GIVING, response=DutyOut)
def end_duty(request: HttpRequest, pk: int, body: EndAppointmentIn) -> Duty:
    found = Duty.objects.filter(pk=pk).first()
    if found is None:
        raise Missing
    return services.end_duty(found, body.until, holder(request))


@router.get("/tokens", auth=KEEPING, response=Rows[TokenOut])
def list_tokens(request: HttpRequest, paging: Query[Paging]) -> Page[AccessToken]:
    """The tokens that are kept, by their digests."""
    return keyset(AccessToken.objects.all(), paging)


@router.post("/tokens", auth=KEEPING, response={201: NewToken})
def issue_token(request: HttpRequest, body: TokenIn) -> Status[dict[str, object]]:
    """Let a program act in an appointment for some days."""
    row, token = tokens.issue_token(_appointment(body.appointment), body.label, body.days, holder(request))
    return Status(201, {"token": token, "about": row})


@router.delete("/tokens/{name}", auth=KEEPING, response={204: None})
def revoke_token(request: HttpRequest, name: str) -> Status[None]:
    """Take a token back: its program is a stranger from now on."""
    found = AccessToken.objects.filter(digest__startswith=name).first() if len(name) >= 24 else None
    if found is None:
        raise Missing
    tokens.revoke_token(found, holder(request))
    return Status(204, None)


def _post(code: str) -> Post:
    found = Post.objects.filter(code=code, until=None).first()
    if found is None:
        raise Missing
    return found


def _appointment(pk: int) -> Appointment:
    found = Appointment.objects.select_related("staff", "post").filter(pk=pk).first()
    if found is None:
        raise Missing
    return found
