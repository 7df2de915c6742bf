"""Scores made of other indicators, and indicators that need facts which no journal of cases holds."""

from __future__ import annotations

from wanmi.appraisal.indicators.shapes import Formula, Unmeasured

SCORES = (
    Unmeasured(
        "satisfaction_rate",
        "满意率",
        "satisfaction rate",
        "需要回访满意度结果；居民网上评价不是回访，且未进入数据湖",
        "needs answers to call-backs; residents' ratings on the web are none, and are kept out of the lake",
    ),
    Formula(
        "unit_composite_603010",
        "部门综合指标值",
        "unit composite index",
        {"intime_dispose_rate": 0.6, "archive_rate": 0.3, "rework_rate": 0.1},
        less_is_better=frozenset({"rework_rate"}),
    ),
    Unmeasured(
        "unit_score_jinhua",
        "部门得分（金华）",
        "unit score, Jinhua",
        "需要领导批示、媒体曝光和组织建设得分，由评分方案计算",
        "needs points for leaders' and media cases and for organisation: computed by a scoring scheme",
    ),
    Unmeasured(
        "unit_score_linear60",
        "部门得分（线性60分）",
        "unit score, linear 60",
        "需要督办案卷的评分办法，由评分方案计算",
        "needs a rule for supervised cases: computed by a scoring scheme",
    ),
    Unmeasured(
        "region_score_yangzhou",
        "区域得分（扬州）",
        "region score, Yangzhou",
        "需要专项工作、基础工作和重大活动加分，由评分方案计算",
        "needs points for special work, basics and major events: computed by a scoring scheme",
    ),
)
