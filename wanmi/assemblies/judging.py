"""Is a meeting valid, and is a motion passed? Plain Python: counts in, a verdict that explains itself out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wanmi.assemblies.shares import Share


@dataclass(frozen=True, slots=True)
class Rule:
    """What the law asks of one kind of meeting. Shares that it does not ask for are None."""

    quorum: Share  # of those entitled
    passing: Share  # of those present
    household_quorum: Share | None = None  # enough instead, where one comes for each household
    least_members: int = 0  # of a representatives' meeting
    delegates: Share | None = None  # villagers' representatives among the members
    women: Share | None = None  # among the members
    notice_days: int = 0
    callers: Share | None = None  # of those entitled, who may ask for it
    group_callers: Share | None = None  # of the residents' groups, or of the representatives


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was counted: ``code`` says what, ``count`` against the ``needed`` of ``whole``."""

    code: str
    share: str
    count: int
    needed: int
    whole: int

    @property
    def is_met(self) -> bool:
        return self.whole > 0 and self.count >= self.needed


@dataclass(frozen=True, slots=True)
class Verdict:
    """Holds where every step is met."""

    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        return bool(self.steps) and all(step.is_met for step in self.steps)

    @property
    def faults(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if not step.is_met)


def _step(code: str, share: Share, count: int, whole: int) -> Step:
    return Step(code, str(share), count, share.needed(whole), whole)


def attendance(rule: Rule, present: int, entitled: int, *, by_household: bool = False) -> Verdict:
    """Whether enough are present. ``by_household``: both counts are of households, each with one that speaks for it."""
    share = rule.household_quorum if by_household and rule.household_quorum else rule.quorum
    return Verdict((_step("present", share, present, entitled), *_within("present", present, entitled)))


def composition(rule: Rule, members: int, delegates: int, women: int) -> Verdict:
    """Whether a representatives' meeting is made up as the rule asks; holds where it asks nothing."""
    steps = [Step("members", str(rule.least_members), members, rule.least_members, max(members, 1))]
    if rule.delegates:
        steps += [_step("delegates", rule.delegates, delegates, members), *_within("delegates", delegates, members)]
    if rule.women:
        steps += [_step("women", rule.women, women, members), *_within("women", women, members)]
    return Verdict(tuple(steps))


def motion(rule: Rule, present: int, in_favour: int, against: int, abstained: int) -> Verdict:
    """Whether a motion is passed: by a share of those present, so that whoever abstains does not help it."""
    cast = in_favour + against + abstained
    return Verdict((_step("in_favour", rule.passing, in_favour, present), *_within("cast", cast, present)))


def called(rule: Rule, asking: int, entitled: int, *, by_groups: bool = False) -> Verdict:
    """Whether those who ask for the meeting are enough for it to be called."""
    share = rule.group_callers if by_groups else rule.callers
    if share is None:
        return Verdict(())
    return Verdict((_step("callers", share, asking, entitled), *_within("callers", asking, entitled)))


def _within(code: str, count: int, whole: int) -> Iterable[Step]:
    """A step that fails where more are counted than there are: ``needed`` is then beyond any count."""
    return () if count <= whole else (Step(f"{code}_beyond", "", whole, count, whole),)
