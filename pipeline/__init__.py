"""The weekly run over a sales team's own follow-up workbook."""
