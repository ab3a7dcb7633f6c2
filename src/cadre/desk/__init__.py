"""Use cases: the only place where dossier, engines, release and audit meet."""
