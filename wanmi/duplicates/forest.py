"""Boosted trees as plain arrays: grown by scikit-learn, asked without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from wanmi.duplicates.features import Table


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
        answer: NDArray[np.float64] = _ask(np.ascontiguousarray(table), nodes, self.roots)
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
def _ask(table, nodes, roots):  # type: ignore[no-untyped-def]  # types come from the compiler
    feature, threshold, missing_left, left, right, value = nodes
    answer = np.zeros(len(table))
    for root in roots:
        for row in range(len(table)):
            node = root
            while left[node] != node:
                what = table[row, feature[node]]
                go_left = missing_left[node] if np.isnan(what) else what <= threshold[node]
                node = left[node] if go_left else right[node]
            answer[row] += value[node]
    return answer
