"""Every constant, with its unit and its reason. A section a stage."""

# --- sheets ---
SHEET_PX_PER_MM = 8.0  # 203 dpi: writing stays 30 to 60 pixels high, and an A4 sheet is 4 million pixels

# --- intake ---
MAX_FILE_BYTES = 256 * 2**20  # a 200-page scan at 300 dpi stays below 200 MB
MAX_PAGES = 200  # a stack that an office scanner takes at once; more is a sign of a wrong file
MAX_PIXELS = 50_000_000  # a 48-megapixel phone, or A4 at 600 dpi; checked from the header, before any decoding
MAX_SIDE_PX = 12_000  # the same, for long thin pictures
MAX_PAGE_MM = 1_200.0  # A0: a larger PDF page is an attack or a plan, not a sheet
PDF_DPI = 300  # what offices scan at; the longest side is capped below
LONGEST_SIDE_PX = 4_800  # A4 at 400 dpi: more only costs memory, as sheets are read at SHEET_PX_PER_MM
DECODER_BYTES = 2 * 2**30  # address space of the decoding child
DECODER_SECONDS = 20.0  # for one page; the slowest honest page measured took 0.5 s

# --- Tesseract ---
TESSERACT_MARGIN_PX = 12  # white around every picture: letters that touch the edge are lost
TESSERACT_CALL_PIXELS = 40_000_000  # of all pictures in one call: about 40 MB in the pipe, a few hundred in Tesseract
TESSERACT_LEAST_CONTRAST = 24  # grey levels: on a picture flatter than this Tesseract invents a letter
TESSERACT_SECONDS = 60.0  # the longest a call may take, besides ...
TESSERACT_SECONDS_PER_MEGAPIXEL = 20.0  # ... this much for its pictures (measured: below 1 on a quiet core)
