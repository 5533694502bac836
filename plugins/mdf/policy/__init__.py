"""The kind of policy a fund is run by: its document, its checker, its facts."""
