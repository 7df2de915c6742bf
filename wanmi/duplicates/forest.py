"""Boosted trees as plain arrays: grown by scikit-learn, asked without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from wanmi.duplicates.features import Table

LEAVES = 32  # at most, of one tree
PORTION = 512  # rows
ALL = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Forest:
    """Nodes of all trees in a row; children count from the start of the row, a leaf has itself as both."""

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    missing_left: NDArray[np.bool_]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    base: float

    @classmethod
    def grown(cls, models: list[Any]) -> Forest:
        """The mean of scikit-learn's ``HistGradientBoostingClassifier`` models for two classes."""
        trees = [tree[0].nodes for model in models for tree in model._predictors]
        roots = np.cumsum([0, *(len(tree) for tree in trees)])
        nodes = np.concatenate(trees)
        shift, own = np.repeat(roots[:-1], np.diff(roots)), np.arange(len(nodes))
        leaf = nodes["is_leaf"].astype(bool)
        return cls(
            feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16),
            threshold=_below(nodes["num_threshold"]),
            missing_left=nodes["missing_go_to_left"].astype(bool),
            left=np.where(leaf, own, nodes["left"] + shift).astype(np.int32),
            right=np.where(leaf, own, nodes["right"] + shift).astype(np.int32),
            value=(nodes["value"] / len(models)).astype(np.float32),
            roots=roots[:-1].astype(np.int32),
            base=float(np.mean([model._baseline_prediction.item() for model in models])),
        )

    def ask(self, table: Table) -> NDArray[np.float64]:
        """Log odds for each row."""
        nodes = (self.feature, self.threshold, self.missing_left, self.left, self.right, self.value)
        answer: NDArray[np.float64] = _ask(np.ascontiguousarray(table.T), nodes, self.roots)
        return answer + self.base

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        return {f"{name}_{field}": np.asarray(getattr(self, field)) for field in self.__slots__}

    @classmethod
    def of_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> Forest:
        columns: dict[str, Any] = {field: arrays[f"{name}_{field}"] for field in cls.__slots__}
        return cls(**columns | {"base": float(columns["base"])})


def _below(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """Single precision, never above: rows are of single precision too, so each goes the same way as in training."""
    single = thresholds.astype(np.float32)
    return np.where(single > thresholds, np.nextafter(single, np.float32(-np.inf)), single).astype(np.float32)


@njit(cache=True)
def _cut(nodes, roots):  # type: ignore[no-untyped-def]  # types come from the compiler
    """The splits of all trees, each with the leaves that stay possible when a row goes right, and each tree's values.

    A tree's leaves are numbered from left to right. Whatever the order in which its splits are looked at, the leaf a
    row falls into is the first that none of them has ruled out (Lucchese et al. 2015, "QuickScorer").
    """
    feature, _threshold, _missing_left, left, right, value = nodes
    stays, values = np.zeros(len(feature), np.uint32), np.zeros((len(roots), LEAVES), np.float32)
    first = np.zeros(len(feature), np.uint32)
    path = np.empty(2 * LEAVES, np.int32)
    for tree in range(len(roots)):
        height, leaves = 1, 0
        path[0] = roots[tree]
        while height:
            node = path[height - 1]
            height -= 1
            first[node] = leaves
            if left[node] == node:
                values[tree, _slot(np.uint32(1) << np.uint32(leaves))] = value[node]
                leaves += 1
            else:
                path[height], path[height + 1] = right[node], left[node]
                height += 2
        for node in range(roots[tree], roots[tree + 1] if tree + 1 < len(roots) else len(feature)):
            if left[node] != node:
                lower = (np.uint64(1) << np.uint64(first[right[node]])) - (np.uint64(1) << np.uint64(first[left[node]]))
                stays[node] = ~np.uint32(lower)
    return stays, values


@njit(cache=True)
def _slot(bit):  # type: ignore[no-untyped-def]  # likewise
    """A place from 0 to 31 for a number with one bit set: a de Bruijn sequence shifted by it begins differently."""
    return np.uint32(bit * np.uint32(0x077CB531)) >> np.uint32(27)


@njit(cache=True)
def _ask(by_column, nodes, roots):  # type: ignore[no-untyped-def]  # likewise
    """Rows in portions that stay in the cache, a portion's columns in runs, so that eight rows go at once."""
    feature, threshold, missing_left, left, _right, _value = nodes
    stays, values = _cut(nodes, roots)
    width, length = by_column.shape
    answer = np.zeros(length)
    columns, open_leaves = np.zeros((width, PORTION), np.float32), np.empty(PORTION, np.uint32)
    total = np.empty(PORTION, np.float32)
    for begin in range(0, length, PORTION):
        rows = min(PORTION, length - begin)
        for column in range(width):
            for row in range(rows):
                columns[column, row] = by_column[column, begin + row]
        total.fill(0)
        for tree in range(len(roots)):
            open_leaves.fill(ALL)
            for node in range(roots[tree], roots[tree + 1] if tree + 1 < len(roots) else len(feature)):
                if left[node] != node:
                    _rule_out(columns[feature[node]], threshold[node], missing_left[node], stays[node], open_leaves)
            for row in range(rows):
                lowest = open_leaves[row] & (~open_leaves[row] + np.uint32(1))
                total[row] += values[tree, _slot(lowest)]
        for row in range(rows):
            answer[begin + row] = total[row]
    return answer


@njit(cache=True)
def _rule_out(column, threshold, missing_left, stays, open_leaves):  # type: ignore[no-untyped-def]  # likewise
    if missing_left:
        for row in range(PORTION):
            open_leaves[row] &= stays if column[row] > threshold else ALL
    else:
        for row in range(PORTION):
            open_leaves[row] &= ALL if column[row] <= threshold else stays
