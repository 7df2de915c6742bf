"""Whole tables of addresses in and out: CSV, XLSX, GeoJSON and Parquet, in bounded memory."""
