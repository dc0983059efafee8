"""A copy of everything the portal keeps, its database and its private files, in one folder; and back again.

PostgreSQL's own COPY carries the rows, so that no tool is needed beside the portal, whatever version the server has.
Tables are made by migrations, never from the copy: it fits only the version of the portal that made it, or one with
the same migrations. What a copy holds stands in its ``manifest.json``, with the SHA-256 of every part.
"""

from seoul_portal.backup.archive import BackupError, Manifest, read
from seoul_portal.backup.making import Made, make
from seoul_portal.backup.restoring import Restored, restore

__all__ = ["BackupError", "Made", "Manifest", "Restored", "make", "read", "restore"]
