"""Every constant, with its unit and its reason. A section a stage."""

# --- sheets ---
SHEET_PX_PER_MM = 8.0  # 203 dpi: writing stays 30 to 60 pixels high, and an A4 sheet is 4 million pixels
# Rules are searched at 127 dpi: a rule of 0.2 mm is still one pixel, and an A4 sheet takes tenths of a second
RULES_PX_PER_MM = 5.0
# The longer side of the picture in which the paper's outline is searched: its edge to 0.5 mm
PAPER_DETECTION_PX = 500
PAPER_MIN_SHARE = 0.12  # of the picture: what is smaller is a label or a phone on the table, not the sheet
PRINT_FEWEST = 6  # numbers or labels one below the other at one pitch: lists and letters hold fewer
PRINT_MOST = 45  # of them in a column: no sheet has as many rows
PRINT_OTHERS = (
    0.2  # for each of them, other marks that may stand between them: letters of a text in any order have many
)
PRINT_PITCH_MIN_MM = 6.5  # from row to row; lines of text stand closer
PRINT_ALIGNED_MM, PRINT_UNEVEN_MM = 0.8, 0.5  # how far numbers and labels are off their column, and off their pitch
PAPER_CUT_MM = 15.0  # from a table to the edge of its paper: so close, the edge may be that of a heading band or a fold
PAPER_LONGEST = 1.42  # times its width, is a paper high
FOLD_MIN_GAIN = 1.5  # rungs more that a table must have beyond an edge which is that of a fold
PAPER_BEYOND = 0.45  # of the height of what was seen of it, that a paper may go on
# Shorter or narrower than this it is a strip, and no rows could be read in it
PAPER_MIN_PX, PAPER_MIN_ASPECT = 240, 0.3
PAPER_PART_MIN_EDGE = 0.8  # the same of a paper that touches another: three sides of four are not enough
PAPER_NOTCH_PX = 4  # the depth in that picture of a notch between two papers that touch
# Tried in this order: log brightness a pixel of that picture that ends a paper (soft shadows stay below 0.04), pixels of a leak
# through such an edge that are closed, and the share of the outline that must show a step from paper to table
PAPER_SHARP_EDGE = ((0.05, 3, 0.7), (0.1, 3, 0.7), (0.05, 7, 0.8), (0.035, 5, 0.85), (0.025, 7, 0.85), (0.018, 9, 0.85))
# How far the edge of a curled paper may lie off a straight side, tried in this order
PAPER_EDGE_OFF_PX = (0, -6, 6, -3, 3)
# Where brightness tells nothing: a paper is calmer than these (mean slope of log brightness in a window of so many pixels; noise of a
# dark photo 0.002, wood and stone 0.008 and more), and its border at least twice as rough along this share
PAPER_CALM, PAPER_CALM_WINDOW_PX, PAPER_CALM_NECK_PX, PAPER_CALM_MIN_EDGE = (0.0035, 0.005, 0.007), 11, (11, 19), 0.7
PAPER_ROUGHEST = 0.03  # a single sharp edge is no roughness
EDGE_STEPS = (0.005, 0.012)  # of log brightness a pixel of that picture: where an edge may run, and where one begins to
EDGE_INSIDE_PX = (5, 8, 11, 14)  # so far within an edge the paper is calm, ...
EDGE_CALM, EDGE_PEAK = (
    0.012,
    0.45,
)  # ... flatter than this, and than this share of the edge's steepness: a soft shadow has no edge
EDGE_TURN_DEG = 36.0  # that a side may be turned from upright or level
EDGE_LINES, EDGE_TRIED = 10, 25  # lines for each side, and the likeliest papers between them that are looked at closely
EDGE_SHORTEST, EDGE_ASKEW = 0.2, 2.2  # a side's share of the picture, and how much longer than its opposite it may be
# What makes a paper beside the share of its border that is an edge: the worst side, its size, how far the edges go on beyond its corners
# (then it is cut at a fold or a band), how rough it is within. Measured on 96 drawn papers, photographed on bright and grained tables
EDGE_LEAST_SIDE, EDGE_SIZE, EDGE_BEYOND, EDGE_ROUGH_INSIDE = 0.5, 0.2, 1.0, 20.0
EDGE_SUPPORT, EDGE_SUPPORT_BESIDE = 0.7, 0.85  # of the border of a paper, and of a second one beside it
EDGE_BETTER = 0.15  # than a region that was found
PAPER_ROOM_MIN_SHARE = 0.35  # of a picture, beside the tables found on it: another sheet may lie there
PAPER_SIZES_MM = ((210.0, 297.0), (215.9, 279.4))  # A4 first: it is the guess where no edge is seen; US Letter
RULE_MAX_THICKNESS_MM = 1.4  # thicker dark bars are bands (headings), not rules
# Share of the light that a rule takes: a pale hairline on a clean scan, a rule on a grainy photo
RULE_MIN_CONTRAST = (0.03, 0.08)
# Logarithmic: shading of 3 % on a clean scan, 5 % on a photo; the slope of a shadow stays below
EDGE_MIN_STEP = (0.018, 0.03)
PIECE_MIN_MM = 12.0  # shorter level strokes are letters and signatures
PIECE_MAX_ROUGHNESS = 0.06  # pixels a pixel, without its slope: rules waver by 0.01, lines of text by 0.05 to 0.3
LINE_JOIN_MM = 0.9  # pieces of one rule lie within this height of each other once the paper is straight
# Powers of x and y by which a paper may bend: a wave of one and a half periods along the rules.
BEND_POWERS = ((1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1), (1, 2), (2, 2), (4, 0), (5, 0), (4, 1), (6, 0))
BEND_STEEP = 0.07  # slope of a line from which it is looked for once more: at 0.14 it is no longer seen
BEND_LOOKS = 2  # so many times
PITCH_MIN_MM, PITCH_MAX_MM = 4.5, 45.0  # the height of a row on any sheet: 30 on a page, or 5
PITCH_DRIFT = 0.35  # how far perspective may change the pitch over a page that was not straightened by its outline
RUNG_TOLERANCE = 0.14  # of the pitch: how far a rung may lie from where the last ones promise it
RUNG_MIN_COVER = 0.5  # of the table's width that a rung's line must cover: handwriting and thumbs hide parts of rules
# The longer side of the picture in which marks are searched: 10 mm are 80 pixels on a page that fills it
MARK_DETECTION_PX = 2400
# Of the sheet's diagonal: how far perspective may move a mark from where its neighbour promises it
MARK_MAX_STRAY = 0.3
MARKS_ENOUGH = 3  # of the four: their twelve corners hold a homography
MARK_MARGIN_PX = 40  # white around the page: a mark that touches the picture's edge has lost the white it needs
MARK_WEIGHT, CODE_WEIGHT = 10.0, 3.0  # what a corner of a mark and of the code says, against a point of a rule
CODE_MODULES = 29  # each way: version 3 of the QR code, as our forms print it
CODE_NEIGHBOURS = 5  # modules around one, among which there are black and white ones
MARK_ALIKE_MM = 0.8  # by which corners may miss a paper that was neither tilted nor bent
FIT_MAX_MM = 3.5  # how far from its place a form's rule is still recognised; rows are 10 mm apart
FIT_STEADY_MM = 5.0  # marks that lead astray by no more tell each rule from the next, half a row away
FIT_MIN_COVER = 0.4  # of a rule's length that must be seen
FIT_LADDER_MM = 1.5  # how far a rule may lie from its place once all are shifted together
FIT_MAX_STRETCH = 0.06  # how much larger or smaller than its lone mark says a sheet may be
FIT_DRIFT = 0.4  # millimetres by which marks lead astray, for each time that the sheet is larger than their spread
FIT_MOVED_MM = 4.0  # a sheet that lies so far from where the marks had it is looked at once more
SAME_PAPER_SHARE = 0.3  # of the smaller outline: sheets lie beside each other, and overlap little
FIT_SEEN_MM = 0.6  # so close to its place a rule is seen
FIT_MIN_SHARE = 0.4  # of a form's rules that must be seen where the marks alone do not vouch for the sheet ...
FIT_SURE_SHARE = 0.7  # ... and where it has no code either
FIT_HELD_MM = 1.5  # by which marks and code may miss the fit: a curl between two rules is less
FIT_WHOLE_SHARE = 0.95  # where fewer are seen, a look at all lines may tell more
COURSE_STEP_MM = 4.0  # rules are followed in steps of this length
COURSE_REACHES_MM = (
    3.0,
    1.5,
    1.0,
)  # how far from its place a rule is looked for: first, then while more are found, and last
COURSE_ROUNDS = 5  # at most, while more are found
COURSE_MIN_SEEN = 0.4  # of a rule's length, before it counts as seen: writing and thumbs hide parts
COURSE_MIN_CONTRAST = (0.03, 0.08)  # share of the light that a rule takes, on a clean scan and on a grainy photo
# A bend's terms: Legendre polynomials up to these degrees along the rules that show it and beside them ...
BEND_DEGREES = (8, 3)
BEND_FADES = (0.6, 0.4)  # ... each degree (from the second on along) so much smaller than the one before
BEND_COST = 2.0  # of a term as large as what a flat sheet leaves unexplained; points on one rule err together
WARP_NOISE_MM = 0.15  # by which a point of a rule is seen beside its place
WARP_MOST_MM = 10.0  # a bend moves nothing further: what seems so is not the rule
WARP_ROUNDS = 3  # of reweighted least squares; the weights hardly change after three
HEADING_MIN_LIKENESS = 0.72  # letters that must agree: "Sumame" is Surname, "Count" is not Consent
HEADING_MIN_MM, HEADING_MAX_MM = 3.0, 32.0  # height of a heading row
HEADING_GAP_MM = 6.5  # between headings and the top of the first row, where no line is printed there
# The highest heading row, millimetres and pitches: what is higher between two rules holds a row besides its headings
HEADING_ROW_MAX_MM, HEADING_ROW_MAX_PITCHES = 16.0, 1.6
HEADINGS_ENOUGH = 1.7  # two headings well read: chance does not give that upside down
HEADING_MAX_SHARE = 0.5  # of the table's width: wider phrases are running text
HEADING_MIN_GAPS = 0.15  # of a line's length between its words: running text has no wide gaps
HEADING_MAX_LETTER_MM = 5.5  # accents and tails included: higher print is a title
HEADING_LEAST = 4.0  # letters explained by known wordings: what explains less is no line of headings
HEADING_SURE = 9.0  # letters explained by known wordings: the other script need not be tried
HEADING_ROWS = 4  # so far down the headings may stand where boxes above the table were taken for rows
HEADING_REACH_MM = 32.0  # above the first row: title and headings are read there
CARD_MIN_MM = 11.0  # height of a row of two lines: less leaves no room to write in both
CARD_FEWEST = 4  # rows that have anything in common but by chance
CARD_LABEL_MM = 0.9  # from the upper edge of a card's cell to its label
CARD_NAMED = 3  # cells of a card that are understood: a name, a country or a signature, and one below or above
NUMBERS_FEWEST, NUMBERS_SHARE = 5, 0.85  # of the rows, that begin with a number where there is a column of them
NUMBER_MAX_MM, NUMBER_REACH_MM = 5.5, 14.0  # its width, and how far from the table's end it stands
NUMBER_ALIGNED_MM, NUMBER_LEVEL_MM, NUMBER_GAP_MM = (
    1.2,
    0.8,
    1.5,
)  # how far off the others, across and in height, and the white after it
NUMBER_COLUMN_MM = 14.0  # a first column without a heading and narrower than this holds the rows' numbers
LATTICE_NODES = 65  # each way: the curl of an A4 page is smooth over 5 mm
UPRIGHT_MIN_CONTRAST = 0.05  # share of the light that an upright rule takes
UPRIGHT_MIN_COVER = 0.55  # of the table's height that an upright rule covers
# Share of the upright rules that most rows show, and that a row shows which is none of the table
UPRIGHTS_MOST, UPRIGHTS_FEW = 0.8, 0.3
UPRIGHT_JOIN_MM = 1.5  # closer than this, two upright rules are one
STREAK_MIN_COVER = 0.5  # of the height above or below the table: a streak on the scanner's glass goes on there
BOX_ASTRAY = 2  # rungs that may lie beyond the last box, in the pitch of the double lines by chance
BOX_UNEVEN_MM = 0.6  # how much higher or lower than the others the box at an end may be
STREAK_ALIKE = 0.5  # of its contrast within the table, that a streak has outside
DOUBLE_MAX_MM = 4.0  # the widest space between rows that are printed as boxes
END_MAX_SHORT_MM = 2.0  # how far apart the ends of a table's rules may lie
PAPER_EDGE_DARKER = 0.75  # the table top against the paper; shaded rows are lighter than this
PRINT_LEAST_CONTRAST = (
    0.006  # deviation of the share of light that a strip of a row takes: below, it is the steps of a lamp's light
)
LABEL_STRIP_MM = 3.4  # the upper part of a cell, in which labels are printed
ALIKE_MIN = 0.5  # correlation of rows that carry the same print
# How much more like every second row than like its neighbours a row is (measured: entries of two lines 0.28 to 0.74, others up to 0.05);
# below the other likeness it is no line of an entry
ALTERNATE_MIN, ALTERNATE_ALIKE_MIN = 0.17, 0.25
ALTERNATE_OWN_MIN = 0.35  # the same correlation where every second row carries it: numbers and writing alone have less
ALTERNATE_SHORTER = 0.1  # of the table's width: where every second rule is so much shorter, a tall cell stands beside the lines of an entry
# How much the height of an end row may differ, of its neighbours' height, and millimetres, and deviations of theirs
END_PITCH_SHARE, END_PITCH_MM, END_PITCH_DEVIATIONS = 0.065, 0.9, 6.0
SIDE_AGREE_MM, SIDE_QUANTILE = 1.5, 0.25  # of the rungs' ends: a worn rule ends early, seldom late
FAINT_BLOCK_MM = 8.0  # a pale rule must be darker in most blocks of this width ...
FAINT_MIN_BLOCKS = 0.6  # ... in this share of them
FAINT_MAX_CONTRAST = 0.08  # share of the light: what is darker was traced, or is print
FAINT_NOISES = 5.0  # times the noise of a row's mean by which it must stand out
BAND_MIN_MM, BAND_MAX_MM = 4.0, 20.0  # height of a dark heading band
BAND_MIN_STEP = 0.35  # logarithmic: a band is darker than any shaded row
INK_PITCH_MIN_MM, INK_PITCH_MAX_MM = 6.0, 25.0  # height of a row that is only known by its writing
WRITTEN_RHYTHM = 0.2  # 0 for writing anywhere, 1 for writing in the middles of the rows alone
RUNG_MAX_BEYOND_MM = 3.0  # a line that runs on so far beyond both ends of the table is no rule of it
LADDER_SURE = 7.0  # a score that columns of a sheet on its side do not reach
LADDER_LONG = 6.0  # pitches: the same for the length
SMALL_PRINT_BLOCK_MM, SMALL_PRINT_MIN_BLOCKS = 8.0, 4  # a word or two; fewer blocks tell nothing
SMALL_PRINT_MIN_MM = 1.0  # thicker is no rule, however blurred
TABLE_MIN_ROWS = 3  # of a sheet beside others: a box of text has two lines
TABLE_MIN_SHARE = 0.6  # of a paper's width: a narrower table leaves room for another sheet beside it
RULE_WEAK = 0.25  # of the contrast of a table's rules: paler ones show through from the back
RULE_WEAK_PITCHES, RULE_WEAK_SCORE = (
    1.6,
    0.75,
)  # of the pitch with them, and of a rung: then the table is whole without them
LABEL_MIN_INK = 0.01  # mean darkness of a label; a heading in the middle of its row stands below the strip
LABEL_ROWS = 4  # that are looked at for it: the cards of two lines among them
LABEL_AGAIN = 0.65  # of a word's ink, that stands in the next row too where it is a label
LADDER_MIN_SCORE = 1.5  # of noise: four rungs half seen, each well in its place, score 2
LADDER_MIN_RUNGS = 4  # three rows: fewer are no table

# --- intake ---
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

# --- Tesseract ---
TESSERACT_MARGIN_PX = 12  # white around every picture: letters that touch the edge are lost
TESSERACT_LINE_PX = (
    40  # height of a cell's writing: of 32, 40, 56 and as it is, the one that read most names and postcodes
)
TESSERACT_LARGEST_SCALE = 3.0  # a flat scrawl is not blown up further
TESSERACT_CALL_PIXELS = 40_000_000  # of all pictures in one call: about 40 MB in the pipe, a few hundred in Tesseract
TESSERACT_LEAST_CONTRAST = 24  # grey levels: on a picture flatter than this Tesseract invents a letter
TESSERACT_SECONDS = 60.0  # the longest a call may take, besides ...
TESSERACT_SECONDS_PER_MEGAPIXEL = 20.0  # ... this much for its pictures (measured: below 1 on a quiet core)

# --- store, review, merge ---
READERS = 4  # files read at a time, where there are as many cores: each holds a page of up to 150 MB
STORE_CACHE_KIB = 32_768  # of decrypted pages in memory: all that lists and groups of 10,000 rows read
STORE_WAIT_SECONDS = (
    30.0  # another process may be merging a whole store; a person waits that long once, and loses nothing
)
ROW_PICTURE_BYTES = 60_000  # 100,000 rows then stay under 6 GB on a volunteer's laptop
SURE_CONFIDENCE = (
    0.97  # a field below it is marked as doubtful; until the calibration is measured, staff may choose another
)
DUPLICATE_LIKENESS = (
    0.8  # of two names, their words in order of the alphabet: below it a shared telephone is a household's
)
DUPLICATE_MOST_IN_GROUP = 50  # more than that share two common words of a name: nobody would look at all the pairs

# --- columns ---
LONGEST_TEXT = 200  # graphemes of a cell that are kept: the longest honest name seen in public records is below 150
MOST_MARKS = 8  # combining marks on one letter; Vietnamese and pointed Arabic need 3
GROUP_CELLS = 60  # crops in one glance
GROUP_PLANTED = (
    2  # of them at most are known to be wrong, and one at least: each costs a mark, and a second look where it passes
)
GROUP_LEAST = (
    0.75  # confidence of a crop in a group, however sure the others are: below it exceptions cost more than they save
)
GROUP_CAUGHT = 0.9  # of wrong crops that people see, until enough planted ones have been shown
ACCURACY_TARGET = 0.995  # of the values in the store that are right; until staff choose another
SECOND_SHARE = 0.03  # of the settled rows that somebody else reads again, unseen; until staff choose another
LEASE_SECONDS = 600.0  # for which rows before one reviewer are kept from the others
LOCK_MINUTES = 10.0  # without a hand on the machine, then the screen locks: a look at the paper is shorter
# How much the spelling of a column counts beside the ink: less than 1, since n-grams know their own words too well
NAME_SPELLING, ADDRESS_SPELLING, TEXT_SPELLING = 0.5, 0.5, 0.5
OWNER_WORDS = (
    12  # words that a row's name may hold, of all texts it was read as: more cost time and hold nothing likely
)
SURE_READING = 0.6  # what the first engine read more surely than this is not read again
SAMPLE_CELLS = 8  # doubtful cells that Tesseract is tried on: a fifth of a second
PRINT_CONFIDENCE = 0.85  # of Tesseract in half of them where they are typed; handwriting leaves it below 0.7
DITTO_WORD = 0.02  # times as usual as the name of the sheet's own country is each of the words for a ditto
MOST_CANDIDATES = 5  # what a reviewer can take in at a glance
COUNTRY_EDIT_COST = 2.2  # nats a letter that differs from a country's name: a ninth as likely
COUNTRY_SHORT_SLIP = 1.5  # times that is an edit of an abbreviation: most others of three letters are one letter away
COUNTRY_NOISE_COST = 1.2  # nats a letter of a text that names no country: past half its letters wrong, it is noise
LEAST_SCORE = 0.0001  # of a column or an engine: beyond it (and beyond 1 less it) a score tells nothing more
TICK_CERTAINTY = 0.9  # of a tick that was found or not, until it is measured
LEAST_OTHER = 0.02  # of the best text's probability: an engine's other texts below it change nothing and cost time
AMONG_OTHERS = 0.3  # of wrong best values, those that have the right one among an engine's other four at most
COINCIDENCE = 0.2  # that two engines misread a cell alike: they share its ink, so it is far from none
PHONE_HINT = 0.5  # that a row's country is the one whose code stands in front of its telephone number
COMPANY, LIKELY_AT_LEAST = (
    0.5,
    0.02,
)  # how much the other rows' countries count, and the share of a country that none of them names
DITTO_CERTAINTY = 0.97  # that a mark taken for a ditto is one, and points to the row above
FOOT_CERTAINTY = (
    0.5  # a number at the foot read with less is not given: a wrong one sends a person counting for nothing
)
FOOT_MARGIN = 5.0  # times as likely as all other numbers together
FOOT_INSET_MM = 0.8  # the frame of a box at the foot lies outside of this, however askew the sheet was
FOOT_LEAST_INK = 0.004  # share of a box at the foot that is dark when something is written in it
SHEET_LANGUAGE_ROWS = (
    3.0  # what the sheet's language says of its people's countries weighs as much as so many rows read
)

# --- rows that a person outlined, columns that a person named ---
ADDED_ROWS_FROM = 1001  # their numbers: beyond all that are printed, also on a second picture that shows more rows
PAPER_LONG_SIDE_MM = 297.0  # of a page on which no sheet was found: A4
OUTLINE_COVERS = 0.7  # of a row's height that lies under a person's outline: then it takes no ink from that
STRIP_SHAPE_OFF = 0.03  # of the ratio of a row's picture: it was cut from the sheet as it lies now
OUTLINE_LEAST_MM = 3.0  # height and width of an outline that a person draws: less holds no writing
OUTLINES_AT_ONCE = 60  # of one sheet: more rows than any form has
OUTLINES_OVERLAP = 0.5  # of the smaller of two outlines: then both would read the same writing
LAYOUT_EDGE_OFF = 0.012  # of the table's width: 2 mm on A4, what two scans of one print differ by and few forms do
LAYOUT_HEADINGS_ALIKE = 0.6  # of the letters of two headings, each read by Tesseract from another sheet

# --- pipeline: pictures kept for the review ---
PICTURE_BYTES = 60_000  # a row's picture: 100,000 rows stay below 6 GB; a whole sheet may take four times as much
PICTURE_MARGIN_MM = 1.5  # of the neighbouring rows, so that writing over the edges is seen whole
PICTURE_SIDE_PX = 1_700  # the longest side: an A4 sheet at 145 dpi, which is as sharp as a laptop's screen shows it

# --- quality ---
BLUR_EDGE_SHARE = 0.4  # of the strongest step in a row: weaker edges are grain
BLUR_LEAST_STEP = 12.0  # grey levels: what rises by less is grain, however the row looks
BLUR_LEAST_EDGES = 400  # pixels of edges that face one way: a word or two; fewer tell nothing
BLUR_SHARPEST = 90.0  # percentile of the edges that counts: print is sharper than pens
BLUR_DIAGONAL = (
    1.3  # as much wider diagonal edges measure on sharp pages: next to no print runs so, and the window is longer there
)
BLUR_MOST = (
    0.19  # sigma of the sharpest edges, mm: from here on a third of a name's letters are misread (0.13 on a good scan)
)
MOVED_MOST = 0.23  # the same of the softest direction, where ...
MOVED_RATIO = 1.45  # ... they are so much softer than in the sharpest
LEAST_DPI = 95.0  # of paper: 100 is the least that is promised, and the paper's size is known to 5 % only
LIGHT_PIECE_MM = 8.0  # rows are looked at in pieces of this width: a shadow or a reflection is wider
DARK_GRAIN = (
    0.036  # share of the paper's light by which it is grainy: from here on a third of the letters are misread ...
)
DARK_LEVEL = 180.0  # ... where the paper is darker than this, of 255: the dots of a fax are no grain
SHADOW_LEVEL = 0.75  # of the sheet's brightest paper: what is brighter lies in no shadow
LIGHT_RUN = 3  # neighbouring pieces: what is narrower is a blot, or a signature
DARK_SHEET = 90.0  # of 255: where no paper is brighter the room is dark, and it is no shadow
GLARE_RULE_MM = 1.8  # so close to a row's edge lies its rule, if it has one, on curled paper too
GLARE_RULE_LEAST = 0.15  # share of the light that the sheet's rules must take before one can be missed
GLARE_RULE_LEFT = 0.45  # of that: under a reflection that leaves less, most letters are misread
GLARE_BRIGHTER = 1.1  # than the sheet's paper: what is not, is no reflection
GLARE_WHITE = 250.0  # of 255: no more light fits in
COVER_HUE = 0.22  # natural logarithm of red to blue, off the paper's: skin of any colour is 0.35 to 0.85
COVER_THINNEST_MM = 7.0  # thinner than a finger: a pen, a stain
COVER_LEAST_MM2 = 100.0  # of a thumb in the picture
COVER_BEYOND_MM = 2.0  # a thumb comes in from beside the table; shaded rows end with it
COVER_SHARE = 0.12  # of a cell: less hides a margin only
BEYOND_MM = 0.8  # of a row that lies beyond the picture: the width of a rule and of an error of the frame
SIDE_ROOM_MM = 3.0  # of paper beside a stranger's table, at least: no printer prints closer to the edge (measured: 8.5 and more) ...
ROW_ROOM, ROW_ROOM_MM = (
    0.8,
    8.0,
)  # ... and above and below it, in rows and millimetres, whichever is less (measured: 0.85 rows, 16 mm)
UNSEEN_MM = 1.0  # of a row that goes on beyond the picture, nobody knows how far
NEARLY_ALL_ROWS = 0.8  # of the rows: then it is said of the sheet

# --- two pictures of a paper ---
TWIN_MAP = (8, 96)  # cells of a row's ink, down and across: 1 by 2 to 3 mm, a stroke's place and not its form
TWIN_SHIFT = 2  # cells: how far the rows of two pictures lie off each other, each flattened for itself
TWIN_INK = 6.0  # cells full of ink that a row must have to be compared: two words
TWIN_ALIKE = 0.92  # correlation from which two rows are the same ink (measured: 0.96 and more, a fax and a hard photo among them) ...
TWIN_UNLIKE = 0.85  # ... and up to which they are not (measured: at most 0.85, neighbours on one sheet among them)
TWIN_AHEAD = 0.05  # so much more alike is a row to itself than to any other
TWIN_SEAL_ALIKE = 0.8  # correlation of two rows' seals from which their ink is compared
TWIN_LEGIBLE = 0.4  # quality of a row that must be seen to say that it is another one
TWIN_LINE, TWIN_LINE_INK = 0.6, 40.0  # of a map's width, in cells with so much ink of 255: no writing is as long
TWIN_PIECES = 6  # of a row's width, each compared at a shift of its own where the whole row is not alike
TWIN_PIECE_INK = 150.0  # in such a piece, summed over the roots of its cells: a word
TWIN_PIECES_ALIKE = (
    0.86  # mean correlation of the pieces (measured: 99 in 100 rows of the same ink, 0.2 of other people's)
)
TWIN_PIECES_ROWS = 3  # rows that must be the same by their pieces, where they are not as wholes
TWIN_ROWS = 2  # rows that must be the same

# --- ink ---
INK_MARGIN_MM = 4.0  # looked at around the table: writing hangs over its edges
PAPER_CLOSING_MM = 4.6  # a stroke narrower than this is ink, wider is shading; shaded rows are 5 mm and more
PAPER_DARKEST = (
    0.5  # shading never takes more than this share of the paper's light: darker is ink, however broad (a scribble)
)
INK_FAINT = 0.11  # share of the light that a stroke takes at least, along its whole length; bleed-through takes 0.05 to 0.15 ...
INK_SURE = 0.19  # ... and this somewhere; a soft pencil takes 0.25 to 0.4
INK_NOISE = 4.0  # standard deviations of the paper's grain for the faint threshold, twice as many for the sure one
LIGHT_LEAST = 0.2  # of the sheet's brightest paper: where there is less, the camera's noise looks as dark as a pencil
# However grainy the paper is, a stroke need take no more than this: of the whole table, and in a deep shadow
INK_FAINT_MOST, INK_SURE_MOST = (0.3, 0.6), (0.45, 0.8)
GRAIN_TILE_MM = 16.0  # in a tile as large, a third is paper however much is written: rows are 6 mm and more
STAIN_BROAD_MM = 0.75  # a stain is broader than a pen's line (a felt pen's is 1.1 mm, but dark and not brown) ...
STAIN_FAINTEST, STAIN_DARKEST = 0.07, 0.45  # ... takes this share of the light, where a pen takes more ...
STAIN_BROWN = (0.85, 0.55)  # ... and of what it takes of blue at most so much of green and of red
STAIN_LEAST_MM2 = 2.0  # smaller ones are the blur between letters
STROKE_EDGE = 0.38  # of the darkest within half a millimetre: less is the blurred edge of a stroke
FOLD_FAINTEST, FOLD_DARKEST = 0.04, 0.45  # share of the light that a fold takes: less is grain, more is a rule
FOLD_SHARE = 0.85  # of the way over the table that a fold is seen
FOLD_SLOPE = 0.02  # by which a fold may lie askew
FOLD_BROAD_MM = 0.8  # at half its depth; a pale rule is thinner
FOLD_WIDE_MM = 2.0  # from the middle of a fold to where the paper is flat
SPECK_MM2 = 0.08  # smaller specks are dust and fax noise; the dot of an i by a fine pen is 0.12
RULE_SEARCH_MM = 2.6  # a printed rule lies so close to the edge that the sheet stage gave (curl, folds) ...
RULE_SEARCH_SHARE = 0.28  # ... and within this share of the height of a row
RULE_BLOCK_MM = 2.0  # rules are followed in steps of this length: a dotted rule has ink in every step
RULE_COVERAGE = 0.5  # share of a rule's length that must be inked
RULE_SECOND_COVERAGE = 0.8  # of a second rule close to the first: boxes side by side, double rules
RULE_LONE_COVERAGE = 0.9  # of a rule on a sheet that mostly has none there
RULE_WORN_COVERAGE = 0.3  # of a rule on a sheet that has them all: a copy may have lost most of one
RULE_INKED = 0.3  # share of a block that is inked where the rule is, beside its middle
RULE_FRAYED_PX = 2  # beside a rule that bends: so far its edge may stand out
RULE_LED_PX = 3  # of ink beside a rule: fewer lead no stroke onto it
RULE_EVEN_MM = 24.0  # to either side, over which a worn rule is as dark as here; a word on it is shorter
RULE_PALER = 0.12  # of the light that a pen on a rule takes besides, where the rule is paler
RULE_CROSSED_PX = 2  # by which a run across a rule is longer than the rule where a stroke crosses or touches it
RULE_THICKEST_MM = 0.75
PRINT_ROWS_MIN = 4  # from so many rows on, what repeats in them is print ...
PRINT_ROWS_ALIKE = 0.84  # ... if it does so in this share of them: all of up to 6, all but one of 7 to 12
PRINT_SHARP = (
    0.5  # of the place where six rows in ten have ink, print has this share in nearly all: handwriting fades out
)
PRINT_MIN_MM = 1.3  # where handwriting happens to coincide in all rows it does so over less than this
PRINT_LONG_MM = 8.0  # no strokes of letters coincide in nearly all rows over as much; shorter print stands ...
PRINT_ALONE, PRINT_WITHIN = (
    0.25,
    0.6,
)  # ... by itself in this share of the rows, by this share of its ink: letters go on in words
STREAK_SLOPE = 0.09  # a copier's streak is upright on the copy, and the sheet lay up to 5 degrees askew
STREAK_COVERAGE = 0.75  # share of the sheet's height that a streak covers
PRINT_JITTER_MM = 0.5  # how far the cells of a column may lie off each other after flattening
SPLIT_SHARE = 0.25  # joined writing with at least this share in a second column, and ...
SPLIT_MM = 3.5  # ... this far into it, is two people's words that touch: it is cut at the edge
TALL_PIECE = 1.35  # row heights: what is taller is cut at the rows' edges; signatures hang over by less
LETTER_GAP = 2.0  # times the usual gap between this hand's letters: a wider one parts words ...
LETTER_GAP_LEAST, LETTER_GAP_MOST = 0.2, 0.5  # ... within these shares of the letters' height
# Of a gap as wide as the letters are high: how much counts that the next cell's writing begins as far off its usual place, that it
# begins before its cell, and that it would have none
OVERHANG_BEGINS, OVERHANG_EARLY, OVERHANG_EMPTIES = 0.5, 0.4, 0.9
OVERHANG_WHOLE = 0.65  # of the usual width of the next cell's writing: so much is a word of its own
OVERHANG_CLINGS_MM = 0.5  # behind the edge: the next cell's own writing begins further off
DOT_REACH_MM, DOT_REACH = 1.5, 0.18  # from a row's edge, and of its height: so far a dot or an accent reaches over
DOT_NEAR_MM = 1.4  # from its letter
DOT_APART = 0.5  # of the distance to the nearest letter of the row in which it stands
LETTER_MM = 9.0  # no letter is wider: what is wider beyond the edge is the next cell's own writing
NUMBER_ENDS_MM, NUMBER_HIGHEST_MM = 12.0, 4.5  # where the printed number of a row ends, and how high it is at most
NUMBER_APART_MM = 1.0  # from it to the first word
NUMBERED_SHARE = 0.8  # of the rows in which a number is seen at the same height: names are written less evenly
CELL_MARGIN_MM = 0.8  # white around the ink in a cell's picture
PEN_MM = 0.6  # half the width of a broad pen and some shake
FAINT_MARK_SHARE = 0.35  # of the darkness of a hand's strokes: its faintest hyphens have half, grain has less
FAINT_MARK_LEAST_MM2 = 0.06  # four pixels; noise of a fax is smaller
FAINT_MARK_WIDE_MM, FAINT_MARK_HIGH_MM = 2.5, 1.0  # a long hyphen; a thick dot
# Of the height of a cell's letters: thinner than THIN, or than BAR and LONG times as wide as high, is a rule beyond them; further off
# than APART is no letter's part.
CRUMB_THIN, CRUMB_BAR, CRUMB_LONG, CRUMB_APART = 0.15, 0.5, 6, 1.0
CRUMB_UNDER = 0.2  # of the same: an underscore stands no further below the feet of the letters
CRUMB_MOST = 0.3  # of the width of the letters in a line: more is a second line

# --- rows ---
# A stroke through unused rows explains so much of a row's ink, which lies so far off it at most (half a broad pen and a hand's shake), and
# rules and columns cut it into no more pieces
UNUSED_WITHOUT_GAPS = 0.5  # of its own length: rules cut a stroke, small words on one line fill half of theirs
UNUSED_ALONG = 0.5  # of a row's width: a stroke along so much of it is no word and no signature
UNUSED_EXPLAINED, UNUSED_OFF_MM, UNUSED_MOST_PIECES = 0.94, 0.7, 12
SPECKLE_MM2 = 0.16  # a piece of ink smaller than this says nothing by itself
DASH_MIN_MM = 1.6
DASH_THICKEST_MM = 1.1  # a broad pen's dash ...
DASH_FLATNESS = 0.22  # ... or this share of its length where it is long and wavy
DITTO_WIDEST_MM = 6.0  # two slashes that lean far
DITTO_HIGHEST_MM = 5.0
DITTO_STROKE_MM = 0.33  # how far a single run of a broad pen spreads across its direction; a letter spreads more
DITTO_BLOT_MM = 4.4  # two strokes that ran into each other, either way: slashes by a broad pen, blurred
DITTO_SOLID = 0.85  # ... which fill this share of their convex hull; letters fill three quarters at most
DITTO_BLOT_SPREAD_MM = 0.3  # ... and are wider than one stroke
DOWN_SHARE = 0.6  # of the row's height: what says "as above" by a stroke down the column
DOWN_AREA_MM = 1.7  # ink for each millimetre of its height: a broad pen, and a foot or an arrow's head
DOWN_WIDEST_MM = 6.0
ENTRY_MIN_MM = 1.7  # ... and the reach of its largest stroke; crumbs of rules and shading are smaller
ENTRY_MIN_MM2 = 1.0  # ink of a written cell that makes a row filled; two thin letters have more
RUNS_OUT = (
    0.25  # of its height from the end of its cell, or nearer: writing that may have lost a letter to the next cell
)
SIGNATURE_CLINGS_MM = 1.2  # to the rule: what begins so close to it and ends soon came over from the row beside
SIGNATURE_DASH_MM = 10.0  # a single flat stroke shorter than this is a dash, a longer one somebody's signature
SIGNATURE_MIN_MM2 = 1.0  # ink in the signature cell ...
SIGNATURE_MIN_MM = 3.0  # ... and its reach; a cross that stands for a name is larger
SIGNATURES_LEAST = 3  # rows: in fewer a long word looks like a signature
# In half of the cells the widest stroke is so much of all that stands there, of the row's height, and so wide (measured: signatures from
# 0.88, 0.44 and 14 mm on, words up to 0.88, 0.45 and 10 mm, but never all three)
SIGNATURES_IN_ONE, SIGNATURES_HIGH, SIGNATURES_LONG_MM = 0.8, 0.4, 11.0
TICK_MIN_MM2 = 0.7  # ink of a tick by a fine pen; a dot or a slip has less
TICK_MIN_MM = 1.2  # a tick's width and height; a dash is flatter
TICK_REACH_MM = 2.2  # the longer of both; the dot of a broad pen is 1.6
TICK_EDGE_MM, TICK_EDGE_THICK_MM = 1.8, 0.7  # a straight level or upright stroke so long and thin is an edge of the box
TICK_ACROSS = 0.95  # of the cell's width: a stroke from edge to edge goes on in the next cell
OVERRUN_CLOSE_MM = 2.0  # from letter to letter, large ones too
OVERRUN_SHARE = 0.3  # of a cell, at its edges: so far words run over
STRIKE_WORTH_NAME = 0.3  # of the writing's width, or ...
STRIKE_WORTH_ROW = (
    0.1  # ... of the table's, that the widest stroke covers before anything is followed: saves nine rows in ten
)
STRIKE_MIN_MM = 8.0
NAME_COLUMN_MM, NAME_LEAST_MM = (
    25.0,
    12.0,
)  # a column with room for a name, and a name: narrower ones hold numbers and ticks
STRIKE_GAP_MM = 0.5  # a copy breaks a stroke by so much; words lie further apart
STRIKE_LEG_MOST_MM = 40.0  # of a cross's straight strokes: a hand draws no longer ones quite straight
ASTRIDE_HIGHEST = 1.1  # row heights: one line of writing on the rule between two rows is no higher; two lines are ...
ASTRIDE_OFF = 0.35  # ... and its middle lies within this share of a row of the rule
NAME_PART = 0.8  # of the width of half of the names: a name parted over two rows has two parts, each shorter
