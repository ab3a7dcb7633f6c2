"""Other systems' formats: what others write down of their work, as rows of a dossier."""
