"""Stage 1, files: what is opened, and how much of it."""

MAX_FILE_BYTES = 256 * 2**20  # a 200-page scan at 300 dpi stays below 200 MB
MAX_PAGES = 200  # a stack that an office scanner takes at once; more is a sign of a wrong file
MAX_PIXELS = 50_000_000  # a 48-megapixel phone, or A4 at 600 dpi; checked from the header, before any decoding
MAX_SIDE_PX = 12_000  # the same, for long thin pictures
MAX_PAGE_MM = 1_200.0  # A0: a larger PDF page is an attack or a plan, not a sheet
PDF_DPI = 300  # what offices scan at; the longest side is capped below
LONGEST_SIDE_PX = 4_800  # A4 at 400 dpi: more only costs memory, as sheets are read at SHEET_PX_PER_MM
PDF_MAGIC_WITHIN = 1024  # bytes: readers accept what some scanners write before the header
REFUSALS = (
    "damaged",
    "too_large",
    "encrypted",
    "too_many_pages",
    "no_decoder",
)  # the decoding child sends their places
DECODER_BYTES = 2 * 2**30  # address space of the decoding child
DECODER_SECONDS = 20.0  # for one page; the slowest honest page measured took 0.5 s
