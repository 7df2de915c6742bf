"""The pages of the appraisal: league tables, the thematic map, the index, the big screen, exports."""
