"""A small recurrent network that reads a text in both directions and scores each character's label and place.

Plain NumPy: texts of similar length are read together, so that most of the work is a few large multiplications.
Shapes: T characters of B texts, H cells in each direction, L labels in four places (BEGIN, MIDDLE, END, SINGLE).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wanmi.addresses.parsing.features import MARGIN
from wanmi.addresses.parsing.gazetteer import KINDS

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
CHARACTER_ROWS, PAIR_ROWS = 8192, 16384
CHARACTER_SIZE, PAIR_SIZE, CELLS = 48, 32, 96
UNKNOWN = 0
_TOGETHER = 64


class Network(NamedTuple):
    """Vectors of characters and of pairs, weights into the cells, from step to step, and out to the labels."""

    characters: Floats
    pairs: Floats
    into: Floats
    into_bias: Floats
    forth: Floats
    back: Floats
    middle: Floats
    middle_bias: Floats
    out: Floats
    out_bias: Floats


class Text(NamedTuple):
    """A text as the network sees it: rows of its n characters and n + 1 pairs, and marks of known names."""

    characters: Ints
    pairs: Ints
    marks: Floats


class Batch(NamedTuple):
    """Texts side by side, (T, B): rows of characters, pairs before and after, marks, and 1 where there is a text."""

    characters: Ints
    before: Ints
    after: Ints
    marks: Floats
    present: Floats


class Pass(NamedTuple):
    """What one direction computed at each step: gates, cells, squashed cells, output."""

    gates: Floats
    cells: Floats
    squashed: Floats
    output: Floats


def new_network(labels: int, chance: np.random.Generator) -> Network:
    """Random weights; what is never seen has no vector, so that it says nothing."""
    size = CHARACTER_SIZE + 2 * PAIR_SIZE + 3 * KINDS

    def matrix(rows: int, columns: int, scale: float) -> Floats:
        return (scale * chance.standard_normal((rows, columns))).astype(np.float32)

    bias = np.zeros(8 * CELLS, np.float32)
    bias[CELLS : 2 * CELLS] = bias[5 * CELLS : 6 * CELLS] = 1.0
    return Network(
        np.zeros((CHARACTER_ROWS, CHARACTER_SIZE), np.float32),
        np.zeros((PAIR_ROWS, PAIR_SIZE), np.float32),
        matrix(size, 8 * CELLS, size**-0.5),
        bias,
        matrix(CELLS, 4 * CELLS, 0.5 * CELLS**-0.5),
        matrix(CELLS, 4 * CELLS, 0.5 * CELLS**-0.5),
        matrix(2 * CELLS, CELLS, (2 * CELLS) ** -0.5),
        np.zeros(CELLS, np.float32),
        matrix(CELLS, 4 * labels, CELLS**-0.5),
        np.zeros(4 * labels, np.float32),
    )


def _rows(values: Ints, rows: int) -> Ints:
    """A row for each value; row 0 is kept for what is unknown."""
    mixed = (values.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return (mixed % np.uint64(rows - 1)).astype(np.int64) + 1


def see(chars: Ints, marks: Floats) -> Text:
    """A text from its folded characters with their margin, and its marks."""
    inside = chars[MARGIN - 1 : len(chars) - MARGIN + 1]
    return Text(_rows(inside[1:-1], CHARACTER_ROWS), _rows(inside[:-1] * 1_000_003 + inside[1:], PAIR_ROWS), marks)


def side_by_side(texts: Sequence[Text]) -> Batch:
    """Texts as a batch, padded to the longest."""
    longest, count = max(len(text.characters) for text in texts), len(texts)
    batch = Batch(
        np.zeros((longest, count), np.int64),
        np.zeros((longest, count), np.int64),
        np.zeros((longest, count), np.int64),
        np.zeros((longest, count, 3 * KINDS), np.float32),
        np.zeros((longest, count, 1), np.float32),
    )
    for i, text in enumerate(texts):
        n = len(text.characters)
        batch.characters[:n, i], batch.marks[:n, i], batch.present[:n, i] = text.characters, text.marks, 1.0
        batch.before[:n, i], batch.after[:n, i] = text.pairs[:-1], text.pairs[1:]
    return batch


def look_up(network: Network, batch: Batch) -> Floats:
    """The input of every character: its vector, those of both pairs, and the marks."""
    vectors = network.characters[batch.characters], network.pairs[batch.before], network.pairs[batch.after]
    return np.concatenate((*vectors, batch.marks), axis=-1)


def run_cells(inputs: Floats, again: Floats, present: Floats, steps: Sequence[int]) -> Pass:
    """One direction over the steps in their order: long short-term memory, which padding leaves empty."""
    t, b, width = inputs.shape
    size = width // 4
    done = Pass(np.empty_like(inputs), *(np.empty((t, b, size), np.float32) for _ in range(3)))
    output, cells = np.zeros((b, size), np.float32), np.zeros((b, size), np.float32)
    for step in steps:
        gates = done.gates[step]
        np.add(inputs[step], output @ again, out=gates)
        opening = gates[:, : 3 * size]
        np.tanh(0.5 * opening, out=opening)
        opening *= 0.5
        opening += 0.5
        np.tanh(gates[:, 3 * size :], out=gates[:, 3 * size :])
        cells = gates[:, size : 2 * size] * cells + gates[:, :size] * gates[:, 3 * size :]
        cells *= present[step]
        done.cells[step], done.squashed[step] = cells, np.tanh(cells)
        output = gates[:, 2 * size : 3 * size] * done.squashed[step]
        done.output[step] = output
    return done


def read_both_ways(network: Network, inputs: Floats, present: Floats) -> tuple[Pass, Pass]:
    """The passes from the first character on and from the last one back."""
    flat = inputs.reshape(-1, inputs.shape[-1]) @ network.into + network.into_bias
    fed = flat.reshape(*inputs.shape[:2], -1)
    half, steps = fed.shape[-1] // 2, range(len(inputs))
    forth = run_cells(np.ascontiguousarray(fed[..., :half]), network.forth, present, steps)
    back = run_cells(np.ascontiguousarray(fed[..., half:]), network.back, present, steps[::-1])
    return forth, back


def log_shares(values: Floats) -> Floats:
    """Logarithms of the shares that values have of the sum of their exponentials."""
    lowered = values - values.max(axis=-1, keepdims=True)
    shares: Floats = lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))
    return shares


def score(network: Network, texts: Sequence[Text]) -> list[Floats]:
    """Logarithmic probability of each label and place of each character, (n, 4, L) for each text."""
    scores: list[Any] = [None] * len(texts)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i].characters))
    for first in range(0, len(order), _TOGETHER):
        chosen = order[first : first + _TOGETHER]
        batch = side_by_side([texts[i] for i in chosen])
        forth, back = read_both_ways(network, look_up(network, batch), batch.present)
        both = np.concatenate((forth.output, back.output), axis=-1)
        hidden = np.tanh(both @ network.middle + network.middle_bias)
        shares = log_shares(hidden @ network.out + network.out_bias)
        for at, i in enumerate(chosen):
            n = len(texts[i].characters)
            scores[i] = np.ascontiguousarray(shares[:n, at]).reshape(n, 4, -1)
    return scores
