"""Teach the network: the gradient of the likelihood by hand, and Adam's steps along it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.parsing.network import (
    CHARACTER_SIZE,
    PAIR_SIZE,
    UNKNOWN,
    Batch,
    Floats,
    Ints,
    Network,
    Pass,
    Text,
    log_shares,
    look_up,
    new_network,
    read_both_ways,
    side_by_side,
)

_TOGETHER, _POOL = 32, 40
_RATE, _LAST_RATE, _STEEPEST = 3e-3, 0.05, 5.0
_KEPT = 0.999
"""Share of the mean weights that stays at each step."""
_DROPPED, _UNKNOWN_CHARACTERS, _UNKNOWN_PAIRS, _UNMARKED = 0.5, 0.08, 0.2, 0.15
Lesson = tuple[Text, Ints]
"""A text and the place and label of each character, ``place * labels + label``."""


class _Adam:
    """Steps whose length follows each weight's own history; the rate falls evenly to a twentieth."""

    def __init__(self, network: Network, steps: int) -> None:
        self.means = [np.zeros_like(weights) for weights in network]
        self.squares = [np.zeros_like(weights) for weights in network]
        self.step, self.steps = 0, steps

    def move(self, network: Network, gradients: Sequence[Floats]) -> None:
        self.step += 1
        norm = float(np.sqrt(sum(float(np.vdot(g, g)) for g in gradients)))
        shrink = np.float32(min(1.0, _STEEPEST / (norm + 1e-9)))
        rate = _RATE * (1.0 - (1.0 - _LAST_RATE) * self.step / self.steps)
        rate *= float(np.sqrt(1.0 - 0.999**self.step)) / (1.0 - 0.9**self.step)
        for weights, gradient, mean, square in zip(network, gradients, self.means, self.squares, strict=True):
            gradient *= shrink
            mean *= np.float32(0.9)
            mean += np.float32(0.1) * gradient
            square *= np.float32(0.999)
            square += np.float32(0.001) * gradient * gradient
            weights -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))


class _Mean:
    """The running mean of a network's weights over some thousand steps: it errs less on new texts than any one step."""

    def __init__(self, network: Network) -> None:
        self.network, self.step = Network(*(weights.copy() for weights in network)), 0

    def follow(self, network: Network) -> None:
        self.step += 1
        share = np.float32(max(1.0 - _KEPT, 9.0 / (10.0 + self.step)))
        for mean, weights in zip(self.network, network, strict=True):
            mean += share * (weights - mean)


def _blind(batch: Batch, chance: np.random.Generator) -> Batch:
    """A batch in which some characters, pairs and marks are hidden, so that the network learns to do without."""

    def hide(rows: Ints, share: float) -> Ints:
        return np.where(chance.random(rows.shape) < share, UNKNOWN, rows)

    shown = chance.random((*batch.marks.shape[:2], 1)) >= _UNMARKED
    return Batch(
        hide(batch.characters, _UNKNOWN_CHARACTERS),
        hide(batch.before, _UNKNOWN_PAIRS),
        hide(batch.after, _UNKNOWN_PAIRS),
        batch.marks * shown,
        batch.present,
    )


def _drop(shape: tuple[int, ...], chance: np.random.Generator) -> Floats:
    """Factors that silence a share of the values and strengthen the others."""
    return ((chance.random(shape, np.float32) >= _DROPPED) / np.float32(1.0 - _DROPPED)).astype(np.float32)


def _back_through(done: Pass, again: Floats, present: Floats, gradient: Floats, steps: Sequence[int]) -> Any:
    """Gradients of one direction's inputs and of its weights from step to step."""
    size = again.shape[0]
    into = np.empty_like(done.gates)
    earlier = np.zeros_like(done.output)
    after, kept = np.zeros_like(done.cells[0]), np.zeros_like(done.cells[0])
    for position in range(len(steps) - 1, -1, -1):
        step = steps[position]
        gates, squashed = done.gates[step], done.squashed[step]
        letting_in, keeping, letting_out, fresh = (gates[:, k * size : (k + 1) * size] for k in range(4))
        output = gradient[step] + after
        cell = (kept + output * letting_out * (1.0 - squashed * squashed)) * present[step]
        before = done.cells[steps[position - 1]] if position else np.zeros_like(cell)
        if position:
            earlier[step] = done.output[steps[position - 1]]
        g = into[step]
        g[:, :size] = cell * fresh * letting_in * (1.0 - letting_in)
        g[:, size : 2 * size] = cell * before * keeping * (1.0 - keeping)
        g[:, 2 * size : 3 * size] = output * squashed * letting_out * (1.0 - letting_out)
        g[:, 3 * size :] = cell * letting_in * (1.0 - fresh * fresh)
        after, kept = g @ again.T, cell * keeping
    return into, earlier.reshape(-1, size).T @ into.reshape(-1, 4 * size)


def _scatter(rows: Ints, gradient: Floats, into: Floats) -> None:
    """Add each gradient to its row."""
    flat = rows.ravel()
    order = np.argsort(flat, kind="stable")
    unique, starts = np.unique(flat[order], return_index=True)
    into[unique] += np.add.reduceat(gradient.reshape(-1, gradient.shape[-1])[order], starts)


def _flat(values: Floats) -> Floats:
    return values.reshape(-1, values.shape[-1])


def gradients(network: Network, batch: Batch, wanted: Ints, chance: np.random.Generator) -> tuple[float, list[Floats]]:
    """Mean loss of a character, and its gradient for every weight."""
    batch = _blind(batch, chance)
    plain = look_up(network, batch)
    drop_in, present = _drop(plain.shape, chance), batch.present
    inputs = plain * drop_in
    forth, back = read_both_ways(network, inputs, present)
    both = np.concatenate((forth.output, back.output), axis=-1)
    drop_out = _drop(both.shape, chance)
    both *= drop_out
    hidden = np.tanh(both @ network.middle + network.middle_bias)
    shares = log_shares(hidden @ network.out + network.out_bias)
    count = float(present.sum())
    gradient = np.exp(shares)
    np.put_along_axis(gradient, wanted[..., None], np.take_along_axis(gradient, wanted[..., None], -1) - 1.0, -1)
    gradient *= present / np.float32(count)
    loss = -float((np.take_along_axis(shares, wanted[..., None], -1) * present).sum()) / count
    to_middle = (gradient @ network.out.T) * (1.0 - hidden * hidden)
    to_both = (to_middle @ network.middle.T) * drop_out
    half, steps = forth.output.shape[-1], range(len(plain))
    into_forth, by_forth = _back_through(forth, network.forth, present, to_both[..., :half], steps)
    into_back, by_back = _back_through(back, network.back, present, to_both[..., half:], steps[::-1])
    into = np.concatenate((into_forth, into_back), axis=-1)
    to_inputs = (into @ network.into.T) * drop_in
    characters, pairs = np.zeros_like(network.characters), np.zeros_like(network.pairs)
    first, second = CHARACTER_SIZE, CHARACTER_SIZE + PAIR_SIZE
    _scatter(batch.characters, to_inputs[..., :first], characters)
    _scatter(batch.before, to_inputs[..., first:second], pairs)
    _scatter(batch.after, to_inputs[..., second : second + PAIR_SIZE], pairs)
    return loss, [
        characters,
        pairs,
        _flat(inputs).T @ _flat(into),
        _flat(into).sum(axis=0),
        by_forth,
        by_back,
        _flat(both).T @ _flat(to_middle),
        _flat(to_middle).sum(axis=0),
        _flat(hidden).T @ _flat(gradient),
        _flat(gradient).sum(axis=0),
    ]


def _batches(lessons: Sequence[Lesson], chance: np.random.Generator) -> Iterator[tuple[Batch, Ints]]:
    """All lessons in random order, those of similar length together."""
    order = chance.permutation(len(lessons))
    groups: list[npt.NDArray[np.int64]] = []
    for start in range(0, len(order), _TOGETHER * _POOL):
        pool = np.array(sorted(order[start : start + _TOGETHER * _POOL], key=lambda i: len(lessons[i][1])))
        groups += [pool[at : at + _TOGETHER] for at in range(0, len(pool), _TOGETHER)]
    for g in chance.permutation(len(groups)):
        chosen = [lessons[i] for i in groups[g]]
        batch = side_by_side([text for text, _ in chosen])
        wanted = np.zeros(batch.characters.shape, np.int64)
        for i, (_, truth) in enumerate(chosen):
            wanted[: len(truth), i] = truth
        yield batch, wanted


def teach(
    lessons: Callable[[], Sequence[Lesson]],
    labels: int,
    rounds: int,
    progress: Callable[[int, float], None],
    seed: int,
    network: Network | None = None,
) -> Network:
    """The mean of a network over so many rounds through the lessons, from random weights or those of ``network``.

    ``lessons`` gives those of the next round, as many each time.
    """
    chance = np.random.default_rng(seed)
    network = Network(*(weights.copy() for weights in network)) if network else new_network(labels, chance)
    present = lessons()
    adam, mean = _Adam(network, rounds * (len(present) // _TOGETHER + _POOL)), _Mean(network)
    for round_ in range(rounds):
        losses = []
        for batch, wanted in _batches(present, chance):
            loss, gradient = gradients(network, batch, wanted, chance)
            adam.move(network, gradient)
            mean.follow(network)
            losses.append(loss)
        progress(round_, float(np.mean(losses)))
        present = lessons() if round_ + 1 < rounds else present
    return mean.network
