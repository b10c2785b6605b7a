"""Every constant, with its unit and its reason. A file a stage; all of them are imported from here."""

from digitiser.settings.fields import *
from digitiser.settings.ink import *
from digitiser.settings.intake import *
from digitiser.settings.quality import *
from digitiser.settings.review import *
from digitiser.settings.rows import *
from digitiser.settings.sheets import *
from digitiser.settings.twins import *
