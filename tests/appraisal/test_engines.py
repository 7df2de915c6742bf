"""The same expressions give the same figures on PostgreSQL, and on Spark where it is installed."""

from __future__ import annotations

import random
from datetime import date

import ibis
import pytest

from tests.appraisal.facts import lake_of, tables_of
from tests.lake.walking import walked
from tooling.postgres import temporary_postgres
from wanmi.appraisal.indicators import INDICATORS
from wanmi.appraisal.measuring import Period, Regions, Settings, measure
from wanmi.lake.reading import lake_on

YEAR = Period(date(2026, 11, 20), date(2027, 11, 20))


@pytest.fixture(scope="module")
def stories():
    chance = random.Random(11)
    return [list(walked(chance, number)) for number in range(1, 81)]


def figures(lake):
    return measure(lake, list(INDICATORS), Regions((6, 12)), YEAR, Settings()).to_pylist()


def test_postgresql_says_the_same(stories):
    with temporary_postgres() as url:
        lake = lake_of(stories, ibis.connect(url))
        assert figures(lake) == figures(lake_of(stories))
        lake.cases.get_backend().disconnect()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of PySpark's own making
def test_spark_says_the_same(stories):
    pyspark = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    session = pyspark.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    for name, table in tables_of(stories).items():
        session.createDataFrame(table).createOrReplaceTempView(name)
    expected = lake_of(stories)
    lake = lake_on(ibis.pyspark.connect(session), expected.manifest)
    assert figures(lake) == figures(expected)
    session.stop()
