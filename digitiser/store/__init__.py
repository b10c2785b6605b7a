"""The store: what was read, what people decided, the signatures. All SQL of the program is in this folder.

`vault.py` is the encrypted file and its key, `schema.py` its tables; the others are what lies in it, one thing each.
"""

from digitiser.store.events import Head
from digitiser.store.store import Integrity, Store, default_folder, exists, open_store

__all__ = ["Head", "Integrity", "Store", "default_folder", "exists", "open_store"]
