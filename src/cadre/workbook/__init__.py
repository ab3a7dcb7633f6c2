"""A dossier as an XLSX workbook, for a person to edit, and what was edited taken back."""
