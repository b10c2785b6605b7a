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
RULES_PX_PER_MM = 5.0  # rules are searched at 127 dpi: a rule of 0.2 mm is still one pixel, and an A4 sheet takes tenths of a second
PAPER_DETECTION_PX = 500  # the longer side of the picture in which the paper's outline is searched: its edge to 0.5 mm
PAPER_MIN_SHARE = 0.12  # of the picture: what is smaller is a label or a phone on the table, not the sheet
PAPER_MIN_EDGE = 0.7  # share of the outline that must show a sharp step from paper to table
PAPER_SIZES_MM = ((210.0, 297.0), (215.9, 279.4), (148.0, 210.0))  # A4 first: it is the guess where no edge is seen; Letter, A5
