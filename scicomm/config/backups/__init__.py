"""Backups: one folder each with the database, the files that cannot be made again, and a manifest that names nobody.

`places` says what of the home goes in, `manifest` what stands in a backup and whether it is whole, `database` saves rows and
brings them back, `making` and `restoring` are the two verbs.
"""
